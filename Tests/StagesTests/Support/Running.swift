import Arithmetic
import PipelineKit

@testable import Stages

/// Runs stages without a pipeline around them.
enum Running {
  /// `values` over the declared defaults of a stage.
  static func values(
    of stage: any Stage.Type, _ values: [String: Value] = [:]
  ) throws -> ParameterValues {
    var all: [String: Value] = [:]
    for parameter in stage.parameters { all[parameter.name] = parameter.defaultValue }
    all.merge(values) { _, new in new }
    return ParameterValues(all)
  }

  /// The stage with `values` over its declared defaults.
  static func make<S: Stage>(_ stage: S.Type, _ values: [String: Value] = [:]) throws -> S {
    try S(Self.values(of: stage, values))
  }

  static func context(
    arithmetic: ArithmeticSpecification = .ieee, seed: UInt64 = 1, streams: [DrawnStream] = [],
    threads: Int = 1, lineage: Lineage = Lineage(),
    warn: @escaping @Sendable (String) -> Void = { _ in }
  ) throws -> StageContext {
    StageContext(
      arithmetic: try Arithmetics.make(arithmetic, seed: seed, threads: threads),
      streams: streams.map { ($0, seed) },
      job: JobFacts(
        manifest: "test", stage: "stage", coordinates: Coordinates(), lineage: lineage),
      threads: threads, scratch: "", progress: { _ in }, log: { _ in }, warn: warn)
  }

  static func run<S: Stage>(
    _ stage: S.Type, _ values: [String: Value] = [:], _ inputs: [String: [Inputs.Item]],
    arithmetic: ArithmeticSpecification = .ieee, seed: UInt64 = 1, threads: Int = 1,
    lineage: Lineage = Lineage(), warn: @escaping @Sendable (String) -> Void = { _ in }
  ) throws -> [String: Artifact] {
    let context = try context(
      arithmetic: arithmetic, seed: seed, streams: S.streams, threads: threads, lineage: lineage,
      warn: warn)
    return try make(stage, values).run(Inputs(inputs), context).artifacts
  }

  /// One item without coordinates.
  static func one(_ artifact: Artifact) -> [Inputs.Item] {
    [Inputs.Item(coordinates: Coordinates()) { artifact }]
  }

  /// Items along `axis`, numbered from one.
  static func many(_ artifacts: [Artifact], axis: String = "repeat") -> [Inputs.Item] {
    artifacts.enumerated().map { index, artifact in
      Inputs.Item(coordinates: Coordinates([.init(axis, "\(index + 1)")])) { artifact }
    }
  }
}
