import Arithmetic
import Imaging
import Networks
import PipelineKit
import Support
import Testing

@testable import Stages

/// Small networks on small heads; the networks themselves have tests of their own.
@Suite struct SegmentFastSurferTests {
  private static let side = 16
  private static let lia = Affine(
    linear: Affine.directionsLIA, translation: [8, -8, 8])

  private let image: Volume = {
    let count = side * side * side
    let values = (0..<count).map { Float($0 * 7919 % 251) }
    return Volume(
      voxels: .binary32(Tensor(shape: [side, side, side], values: values)), affine: lia)
  }()

  private func random(_ plane: AnatomicalPlane) -> RandomNetwork {
    RandomNetwork(
      filters: 2, classes: plane == .sagittal ? 51 : 79,
      seed: UInt64(plane.rawValue.count))
  }

  private func model(_ random: RandomNetwork) throws -> [Inputs.Item] {
    let digest = try #require(Digest(hex: String(repeating: "5a", count: 32)))
    return Running.one(.model(try random.weights(), source: digest))
  }

  private func run(
    _ planes: [AnatomicalPlane] = AnatomicalPlane.allCases, _ values: [String: Value] = [:],
    _ arithmetic: String = "ieee", seed: UInt64 = 1, threads: Int = 1
  ) throws -> [String: Artifact] {
    var inputs = ["image": Running.one(.volume(image, as: .uint8))]
    for plane in planes { inputs[plane.rawValue] = try model(random(plane)) }
    return try Running.run(
      SegmentFastSurfer.self, values, inputs,
      arithmetic: ArithmeticSpecification(name: arithmetic), seed: seed, threads: threads)
  }

  /// Sums in binary16 and labels, written out.
  @Test func labelsAreThoseOfTheWeightedSums() throws {
    let (side, voxels) = (Self.side, image.voxels.shape.reduce(1, *))
    let arithmetic = try Arithmetics.make(.ieee, seed: 1, threads: 1)
    let slabs = try ThickSlabs(image)
    var sums = [[Float16]](repeating: [Float16](repeating: 0, count: 79), count: voxels)
    var greatest = [Float](repeating: 0, count: voxels)
    for (plane, weight) in [(.coronal, 0.4), (.sagittal, 0.2), (.axial, 0.4)]
      as [(AnatomicalPlane, Float)]
    {
      let network = try FastSurferNetwork(random(plane).weights())
      for slice in 0..<side {
        let slab = slabs.slab(slice, plane, arithmetic)
        guard
          case .binary32(let logits) = try network.plan(
            size: (side, side), format: .binary32
          ).apply(to: [slab.reshaped([1] + slab.shape)], arithmetic)
        else { return }
        for row in 0..<side {
          for column in 0..<side {
            let (i, j, k) =
              switch plane {
              case .coronal: (row, column, slice)
              case .axial: (column, slice, row)
              case .sagittal: (slice, column, row)
              }
            let voxel = (i * side + j) * side + k
            let pixels = (0..<network.classes).map {
              logits.values[($0 * side + row) * side + column]
            }
            for name in 0..<79 {
              let channel = plane == .sagittal ? FastSurferClasses.sagittalChannels[name] : name
              let before = Float(sums[voxel][name])
              sums[voxel][name] = Float16(before.addingProduct(weight, pixels[channel]))
            }
            greatest[voxel] += weight * (pixels.max() ?? 0)
          }
        }
      }
    }
    let outputs = try run()
    let found = try #require(outputs["labels"]).labels(name: "")
    #expect(found.affine == image.affine)
    for voxel in 0..<voxels {
      let best = sums[voxel].indices.reduce(0) { sums[voxel][$1] > sums[voxel][$0] ? $1 : $0 }
      try #require(found.voxels.values[voxel] == FastSurferClasses.labels[best])
    }
    let logits = try #require(outputs["logits"]).volume(name: "")
    #expect(logits.voxels == .binary32(Tensor(shape: image.voxels.shape, values: greatest)))
  }

  @Test func probabilitiesOfSeveralLabelsComeOut() throws {
    let plain = try run()
    #expect(plain.keys.sorted() == ["labels", "logits"])
    let all = FastSurferClasses.labels.map { Value.integer(Int($0)) }
    let outputs = try run(AnatomicalPlane.allCases, ["probability-labels": .list(all)])
    #expect(outputs["labels"] == plain["labels"] && outputs["logits"] == plain["logits"])
    let labels = try #require(outputs["labels"]).labels(name: "").voxels.values
    let found = try FastSurferClasses.labels.map {
      try #require(outputs["probabilities[class=\($0)]"]).volume(name: "").voxels.doubles
    }
    for (voxel, label) in labels.enumerated() {
      let own = found.map { $0[voxel] }
      try #require(abs(own.reduce(0, +) - 1) < 1e-5)
      // The first of equals has the label.
      let best = own.indices.reduce(0) { own[$1] > own[$0] ? $1 : $0 }
      try #require(own[best] == own[FastSurferClasses.labels.firstIndex(of: label) ?? 0])
    }
    // What no network of these has: labels that stand for no class.
    #expect(
      throws: (any Error).self, performing: { _ = try run([.axial], ["probability-labels": [1]]) })
    let ports = try SegmentFastSurfer.ports(
      Running.values(of: SegmentFastSurfer.self), connecting: [])
    #expect(ports.outputs.map(\.name) == ["labels", "logits"])
  }

  @Test func onePlaneIsEnough() throws {
    let outputs = try run([.coronal], ["sums": "float32"])
    let labels = try #require(outputs["labels"]).labels(name: "")
    #expect(labels.present.count > 3)
  }

  @Test func networksOfAnyResolutionWorkToo() throws {
    let vinn = RandomNetwork(filters: 1, zoomFilters: 1, classes: 79)
    let outputs = try Running.run(
      SegmentFastSurfer.self, [:],
      ["image": Running.one(.volume(image, as: .uint8)), "axial": model(vinn)])
    #expect(try #require(outputs["labels"]).labels(name: "").voxels.shape == image.voxels.shape)
  }

  @Test(arguments: ["random-rounding", "stochastic-rounding"])
  func repeatsDifferAndSeedsRepeat(_ name: String) throws {
    let first = try run(AnatomicalPlane.allCases, [:], name, seed: 1)
    #expect(try run(AnatomicalPlane.allCases, [:], name, seed: 1, threads: 2) == first)
    let other = try run(AnatomicalPlane.allCases, [:], name, seed: 2)
    #expect(other["logits"] != first["logits"])
  }

  @Test func eachSliceHasItsOwnRandomBits() throws {
    // Slices of equal content round differently.
    let plain = Volume(
      voxels: .binary32(Tensor(shape: [16, 16, 16], repeating: 77)), affine: Self.lia)
    let outputs = try Running.run(
      SegmentFastSurfer.self, [:],
      ["image": Running.one(.volume(plain, as: .uint8)), "coronal": model(random(.coronal))],
      arithmetic: ArithmeticSpecification(name: "random-rounding"))
    let logits = try #require(outputs["logits"]).volume(name: "").voxels.doubles
    let slices = Set((0..<16).map { k in (0..<256).map { logits[$0 * 16 + k] } })
    #expect(slices.count == 16)
  }

  @Test func whatDoesNotFitIsNamed() throws {
    let volume = Running.one(.volume(image, as: .uint8))
    func message(_ inputs: [String: [Inputs.Item]]) -> String? {
      stageError { _ = try Running.run(SegmentFastSurfer.self, [:], inputs) }
    }
    #expect(message(["image": volume])?.contains("connect the weights of at least one") == true)
    let five = message(["image": volume, "axial": try model(RandomNetwork(filters: 1))])
    #expect(five == "the axial network has 6 classes, where FastSurfer's have 79")
    // Before the first slice of any network.
    let late = message([
      "image": volume, "coronal": try model(random(.coronal)),
      "sagittal": try model(random(.axial)),
    ])
    #expect(late == "the sagittal network has 79 classes, where FastSurfer's have 51")
    var weights = try random(.axial).weights()
    let configuration = "DATA:\n  PADDED_SIZE: 320\n  PLANE: Axial\nMODEL:\n  NUM_CLASSES: 79\n"
    weights.metadata = [.init("config", .string(configuration))]
    let digest = try #require(Digest(hex: String(repeating: "5a", count: 32)))
    let turned = message([
      "image": volume, "coronal": Running.one(.model(weights, source: digest)),
    ])
    #expect(
      turned
        == "the coronal network was trained on axial slices, as its file says: connect it to the "
        + "port 'axial'")
    let thin = message([
      "image": volume, "coronal": try model(RandomNetwork(slices: 3, filters: 1, classes: 79)),
    ])
    #expect(
      thin == "the coronal network: it sees 3 slices at once, where FastSurfer's see 7")
    let ragged = Volume(
      voxels: .binary32(Tensor(shape: [20, 16, 16], repeating: 9)), affine: Self.lia)
    let sides = message([
      "image": Running.one(.volume(ragged)), "coronal": try model(random(.coronal)),
    ])
    #expect(sides?.contains("multiples of 16, not 20 × 16") == true)
  }
}
