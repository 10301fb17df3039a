import ArgumentParser
import PipelineKit

/// `lastbit cache`: the store's size, content and health.
struct CacheCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cache", abstract: "List, verify and tidy the store.",
    discussion: """
      Examples:
        lastbit cache manifests
        lastbit cache clean --dry-run
      """,
    subcommands: [
      CacheListCommand.self, CacheManifestsCommand.self, CacheVerifyCommand.self,
      CacheCleanCommand.self,
    ])
}

/// `lastbit cache list`.
struct CacheListCommand: LastbitCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List every stored result with its size and the job it is of.",
    discussion: """
      Examples:
        lastbit cache list
        lastbit cache list --store /scratch/store --json
      """)

  @OptionGroup var store: StoreOptions
  @OptionGroup var output: OutputOptions

  func perform() throws -> ExitStatus {
    let store = try store.open()
    let jobs = Dictionary(
      store.runs().map { ($0.key, StoredResult(key: $0.key, run: $0).title) },
      uniquingKeysWith: { first, _ in first })
    let objects = try store.objects()
    if output.json {
      Terminal.printResult(
        json: .list(
          objects.map {
            [
              "key": .string("\($0.key)"), "bytes": .integer($0.bytes),
              "job": jobs[$0.key].map(Value.string) ?? .null, "path": .string($0.path),
            ]
          }))
      return .done
    }
    let rows = objects.map { object in
      [
        String("\(object.key)".prefix(12)), ByteText.text(object.bytes),
        jobs[object.key] ?? "no job's latest result",
      ]
    }
    if !rows.isEmpty { Terminal.printResult(TextTable(rows: rows, rightAligned: [1]).text) }
    let total = objects.reduce(0) { $0 + $1.bytes }
    Terminal.printResult(
      "\(store.folder): \(Counted.text(rows.count, "result")), \(ByteText.text(total))")
    return .done
  }
}
