import ArgumentParser
import PipelineKit

/// `lastbit cache manifests`.
struct CacheManifestsCommand: LastbitCommand {
  static let configuration = CommandConfiguration(
    commandName: "manifests",
    abstract: "List the manifests that have run with the store, with their params and sizes.",
    discussion: """
      The last one is first; each set of params (--set) that differs from the defaults has a line of \
      its own. A result that several need counts for each.

      Examples:
        lastbit cache manifests
      """)

  @OptionGroup var store: StoreOptions
  @OptionGroup var output: OutputOptions

  func perform() throws -> ExitStatus {
    let store = try store.open()
    let objects = try store.objects().filter { !$0.isSetAside }
    let bytes = Dictionary(objects.map { ($0.key, $0.bytes) }, uniquingKeysWith: +)
    let uses = store.manifests()
    if output.json {
      Terminal.printResult(json: .list(uses.map { Self.value($0, bytes) }))
      return .done
    }
    let rows = uses.map { use in
      [
        use.manifest.id, use.manifest.name, use.manifest.file.map(WorkingFolder.relative) ?? "?",
        use.manifest.settingsText, "\(use.keys.count { bytes[$0] != nil })",
        ByteText.text(Self.size(use, bytes)), Moment.text(use.lastRun),
      ]
    }
    if !rows.isEmpty {
      Terminal.printResult(
        TextTable(
          header: ["id", "name", "file", "params", "results", "size", "last run"], rows: rows,
          rightAligned: [4, 5]
        ).text)
    }
    Terminal.printResult("\(store.folder): \(Counted.text(rows.count, "manifest"))")
    return .done
  }

  private static func size(_ use: ManifestUse, _ bytes: [JobKey: Int]) -> Int {
    use.keys.reduce(0) { $0 + (bytes[$1] ?? 0) }
  }

  private static func value(_ use: ManifestUse, _ bytes: [JobKey: Int]) -> Value {
    [
      "id": .string(use.manifest.id), "manifest": .string(use.manifest.name),
      "file": use.manifest.file.map(Value.string) ?? .null, "settings": settings(use.manifest),
      "results": .integer(use.keys.count { bytes[$0] != nil }),
      "bytes": .integer(size(use, bytes)), "lastRun": .integer(use.lastRun),
    ]
  }

  /// Params that were set, by name.
  static func settings(_ manifest: ManifestIdentity?) -> Value {
    .map((manifest?.settings ?? []).map { .init($0.name, .string($0.value)) })
  }
}
