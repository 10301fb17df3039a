import Arithmetic
import Support
import Testing

@testable import Imaging

@Suite struct AugmentationTests {
  private static let extents = [9, 8, 7]
  private static let frame = AugmentationFrame(extents: extents)
  private static let image: RealTensor = {
    let values: [Double] = (0..<504).map { (voxel: Int) -> Double in
      let step = voxel * 37 % 101
      return Double(step) / 100
    }
    return RealTensor(.binary64, shape: extents, values)
  }()
  private static let all = Augmentations(
    [
      AffineAugmentation(turn: 10, scale: 0.8...1.15, shift: 2),
      ElasticAugmentation(displacement: 1),
    ],
    [
      AnisotropyAugmentation(factor: 1.5), BiasAugmentation(coefficient: 0.5),
      GammaAugmentation(logarithm: 0.1), NoiseAugmentation(deviation: 0.1),
    ], probability: 0.8)

  private func arithmetic(_ threads: Int = 1) throws -> any Arithmetic {
    try Arithmetics.make(ArithmeticSpecification(name: "float64"), seed: 1, threads: threads)
  }

  private func applied(_ draw: AugmentationDraw, threads: Int = 1) throws -> RealTensor {
    let arithmetic = try arithmetic(threads)
    return Self.all.image(
      Self.image, draw, Self.frame, at: Self.all.sources(draw, Self.frame, arithmetic), arithmetic)
  }

  @Test func whatWasDrawnMakesTheSameImageAgain() throws {
    let draws = (0..<200).map { Self.all.draw(seed: UInt64($0), Self.frame) }
    let changed = draws.filter { !$0.numbers.isEmpty }
    #expect((130...185).contains(changed.count))
    #expect(changed[0].numbers.count == 6 && changed[0] != changed[1])
    // Numbers alone are all that it takes.
    let kept = AugmentationDraw(changed[0].numbers)
    #expect(try applied(kept) == applied(changed[0], threads: 2))
    #expect(try applied(kept) != applied(changed[1]))
    #expect(try applied(AugmentationDraw()) == Self.image)
    for draw in changed {
      #expect((0.8...1.15).contains(draw.numbers["affine"]?[3] ?? 0))
      #expect((1.1...1.5).contains(draw.numbers["anisotropy"]?[1] ?? 0))
    }
  }

  /// A quarter turn about the last axis and a shift, by hand.
  @Test func pointsComeFromWhereTheTurnSays() throws {
    let affine = AffineAugmentation(turn: 0, scale: 1...1, shift: 0)
    let points = RealTensor(.binary64, shape: [2, 3], [4, 3.5, 3, 5, 3.5, 3])
    // Half of a quarter turn has the tangent of 45°, which is 1.
    let found = affine.sources(
      points, [0, 0, 1, 2, 0.5, 0, 0], Self.frame, try arithmetic()
    ).doubles
    // The middle, shifted; and one voxel on, half as far at twice the size, turned.
    let right = [4.5, 3.5, 3, 4.5, 4, 3]
    #expect(zip(found, right).allSatisfy { abs($0 - $1) < 1e-12 }, "\(found)")
  }

  @Test func slabsMoveInTheirPlaneAlone() throws {
    let frame = AugmentationFrame(extents: [3, 8, 8], axes: [1, 2])
    let draw = Self.all.draw(seed: 3, frame)
    let points = try #require(Self.all.sources(draw, frame, arithmetic())).doubles
    for voxel in 0..<192 {
      let (slice, row) = (points[3 * voxel], points[3 * voxel + 1])
      let first: Int = voxel % 64
      let same = points[3 * first + 1]
      #expect(slice == Double(voxel / 64))
      // Every slice the same way.
      #expect(row == same)
    }
    let elastic = try #require(draw.numbers["elastic"])
    #expect(elastic.count == 98)
    let moved = elastic.filter { $0 != 0 }
    #expect(moved.count == 18)
  }

  @Test(.enabled(if: Python.isAvailable)) func theBiasFieldIsAPolynomialsExponential() throws {
    let bias = BiasAugmentation(coefficient: 0.5)
    let drawn = bias.draw(RandomStream(key: 1, stream: 1), Self.frame)
    #expect(drawn.count == 20)
    let found = bias.changed(Self.image, drawn, Self.frame, try arithmetic())
    let right = try Python.numbers(
      """
      import numpy as np
      c = iter(\(Python.array(drawn)))
      x, y, z = np.meshgrid(*[np.linspace(-1, 1, n) for n in (9, 8, 7)], indexing="ij")
      s = 0
      for i in range(4):
        for j in range(4 - i):
          for k in range(4 - i - j): s = s + next(c) * x ** i * y ** j * z ** k
      print(*(np.exp(s) * \(Python.array(Self.image.doubles)).reshape(9, 8, 7)).ravel())
      """)
    #expect(zip(found.doubles, right).allSatisfy { abs($0 - $1) < 1e-12 })
  }
}
