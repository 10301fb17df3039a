import ArgumentParser
import PipelineKit

/// `lastbit cache clean`.
struct CacheCleanCommand: LastbitCommand {
  static let configuration = CommandConfiguration(
    commandName: "clean",
    abstract: "Delete results that no manifest's last run needs, and files that were set aside.",
    discussion: """
      What the last run of a manifest made or used stays, for every manifest file and every set of \
      params (--set) that it ran with; everything else can be computed again. --keep, --drop and \
      --older-than let go of whole manifests; 'lastbit cache manifests' lists them. Before results \
      of more than one go, they are listed, and nothing is deleted without --force.

      Examples:
        lastbit cache clean --dry-run
        lastbit cache clean --drop old/study.yaml
        lastbit cache clean --older-than 90d --force
      """)

  @Flag(name: [.customShort("n"), .long], help: "Only say what would be deleted.")
  var dryRun = false

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Keep only what the last runs of these need: manifest files, names or ids.",
      valueName: "manifest"))
  var keep: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Delete what only these need.", valueName: "manifest"))
  var drop: [String] = []

  @Option(
    help: ArgumentHelp(
      "Delete what only manifests need that were not run for so long: 90d, 12h.",
      valueName: "time"))
  var olderThan: Age?

  @Flag(help: "Delete results of several manifests, or while another run uses the store.")
  var force = false

  @OptionGroup var store: StoreOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if !keep.isEmpty, !drop.isEmpty {
      throw ValidationError("--keep and --drop cannot be given together")
    }
  }

  func perform() throws -> ExitStatus {
    let store = try store.open()
    let cleaning = try store.cleaning(dropping: try dropped(among: store.manifests()))
    if !dryRun, !force { try refuse(cleaning, in: store) }
    if !dryRun {
      for object in cleaning.objects { try store.remove(object) }
      store.removeCheckpoints(try store.abandonedCheckpoints())
    }
    if output.json {
      Terminal.printResult(json: value(cleaning))
    } else {
      let lines = cleaning.shares.map(Self.line)
      let verb = dryRun ? "would be deleted" : "deleted"
      let count = Counted.text(cleaning.objects.count, "file")
      let total = "\(store.folder): \(count) \(verb), \(ByteText.text(cleaning.bytes))"
      Terminal.printResult((lines + [total]).joined(separator: "\n"))
    }
    return .done
  }

  /// - Throws: `Diagnostics` where a manifest is named that the store does not know.
  private func dropped(among uses: [ManifestUse]) throws -> (ManifestUse) -> Bool {
    var named: Set<ManifestIdentity> = []
    for name in keep + drop {
      let found = uses.map(\.manifest).filter { $0.isNamed(name) }
      guard !found.isEmpty else {
        let known = uses.flatMap { [$0.manifest.file, $0.manifest.name].compactMap { $0 } }
        throw Diagnostics([
          Diagnostic(
            .error, "no manifest '\(name)' has run with this store",
            hint: Suggestion.hint(for: name, among: known)
              ?? "'lastbit cache manifests' lists those that have")
        ])
      }
      named.formUnion(found)
    }
    let limit = olderThan.map { $0.limit }
    return { use in
      if !keep.isEmpty, named.contains(use.manifest) { return false }
      if !drop.isEmpty, !named.contains(use.manifest) { return false }
      if let limit { return use.lastRun < limit }
      return !(keep.isEmpty && drop.isEmpty)
    }
  }

  /// - Throws: `Diagnostics` where more would go than a person who has one study may think of.
  private func refuse(_ cleaning: StoreCleaning, in store: Store) throws {
    if try !cleaning.objects.isEmpty && store.isAtWorkElsewhere() {
      throw Diagnostics([
        Diagnostic(
          .error, "another process is working with '\(store.folder)'",
          hint: "wait until it has ended, or add --force")
      ])
    }
    let manifests = Set(cleaning.shares.map(\.manifest))
    guard manifests.count > 1 else { return }
    if !output.json {
      Terminal.printMessage(cleaning.shares.map(Self.line).joined(separator: "\n"))
    }
    throw Diagnostics([
      Diagnostic(
        .error, "results of \(manifests.count) manifests would be deleted",
        hint: "add --force to delete them, or name those to go with --drop")
    ])
  }

  private static func line(_ share: StoreCleaning.Share) -> String {
    let whose = share.manifest?.description ?? "a manifest that is not known"
    return "\(whose): \(Counted.text(share.results, "result")), \(ByteText.text(share.bytes)), "
      + (share.isCurrent ? "of its last run" : "of earlier runs")
  }

  private func value(_ cleaning: StoreCleaning) -> Value {
    [
      "deleted": .boolean(!dryRun), "bytes": .integer(cleaning.bytes),
      "paths": .list(cleaning.objects.map { .string($0.path) }),
      "manifests": .list(
        cleaning.shares.map { share in
          [
            "manifest": share.manifest.map { .string($0.name) } ?? .null,
            "file": share.manifest?.file.map(Value.string) ?? .null,
            "settings": CacheManifestsCommand.settings(share.manifest),
            "results": .integer(share.results), "bytes": .integer(share.bytes),
            "current": .boolean(share.isCurrent),
          ]
        }),
    ]
  }
}

/// How long ago.
struct Age: ExpressibleByArgument {
  var seconds: Double

  init?(argument: String) {
    guard let seconds = Quantity.seconds(argument) else { return nil }
    self.seconds = seconds
  }

  /// The moment so long ago, in nanoseconds since 1970.
  var limit: Int { Int(max(0, Moment.now - seconds) * 1e9) }
}
