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

extension Machine {
  static let sample = Machine(
    commit: "89cb0e8e78f555642a77cb34feb3d58f72593d50", system: "a system",
    processor: "a processor", cores: 4, instructions: "avx2", levels: ["baseline", "avx2"])
}

extension Provenance {
  static func sample(
    _ record: KeyRecord, stage: String = "sample", kernels: KernelTrace = KernelTrace(),
    inputs: [Value.Pair] = [], facts: ManifestFacts? = nil
  ) -> Provenance {
    Provenance(
      manifest: ManifestIdentity(name: "test"), fragment: "uses: test/sample", stage: stage,
      coordinates: Coordinates([.init("subject", "0051")]), record: record, seed: 7,
      origin: ResultOrigin(machine: .sample, threads: 2, started: 1_000_000_000, inputs: inputs),
      facts: facts, operations: OperationCounts(), kernels: kernels,
      versions: [.init("lastbit", "0.1.0")], ended: 3_000_000_000,
      usage: JobUsage(processor: 1.5, memory: 1 << 20, read: 7, written: 8, inputs: 9),
      log: ["first line", "second line"])
  }
}
