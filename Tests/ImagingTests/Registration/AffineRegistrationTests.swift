import Arithmetic
import Imaging
import Testing

@Suite struct AffineRegistrationTests {
  static func register(
    _ freedom: DegreesOfFreedom, _ metric: RegistrationMetric, _ moving: Volume,
    arithmetic: String = "ieee", threads: Int = 2, fixed: Volume = Phantom.fixed,
    fixedMask: Labels? = Phantom.mask, movingMask: Labels? = nil
  ) throws -> AffineRegistration.Result {
    let kernels = try Arithmetics.make(.init(name: arithmetic), seed: 3, threads: threads)
    return try AffineRegistration(
      freedom: freedom, metric: metric, spacings: [8, 4], iterations: 30, samples: 20000
    )
    .register(moving: moving, to: fixed, fixedMask: fixedMask, movingMask: movingMask, kernels)
  }

  static let rigid = Phantom.transform(degrees: [12, -20, 15], shift: [12, -20, 8])
  static let similar = Phantom.transform(degrees: [-15, 8, 20], scale: 0.9, shift: [-20, 10, 15])
  static let sheared = Phantom.transform(
    degrees: [10, 15, -12], scale: 1.08, shear: 0.1, shift: [10, 18, -12])

  @Test(
    arguments: [(DegreesOfFreedom.rigid, rigid), (.similarity, similar), (.affine, sheared)],
    RegistrationMetric.allCases)
  func knownTransformsAreFound(_ known: (DegreesOfFreedom, Affine), metric: RegistrationMetric)
    throws
  {
    let result = try Self.register(known.0, metric, Phantom.volume(movedBy: known.1))
    #expect(Phantom.distance(result.transform, known.1) < 0.3)
    // Every step that was taken went up.
    for level in result.trace {
      #expect(zip(level.values, level.values.dropFirst()).allSatisfy { $0 < $1 })
    }
  }

  @Test(
    arguments: ["random-rounding", "stochastic-rounding", "float64"], RegistrationMetric.allCases)
  func everyArithmeticFindsThem(arithmetic: String, metric: RegistrationMetric) throws {
    let moving = Phantom.volume(movedBy: Self.sheared)
    let result = try Self.register(.affine, metric, moving, arithmetic: arithmetic)
    #expect(Phantom.distance(result.transform, Self.sheared) < 0.3)
  }

  @Test func mutualInformationFindsThemAcrossContrasts() throws {
    let moving = Phantom.volume(movedBy: Self.rigid) { 150 - abs($0 - 95) }
    let result = try Self.register(.rigid, .mutualInformation, moving)
    #expect(Phantom.distance(result.transform, Self.rigid) < 0.3)
  }

  @Test func masksKeepWhatDoesNotBelongOut() throws {
    // A bright slab beside the body, in the moving image alone.
    var moving = Phantom.volume(movedBy: Self.rigid)
    var mask = [Int32](repeating: 1, count: moving.voxels.count)
    var values = moving.voxels.doubles
    for index in values.indices where index / (44 * 42) < 6 {
      values[index] = 400
      mask[index] = 0
    }
    moving.voxels = RealTensor(.binary32, shape: moving.voxels.shape, values)
    let labels = Labels(
      voxels: Tensor(shape: moving.voxels.shape, values: mask), affine: moving.affine)
    let result = try Self.register(.rigid, .correlation, moving, movingMask: labels)
    #expect(Phantom.distance(result.transform, Self.rigid) < 0.3)
  }

  @Test func seedsDecideUnderRandomRounding() throws {
    let moving = Phantom.volume(movedBy: Self.rigid)
    let results = try [1, 1, 2].map { seed in
      try AffineRegistration(freedom: .rigid, spacings: [8], samples: 5000).register(
        moving: moving, to: Phantom.fixed,
        Arithmetics.make(.init(name: "random-rounding"), seed: seed, threads: 2)
      ).transform
    }
    #expect(results[0] == results[1])
    #expect(results[0] != results[2])
  }

  @Test(arguments: ["ieee", "random-rounding"], RegistrationMetric.allCases)
  func threadsDoNotChangeBits(arithmetic: String, metric: RegistrationMetric) throws {
    let moving = Phantom.volume(movedBy: Self.similar)
    let results = try [1, 2, 5].map {
      try Self.register(.similarity, metric, moving, arithmetic: arithmetic, threads: $0)
    }
    #expect(results[0].transform == results[1].transform)
    #expect(results[0].transform == results[2].transform)
    #expect(results[0].trace == results[1].trace)
  }

  @Test func progressEndsTheWork() throws {
    struct Stop: Error {}
    let kernels = try Arithmetics.make(.ieee, seed: 1, threads: 1)
    #expect(throws: Stop.self) {
      try AffineRegistration(spacings: [8]).register(
        moving: Phantom.fixed, to: Phantom.fixed, kernels, progress: { _ in throw Stop() })
    }
  }
}

/// Pairs that cannot be registered: an error in words, and never a crash or a made-up answer.
@Suite struct ImpossibleRegistrationTests {
  func message(_ moving: Volume, fixedMask: Labels? = nil, movingMask: Labels? = nil) throws
    -> String?
  {
    let error = #expect(throws: ImagingError.self) {
      try AffineRegistrationTests.register(
        .affine, .correlation, moving, fixedMask: fixedMask, movingMask: movingMask)
    }
    return error?.message
  }

  @Test func withoutContrast() throws {
    let flat = Volume(
      voxels: RealTensor(
        .binary32, shape: Phantom.grid.shape, [Double](repeating: 7, count: 40 * 44 * 42)),
      affine: Phantom.grid.affine)
    #expect(try message(flat)?.contains("no contrast") == true)
  }

  @Test func notFinite() throws {
    var volume = Phantom.fixed
    var values = volume.voxels.doubles
    values[30000] = .nan
    volume.voxels = RealTensor(.binary32, shape: volume.voxels.shape, values)
    #expect(
      try message(volume)
        == "the moving image has a voxel that is not a finite number: NaN at voxel (16, 10, 12): leave"
        + " them out with a moving-mask, or make them 0 first")
  }

  @Test func masksThatDoNotFit() throws {
    let small = Labels(voxels: Tensor(shape: [2, 2, 2], repeating: 1), affine: .identity)
    #expect(try message(Phantom.fixed, fixedMask: small)?.contains("mask has shape") == true)
    let empty = Labels(
      voxels: Tensor(shape: Phantom.grid.shape, repeating: 0), affine: Phantom.grid.affine)
    #expect(try message(Phantom.fixed, movingMask: empty) == "the moving mask is empty")
  }

  @Test func withoutOverlap() throws {
    var far = Phantom.fixed
    for axis in 0..<3 { far.affine[axis, 3] += 1000 }
    let kernels = try Arithmetics.make(.ieee, seed: 1, threads: 1)
    let error = #expect(throws: ImagingError.self) {
      try AffineRegistration(spacings: [8], start: .identity).register(
        moving: far, to: Phantom.fixed, kernels)
    }
    #expect(error?.message.contains("do not overlap") == true)
  }

  @Test func flatOrTiny() throws {
    let flat = Volume(
      voxels: RealTensor(.binary32, shape: [20, 20, 1], (0..<400).map(Double.init)),
      affine: .identity)
    #expect(try message(flat)?.contains("at least 2 voxels") == true)
    let tiny = Volume(
      voxels: RealTensor(.binary32, shape: [2, 2, 2], (0..<8).map(Double.init)), affine: .identity)
    #expect(try message(tiny) != nil)
  }

  @Test func options() {
    #expect(throws: ImagingError.self) { try AffineRegistration(spacings: []) }
    #expect(throws: ImagingError.self) { try AffineRegistration(spacings: [2, 4]) }
    #expect(throws: ImagingError.self) { try AffineRegistration(spacings: [.nan]) }
    #expect(throws: ImagingError.self) { try AffineRegistration(iterations: 0) }
    #expect(throws: ImagingError.self) { try AffineRegistration(samples: 3) }
  }
}
