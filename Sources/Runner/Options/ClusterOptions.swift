import ArgumentParser
import Executors
import Files
import Glibc
import PipelineKit

/// Whether jobs run on a cluster, and how they get there.
struct ClusterOptions: ParsableArguments {
  @Option(
    name: .customLong("executor"),
    help: ArgumentHelp(
      "Where jobs run: local, or slurm.", valueName: "local|slurm"))
  var kind: Kind?

  @Option(
    help: ArgumentHelp(
      """
      How jobs reach the cluster: a profile of ./profiles.yaml or ~/.config/lastbit/profiles.yaml. \
      Default: the one called 'default'.
      """, valueName: "name"))
  var profile: String?

  enum Kind: String, ExpressibleByArgument, CaseIterable { case local, slurm }

  /// Whether jobs run elsewhere.
  var isAsked: Bool { kind == .slurm || (profile != nil && kind != .local) }

  /// Where profiles are looked for; the project's come first.
  static var files: [String] {
    let home = getenv("HOME").map { String(cString: $0) } ?? ""
    let own = getenv("XDG_CONFIG_HOME").map { String(cString: $0) } ?? "\(home)/.config"
    return ["profiles.yaml", "\(own)/lastbit/profiles.yaml"]
  }

  /// The cluster's executor; `nil` where jobs run here.
  ///
  /// - Throws: an error in a sentence where there is no such profile, or the scheduler does not answer.
  func executor(for experiment: Experiment) throws -> (any Executor)? {
    guard isAsked else { return nil }
    let profile =
      try ClusterProfile.find(profile, in: Self.files)
      ?? ClusterProfile(name: "default", kind: .slurm)
    try makeFolder(experiment.store.folder)
    guard let store = resolvedPath(experiment.store.folder), let folder = resolvedPath(".") else {
      throw RunnerError("the store '\(experiment.store.folder)' cannot be found")
    }
    do {
      return try ClusterExecutor(
        profile, program: ExecutionOptions.program, store: store, folder: folder,
        forecast: ResourceForecast(experiment.store))
    } catch { throw RunnerError("\(error)") }
  }

  private func makeFolder(_ path: String) throws {
    do { try makeFolders(path) } catch { throw RunnerError("\(error)") }
  }
}
