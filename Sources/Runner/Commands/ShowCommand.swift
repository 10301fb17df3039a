import ArgumentParser
import PipelineKit

/// `lastbit show`: what is in the store.
struct ShowCommand: LastbitCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Print a result: types, shapes, values, digests and where it comes from.",
    discussion: """
      A stage that ran more than once is listed; stage[axis=value] names one job. Tables of several \
      jobs (stage.port) are printed as one, with a column for each axis.
      """)

  @Argument(help: "stage, stage[axis=value], stage.port, or the first letters of a key.")
  var selection: Selection

  @Option(help: ArgumentHelp("Name of the manifest, where several ran.", valueName: "name"))
  var manifest: String?

  @Flag(help: "Print the whole provenance.")
  var provenance = false

  @OptionGroup var store: StoreOptions
  @OptionGroup var output: OutputOptions

  func perform() throws -> ExitStatus {
    let store = try store.open()
    let results = try selection.results(in: store, manifest: manifest)
    guard let only = results.first, results.count == 1 else {
      if !output.json, let table = try tidyTable(results, in: store) {
        Terminal.printResult(table.text)
      } else {
        try list(results, in: store)
      }
      return .done
    }
    let page = try ResultPage(only, port: selection.port, in: store)
    if output.json {
      Terminal.printResult(json: page.value)
    } else {
      Terminal.printResult(page.text(withProvenance: provenance))
    }
    return .done
  }

  /// The tables on the selected port, where it holds tables.
  private func tidyTable(_ results: [StoredResult], in store: Store) throws -> TidyTable? {
    guard let port = selection.port else { return nil }
    var parts: [(coordinates: Coordinates, table: Artifact)] = []
    for result in results {
      guard let run = result.run, try store.lookUp(result.key)?.types[port] == .table else {
        return nil
      }
      parts.append((run.coordinates, try store.load(result.key, port: port)))
    }
    return TidyTable(parts)
  }

  /// Types and digests of several results, without reading their data.
  private func list(_ results: [StoredResult], in store: Store) throws {
    var rows: [[String]] = []
    for result in results {
      guard let stored = try store.lookUp(result.key) else {
        rows.append([result.title, "", "", "no longer in the store"])
        continue
      }
      for (port, digest) in stored.digests.sorted(by: { $0.key < $1.key })
      where selection.port == nil || selection.port == port {
        rows.append([
          result.title, port, stored.types[port]?.rawValue ?? "", String(digest.hex.prefix(16)),
        ])
      }
    }
    if output.json {
      let names = ["title", "port", "type", "digest"]
      Terminal.printResult(
        json: .list(
          rows.map { row in .map(zip(names, row).map { Value.Pair($0, .string($1)) }) }))
    } else {
      Terminal.printResult(
        TextTable(header: ["job", "output", "type", "digest"], rows: rows).text)
    }
  }
}
