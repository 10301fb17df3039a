import ArgumentParser
import PipelineKit

/// `lastbit logs`: what failed, and what jobs said.
struct LogsCommand: LastbitCommand {
  static let configuration = CommandConfiguration(
    commandName: "logs",
    abstract: "Show what failed last and why, or what a stage's jobs said.",
    discussion: """
      Without a stage: the failures of the manifest that ran last which nothing has mended since, \
      with their time, reason and log. With one: the logs of its jobs, failed or not. All that a run \
      says of a job is kept in the store; of failed ones at most the last 100 lines.

      Examples:
        lastbit logs
        lastbit logs 'aligned[arithmetic=bfloat16]'
        lastbit logs --manifest study.yaml --all --json
      """)

  @Argument(help: "stage or stage[axis=value].")
  var selection: Selection?

  @Option(
    help: ArgumentHelp(
      "Name, file or id of the manifest, where several ran.", valueName: "manifest"))
  var manifest: String?

  @Flag(help: "Also failures that were mended since, and those of other manifests.")
  var all = false

  @OptionGroup var store: StoreOptions
  @OptionGroup var output: OutputOptions

  func perform() throws -> ExitStatus {
    let store = try store.open()
    let failures = failures(in: store)
    let results = try selection.map { try logs(of: $0, in: store, orElse: failures) } ?? []
    if output.json {
      Terminal.printResult(
        json: [
          "failures": .list(failures.map(\.value)), "results": .list(results.map(\.value)),
        ])
      return .done
    }
    let text = LogsText(failures: failures, results: results, names: store.names)
    if text.lines.isEmpty {
      Terminal.printResult("\(store.folder): nothing failed\(all ? "" : " that is not mended")")
    } else {
      Terminal.printResult(text.lines.joined(separator: "\n"))
    }
    return .done
  }

  private func failures(in store: Store) -> [FailureLog] {
    let found = (all ? store.failures() : store.openFailures()).filter { failure in
      (manifest.map(failure.manifest.isNamed) ?? true)
        && (selection?.matches(
          stage: failure.stage, failure.coordinates, store.names(of: failure.manifest)) ?? true)
    }
    guard !all, manifest == nil else { return found }
    // Of several manifests the one that ran last is meant.
    let last =
      selection == nil
      ? store.manifests().first?.manifest
      : store.manifests().first { use in found.contains { $0.manifest == use.manifest } }?.manifest
    return found.filter { $0.manifest == last }
  }

  /// The logs of results; none where all that is known of a stage is that it failed.
  private func logs(
    of selection: Selection, in store: Store, orElse failures: [FailureLog]
  ) throws -> [LogsText.Result] {
    let results: [StoredResult]
    do { results = try selection.results(in: store, manifest: manifest) } catch {
      if failures.isEmpty { throw error }
      return []
    }
    return try results.compactMap { result in
      guard try store.lookUp(result.key) != nil else { return nil }
      let facts = Value.map(try store.provenance(of: result.key))
      guard case .string(let log)? = facts["log"] else { return nil }
      var ended = 0
      if case .integer(let time)? = facts["ended"] { ended = time }
      return LogsText.Result(
        result: result, ended: ended,
        lines: log.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
    }
  }
}
