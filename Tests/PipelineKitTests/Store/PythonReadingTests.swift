import Arithmetic
import Support
import Testing

@testable import PipelineKit

/// h5py reads every type of artifact without lastbit.
@Suite(.enabled(if: Repository.python != nil)) struct PythonReadingTests {
  private func read(_ outputs: [String: Artifact]) throws -> Value {
    let folder = TestFolder()
    let store = try Store(at: folder.path)
    let record = KeyRecord.sample()
    _ = try store.publish(outputs, provenance: .sample(record))
    let reader = try TextFile.read("\(Repository.root)/Tests/Support/python/read_object.py")
    return try Value(json: Repository.run(python: reader, [store.path(of: record.key)]))
  }

  private func sha256<Element>(_ values: [Element]) -> String {
    var hasher = ByteHasher()
    values.withUnsafeBytes { hasher.update($0) }
    return hasher.finalize().hex
  }

  /// What the script prints for an array.
  private func expected(_ elements: DatasetElements) -> Value {
    let shape = Value.list(elements.shape.map { .integer($0) })
    let digest: String
    switch elements {
    case .uint8(let tensor): digest = sha256(tensor.values)
    case .int16(let tensor): digest = sha256(tensor.values)
    case .int32(let tensor): digest = sha256(tensor.values)
    case .int64(let tensor): digest = sha256(tensor.values)
    case .float32(let tensor): digest = sha256(tensor.values)
    case .float64(let tensor): digest = sha256(tensor.values)
    case .string(let tensor):
      return [
        "dtype": "string", "shape": shape, "texts": .list(tensor.values.map { .string($0) }),
      ]
    }
    return ["dtype": .string(elements.elementName), "shape": shape, "sha256": .string(digest)]
  }

  @Test func readsEveryType() throws {
    let ports = try #require(try read(SampleArtifacts.all)["ports"])
    for (port, artifact) in SampleArtifacts.all {
      let group = try #require(ports[port])
      #expect(group["attributes"]?["type"] == .string(artifact.type.rawValue))
      #expect(group["attributes"]?["digest"] == .string(artifact.digest.hex))
      for dataset in artifact.datasets {
        #expect(group["datasets"]?[dataset.name] == expected(dataset.elements))
      }
    }
    #expect(Set(SampleArtifacts.all.values.map(\.type)).count == ArtifactType.all.count)
  }

  @Test func readsAttributes() throws {
    let ports = try #require(try read(SampleArtifacts.all)["ports"])
    #expect(ports["volume"]?["attributes"]?["affine"] == SampleArtifacts.affine)
    let attributes = try #require(ports["attributed"]?["attributes"])
    let json: [String] = ["empty", "null", "mixed", "ragged", "nul", "deep", "flags", "map"]
    #expect(attributes["json"] == .list(json.map { .string($0) }))
    for attribute in SampleArtifacts.attributed.attributes {
      let found = try #require(attributes[attribute.key])
      if json.contains(attribute.key) {
        guard case .string(let text) = found else { throw JSONError(byte: 0, message: "no text") }
        #expect(try Value(json: text) == attribute.value)
      } else {
        #expect(found == attribute.value)
      }
    }
  }

  @Test func readsProvenance() throws {
    let attributes = try #require(try read(["out": SampleArtifacts.record])["attributes"])
    #expect(attributes["stage"] == "sample")
    #expect(attributes["seed"] == "7")
    #expect(attributes["log"] == "first line\nsecond line")
    guard case .string(let record)? = attributes["key_record"] else {
      throw JSONError(byte: 0, message: "no key record")
    }
    #expect(KeyRecord(try Value(json: record)) == KeyRecord.sample())
  }
}
