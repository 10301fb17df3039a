import Arithmetic
import Imaging
import PipelineKit
import Support
import Testing

@testable import Stages

/// A small network; the networks themselves have tests of their own.
@Suite struct RegisterSynthMorphTests {
  private static let sizes = [8, 12, 16]
  private let affine = Affine(rows: [-2, 0, 0, 9, 0, 0, 2, -7, 0, -2, 0, 5])

  /// One level with a doubling.
  private func network(flow: Double) throws -> [Inputs.Item] {
    let random = RandomRegistrationNetwork(down: [3], up: [4], doublings: 1, reach: flow)
    let digest = try #require(Digest(hex: String(repeating: "5a", count: 32)))
    return Running.one(.model(try random.weights(), source: digest))
  }

  private func image(_ seed: UInt64, affine: Affine? = nil) -> Volume {
    let stream = RandomStream(key: seed, stream: 0)
    let values = (0..<Self.sizes.reduce(1, *)).map { Float(50 + 100 * stream.uniform(UInt64($0))) }
    return Volume(
      voxels: .binary32(Tensor(shape: Self.sizes, values: values)), affine: affine ?? self.affine)
  }

  private func run(
    flow: Double, _ values: [String: Value] = [:], _ arithmetic: String = "ieee", seed: UInt64 = 1
  ) throws -> [String: Artifact] {
    try Running.run(
      RegisterSynthMorph.self, values,
      [
        "moving": Running.one(.volume(image(1))), "fixed": Running.one(.volume(image(2))),
        "network": network(flow: flow),
      ], arithmetic: ArithmeticSpecification(name: arithmetic), seed: seed)
  }

  @Test func aNetworkThatMovesNothingReturnsTheImages() throws {
    let outputs = try run(flow: 0)
    #expect(try #require(outputs["moved"]).volume(name: "") == image(1))
    #expect(try #require(outputs["moved-back"]).volume(name: "") == image(2))
    let field = try #require(outputs["field"])
    #expect(field.type == .field)
    #expect(try Grid(of: field, name: "") == image(1).grid)
    #expect(
      field[dataset: "data"] == .float32(Tensor(shape: Self.sizes + [3], repeating: 0)))
  }

  /// The field says where the moved image's voxels come from.
  @Test func theFieldIsWhatMovesTheImage() throws {
    let outputs = try run(flow: 0.3, [:], "float64")
    guard case .float64(let field)? = outputs["field"]?[dataset: "data"] else {
      Issue.record("no field in binary64")
      return
    }
    #expect(field.values.contains { abs($0) > 0.2 })
    let moved = try #require(outputs["moved"]).volume(name: "").voxels.doubles
    let values = image(1).voxels.doubles
    let (x, y, z) = (Self.sizes[0], Self.sizes[1], Self.sizes[2])
    for voxel in 0..<x * y * z {
      let index = [voxel / (y * z), voxel / z % y, voxel % z]
      let place = (0..<3).map { axis in
        min(
          max(Double(index[axis]) + field.values[3 * voxel + axis], 0), Double(Self.sizes[axis] - 1)
        )
      }
      var expected = 0.0
      for corner in 0..<8 {
        var (weight, source) = (1.0, 0)
        for axis in 0..<3 {
          let below = place[axis].rounded(.down)
          let isUpper = corner >> axis & 1 == 1
          let at = min(Int(below) + (isUpper ? 1 : 0), Self.sizes[axis] - 1)
          weight *= isUpper ? place[axis] - below : 1 - (place[axis] - below)
          source = source * Self.sizes[axis] + at
        }
        expected += weight * values[source]
      }
      try #require(abs(moved[voxel] - expected) < 1e-9)
    }
  }

  @Test func repeatsDifferAndSeedsRepeat() throws {
    let first = try run(flow: 0.3, [:], "random-rounding", seed: 1)
    #expect(try run(flow: 0.3, [:], "random-rounding", seed: 1) == first)
    #expect(try run(flow: 0.3, [:], "random-rounding", seed: 2)["field"] != first["field"])
  }

  @Test func stepsOfTheIntegrationCanBeChosen() throws {
    let (few, many) = (try run(flow: 0.3, ["steps": .integer(2)]), try run(flow: 0.3))
    #expect(few["field"] != many["field"])
    #expect(try run(flow: 0.3, ["steps": .integer(7)]) == many)
  }

  @Test func whatDoesNotFitIsNamed() throws {
    func message(_ moving: Volume, _ fixed: Volume) -> String? {
      stageError {
        _ = try Running.run(
          RegisterSynthMorph.self, [:],
          [
            "moving": Running.one(.volume(moving)), "fixed": Running.one(.volume(fixed)),
            "network": network(flow: 1),
          ])
      }
    }
    let elsewhere = message(
      image(1), image(2, affine: Affine(rows: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0])))
    #expect(elsewhere?.contains("lie differently in space") == true)
    var empty = image(1)
    empty.voxels = .binary32(Tensor(shape: Self.sizes, repeating: 3))
    #expect(message(empty, image(2)) == "the moving image is empty: all its voxels are 3.0")
    var holed = image(1)
    holed.voxels = .binary32(Tensor(shape: Self.sizes, repeating: .nan))
    #expect(
      message(image(1), holed)
        == "the fixed image has 1536 voxels that are not finite numbers, the first is NaN at voxel (0, 0, 0); "
        + "preprocess/mask sets them to 0, as it does all outside a mask")
    let values = (0..<12).map { Float($0) }
    let odd = Volume(
      voxels: .binary32(Tensor(shape: [3, 2, 2], values: values)), affine: affine)
    #expect(
      message(odd, odd)
        == "the network: this network takes images whose sides are multiples of 2, not 3 × 2 × 2")
  }
}
