import Arithmetic

@testable import PipelineKit

extension KeyRecord {
  /// A record that differs from others by `size`.
  static func sample(size: Int = 1, version: Int = 1, inputs: [Input] = []) -> KeyRecord {
    KeyRecord(
      kind: "test/sample", version: version, parameters: ParameterValues(["size": .integer(size)]),
      arithmetic: "ieee", seed: nil, inputs: inputs)
  }
}

extension Provenance {
  static func sample(
    _ record: KeyRecord, stage: String = "sample", kernels: KernelTrace = KernelTrace()
  ) -> Provenance {
    Provenance(
      manifest: ManifestIdentity(name: "test"), fragment: "uses: test/sample", stage: stage,
      coordinates: Coordinates([.init("subject", "0051")]), record: record, seed: 7, origins: [],
      operations: OperationCounts(), kernels: kernels, versions: [.init("lastbit", "0.1.0")],
      processor: "a processor", started: 1_000_000_000, ended: 3_000_000_000, peakMemory: 1 << 20,
      log: ["first line", "second line"])
  }
}
