import Arithmetic
import PipelineKit
import Testing

@Suite struct ArtifactDigestTests {
  /// Everything that makes an artifact another one makes its digest another.
  @Test func differsWithEveryPart() {
    func artifact(
      type: ArtifactType = .table, name: String = "a", _ elements: DatasetElements,
      _ attributes: [Value.Pair] = []
    ) -> Artifact {
      Artifact(type: type, datasets: [Dataset(name, elements)], attributes: attributes)
    }
    let bytes = DatasetElements.uint8(Tensor(shape: [2, 2], values: [0, 0, 0, 1]))
    let artifacts = [
      artifact(bytes), artifact(type: .volume, bytes), artifact(name: "b", bytes),
      artifact(.uint8(Tensor(shape: [4], values: [0, 0, 0, 1]))),
      artifact(.uint8(Tensor(shape: [2, 2], values: [0, 0, 1, 0]))),
      artifact(.int32(Tensor(shape: [1], values: [1 << 24]))),
      artifact(.float32(Tensor(shape: [1], values: [0.0]))),
      artifact(.float32(Tensor(shape: [1], values: [-0.0]))),
      artifact(.string(Tensor(shape: [2], values: ["ab", "c"]))),
      artifact(.string(Tensor(shape: [2], values: ["a", "bc"]))),
      artifact(bytes, [.init("x", 1)]), artifact(bytes, [.init("x", 1.0)]),
      artifact(bytes, [.init("x", "1")]), artifact(bytes, [.init("y", 1)]),
      artifact(bytes, [.init("x", [1])]),
    ]
    #expect(Set(artifacts.map(\.digest)).count == artifacts.count)
  }

  @Test func staysTheSame() {
    #expect(
      SampleArtifacts.transform.digest.hex
        == "64b0e61b1a7271491cf78e1adf6139b290a85cd52c1b855fe60f14651bf07569")
  }
}
