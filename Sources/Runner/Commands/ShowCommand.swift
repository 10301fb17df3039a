import ArgumentParser
import PipelineKit
import Stages

/// `lastbit show`: what is in the store.
struct ShowCommand: LastbitCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Print a result: types, shapes, values, digests and where it comes from.",
    discussion: """
      A stage that ran more than once is listed; stage[axis=value] names one job. Tables of several \
      jobs (stage.port) are printed as one, with a column for each axis.

      Examples:
        lastbit show bits
        lastbit show 'warp[subject=0051].field' --json
        lastbit show report --provenance
        lastbit show 3fa9c2b1d07e
      """)

  @Argument(help: "stage, stage[axis=value], stage.port, or the first letters of a key.")
  var selection: Selection

  @Option(
    help: ArgumentHelp(
      "Name, file or id of the manifest, where several ran.", valueName: "manifest"))
  var manifest: String?

  @Flag(help: "Print the whole provenance.")
  var provenance = false

  @OptionGroup var store: StoreOptions
  @OptionGroup var output: OutputOptions

  func perform() throws -> ExitStatus {
    let store = try store.open()
    let results = try selection.results(in: store, manifest: manifest)
    guard let only = results.first, results.count == 1 else {
      if output.json {
        Terminal.printResult(json: .list(try results.flatMap { try values(of: $0, in: store) }))
      } else if let table = try joinedTable(results, in: store) {
        Terminal.printResult(TidyTable(table).text)
      } else {
        try list(results, in: store)
      }
      return .done
    }
    let page = try ResultPage(
      only, port: selection.port, in: store, withProvenance: provenance)
    if output.json {
      Terminal.printResult(json: page.value)
    } else {
      Terminal.printResult(page.text)
    }
    return .done
  }

  /// The tables on the selected port as one, where it holds tables that fit together.
  private func joinedTable(_ results: [StoredResult], in store: Store) throws -> Artifact? {
    guard let port = selection.port else { return nil }
    var parts: [(coordinates: Coordinates, artifact: Artifact)] = []
    for result in results {
      guard result.run != nil, try store.lookUp(result.key)?.types[port] == .table else {
        return nil
      }
      parts.append((result.shown, result.names.shown(try store.load(result.key, port: port))))
    }
    return try StageCatalog.standard.reader.joined(parts)
  }

  /// The outputs of one of several results. Small ones have their values; volumes have them where
  /// their port is named, since all of them have to be read.
  private func values(of result: StoredResult, in store: Store) throws -> [Value] {
    guard let stored = try store.lookUp(result.key) else { return [] }
    return try stored.digests.sorted { $0.key < $1.key }
      .filter { selection.port == nil || selection.port == $0.key }
      .map { port, digest in
        let type = stored.types[port]
        var pairs: [Value.Pair] = [
          .init("title", .string(result.title)), .init("key", .string("\(result.key)")),
          .init("coordinates", (result.run?.coordinates ?? Coordinates()).value),
          .init("port", .string(port)), .init("type", .string(type?.rawValue ?? "")),
          .init("digest", .string(digest.hex)),
        ]
        let definition = type?.definition
        if definition?.isSmall == true || selection.port != nil,
          let content = definition?.content(try store.load(result.key, port: port))
        {
          pairs.append(.init("values", content))
        }
        return .map(pairs)
      }
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
    Terminal.printResult(TextTable(header: ["job", "output", "type", "digest"], rows: rows).text)
  }
}
