import Arithmetic
import Glibc
import Testing

@testable import Imaging

@Suite struct RegistrationQualityTests {
  private func judge(
    _ moving: Volume, _ start: RegistrationStart, _ freedom: DegreesOfFreedom = .rigid,
    metric: RegistrationMetric = .correlation
  ) throws -> (quality: RegistrationQuality, transform: Affine) {
    let kernels = try Arithmetics.make(.ieee, seed: 3, threads: 2)
    let result = try AffineRegistration(
      freedom: freedom, metric: metric, spacings: [8, 4], samples: 20000, start: start
    ).register(moving: moving, to: Phantom.fixed, kernels)
    return (try RegistrationQuality(result, kernels), result.transform)
  }

  private static let halfTurns = (0..<3).map { axis in
    Phantom.transform(
      degrees: (0..<3).map { $0 == axis ? 180 : 0 }, shift: [4, -3, 2])
  }

  /// Upside down, back to front, and feet first.
  @Test(arguments: 0..<3, RegistrationMetric.allCases)
  func headsTurnedRoundAreDoubtedAndFound(axis: Int, metric: RegistrationMetric) throws {
    let turned = Phantom.volume(movedBy: Self.halfTurns[axis])
    let lost = try judge(turned, .search, metric: metric)
    #expect(Phantom.distance(lost.transform, Self.halfTurns[axis]) > 20)
    #expect(try #require(lost.quality.alternative) > lost.quality.coarse)
    let names = ["left-right", "back-front", "feet-head"]
    #expect(lost.quality.alternativeTurn == "180° about the \(names[axis]) axis")
    let doubt = try #require(lost.quality.doubts.first)
    #expect(doubt.hasPrefix("the end may be wrong: turned by 180° about the \(names[axis]) axis"))
    #expect(doubt.contains("turns of more than 40° were not tried; `start: turns` tries 180°"))

    let found = try judge(turned, .turns, metric: metric)
    #expect(Phantom.distance(found.transform, Self.halfTurns[axis]) < 0.5)
    #expect(found.quality.doubts == [])
    #expect(found.quality.turn > 179)
  }

  @Test(arguments: [4, 7, 13, 18, 22]) func orientationsAreFound(_ number: Int) throws {
    let turn = Phantom.transform(degrees: [8, -6, 5], shift: [3, 2, -4])
    let known = turn * Affine(linear: Orientations.all[number], translation: [0, 0, 0])
    let found = try judge(Phantom.volume(movedBy: known), .orientations)
    #expect(Phantom.distance(found.transform, known) < 0.5)
    #expect(found.quality.doubts == [])
  }

  @Test func whatIsRightIsNotDoubted() throws {
    let known = Phantom.transform(
      degrees: [10, 15, -12], scale: 1.08, shear: 0.1, shift: [10, 18, -12])
    let (quality, _) = try judge(Phantom.volume(movedBy: known), .search, .affine)
    #expect(quality.doubts == [])
    #expect(quality.similarity > 0.999)
    #expect(quality.overlap > 0.5 && quality.overlap <= 1, "\(quality)")
    #expect(abs(quality.volume - known.determinant) < 0.01)
    #expect(quality.scales.lowerBound > 1 && quality.scales.upperBound < 1.2)
    #expect(quality.turn > 15 && quality.turn < 30)
  }

  @Test func orientationsAreTheTurnsOfACube() {
    #expect(Set(Orientations.all).count == 24)
    for turn in Orientations.all {
      let map = Affine(linear: turn, translation: [0, 0, 0])
      #expect(map.determinant == 1)
      #expect((0..<3).allSatisfy { abs(map.apply([1, 2, 3])[$0]).remainder(dividingBy: 1) == 0 })
    }
    #expect(Orientations.name(Orientations.all[0]) == "0°")
    #expect(Set(Orientations.all.map(Orientations.name)).count == 9)
  }

  /// Against angles and factors that the maps are made of.
  @Test(arguments: [0.0, 1e-7, 0.3, 30, 44.9, 60, 90, 120, 179.999, 180])
  func anglesAndScalesOfMaps(_ degrees: Double) {
    let (sine, cosine) = (sin(degrees * .pi / 180), cos(degrees * .pi / 180))
    let turn = Affine(
      linear: [cosine, -sine, 0, sine, cosine, 0, 0, 0, 1], translation: [0, 0, 0])
    let stretch = Affine(
      linear: [1.3, 0.05, 0, 0.05, 0.8, 0.1, 0, 0.1, 1.1], translation: [0, 0, 0])
    #expect(abs(LinearParts(turn.linear).turn - degrees) < 1e-5)
    let parts = LinearParts((turn * stretch).linear)
    #expect(abs(parts.turn - degrees) < 1e-5)
    // Eigenvalues of the symmetric factor, by the characteristic polynomial.
    for scale in [parts.scales.lowerBound, parts.scales.upperBound] {
      let (a, b, c) = (1.3 - scale, 0.8 - scale, 1.1 - scale)
      #expect(abs(a * (b * c - 0.01) - 0.0025 * c) < 1e-12)
    }
    #expect(parts.scales.lowerBound < 0.8 && parts.scales.upperBound > 1.3)
  }

  @Test func namesOfNonFiniteVoxels() throws {
    var values = [Double](repeating: 1, count: 24)
    #expect(NonFiniteVoxels(in: RealTensor(.binary64, shape: [2, 3, 4], values)) == nil)
    values[17] = -.infinity
    let voxels = RealTensor(.binary64, shape: [2, 3, 4], values)
    let one = try #require(NonFiniteVoxels(in: voxels))
    #expect("\(one)" == "a voxel that is not a finite number: −∞ at voxel (1, 1, 1)")
    var mask = [Bool](repeating: true, count: 24)
    mask[17] = false
    #expect(NonFiniteVoxels(in: voxels, where: mask) == nil)
    #expect(voxels.withFiniteOnly.doubles[17] == 0)
  }
}
