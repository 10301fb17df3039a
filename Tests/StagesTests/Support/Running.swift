import Arithmetic
import PipelineKit

@testable import Stages

/// Runs stages without a pipeline around them.
enum Running {
  /// The stage with `values` over its declared defaults.
  static func make<S: Stage>(_ stage: S.Type, _ values: [String: Value] = [:]) throws -> S {
    var all: [String: Value] = [:]
    for parameter in S.parameters { all[parameter.name] = parameter.defaultValue }
    all.merge(values) { _, new in new }
    return try S(ParameterValues(all))
  }

  static func run<S: Stage>(
    _ stage: S.Type, _ values: [String: Value] = [:], _ inputs: [String: [Inputs.Item]],
    arithmetic: ArithmeticSpecification = .ieee, seed: UInt64 = 1, threads: Int = 1,
    lineage: Lineage = Lineage(), warn: @escaping @Sendable (String) -> Void = { _ in }
  ) throws -> Outputs {
    let context = StageContext(
      arithmetic: try Arithmetics.make(arithmetic, seed: seed, threads: threads), seed: seed,
      job: JobFacts(
        manifest: "test", stage: "stage", coordinates: Coordinates(), lineage: lineage),
      threads: threads, scratch: "", progress: { _ in }, log: { _ in }, warn: warn)
    return try make(stage, values).run(Inputs(inputs), context)
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
