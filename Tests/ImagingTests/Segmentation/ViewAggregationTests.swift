import Arithmetic
import Foundation
import Support
import Testing

@testable import Imaging

@Suite struct ViewAggregationTests {
  static let shape = [11, 12, 18]

  /// PyTorch's `half.add_(float, alpha=a)` in NumPy: the product and the sum are exact in the 64 bits
  /// of an x86 long double or very nearly, then rounded to binary32 and to binary16.
  static let script = """
    import sys, numpy as np
    folder, count = sys.argv[1], 0
    shape, random = (11, 12, 18), np.random.default_rng(3)
    order = [0] + list(range(5, 14)) + [1, 2, 3] + [14, 15, 4] + [16, 17, 18] + list(range(5, 51)) \
      + [20, 22, 27] + [29, 30, 31] + [33, 34] + list(range(38, 43)) + [45]
    permutation = dict(coronal=(2, 3, 0, 1), axial=(3, 0, 2, 1), sagittal=(0, 3, 2, 1))
    size = dict(coronal=(18, 79, 11, 12), sagittal=(11, 51, 18, 12), axial=(12, 79, 18, 11))
    exact = np.longdouble
    sums = np.zeros(shape + (79,), 'f2')
    single = np.zeros(shape + (79,), 'f4')
    for plane, weight in (('coronal', .4), ('sagittal', .2), ('axial', .4)):
      logits = random.normal(0, 6, size[plane]).astype('f4')
      # Classes that tie: sixteen greatest ones that differ by little more than binary16 shows.
      logits[:, 30:46] = (20 + random.integers(0, 40, logits[:, 30:46].shape) / 4096)
      logits.tofile(f'{folder}/{plane}')
      full = logits[:, order] if plane == 'sagittal' else logits
      full = full.transpose(permutation[plane])
      weight = np.full(full.shape, np.float32(weight)).astype(exact)
      sums = (sums.astype(exact) + weight * full.astype(exact)).astype('f4').astype('f2')
      single = (single.astype(exact) + weight * full.astype(exact)).astype('f4')
    sums.astype('f4').tofile(f'{folder}/sums')
    sums.argmax(-1).astype('u1').tofile(f'{folder}/half')
    single.argmax(-1).astype('u1').tofile(f'{folder}/single')
    """

  static func aggregate(
    _ folder: TemporaryFolder, _ precision: ViewAggregation.Precision,
    _ arithmetic: any Arithmetic, padding: Int = 0
  ) throws -> ViewAggregation {
    let views = ViewAggregation(shape: shape, precision: precision)
    for plane in AnatomicalPlane.allCases {
      let logits = try folder.elements(of: plane.rawValue, as: Float.self)
      let (height, width) = plane.sliceShape(shape)
      let classes = plane == .sagittal ? 51 : 79
      let size = classes * height * width
      for index in 0..<plane.sliceCount(shape) {
        var values = Array(logits[index * size..<(index + 1) * size])
        if padding > 0 {
          var rows: [Float] = []
          for row in 0..<classes * height {
            rows += values[row * width..<(row + 1) * width] + [Float](repeating: 9, count: padding)
          }
          values = rows
        }
        let tensor = Tensor(shape: [classes, height, width + padding], values: values)
        try views.add(.binary32(tensor), slice: index, plane, arithmetic)
      }
    }
    return views
  }

  @Test(.enabled(if: Repository.python != nil)) func sumsRoundAsInPyTorch() throws {
    let folder = try TemporaryFolder()
    _ = try Repository.run(python: Self.script, [folder.path])
    let arithmetic = try Arithmetics.make(.ieee, seed: 1, threads: 1)
    let half = try folder.elements(of: "half", as: UInt8.self)
    let single = try folder.elements(of: "single", as: UInt8.self)
    // The two precisions must answer differently, or this test shows nothing.
    #expect(zip(half, single).count { $0 != $1 } > 100)
    let labels = FastSurferClasses.labels
    for padding in [0, 3] {
      let views = try Self.aggregate(folder, .half, arithmetic, padding: padding)
      #expect(views.labels().values == half.map { labels[Int($0)] })
    }
    let views = try Self.aggregate(folder, .single, arithmetic)
    #expect(views.labels().values == single.map { labels[Int($0)] })

    let expected = try folder.elements(of: "sums", as: Float.self)
    #expect(Self.sums(try Self.aggregate(folder, .half, arithmetic)) == expected)
  }

  /// All sums, classes fastest.
  static func sums(_ views: ViewAggregation) -> [Float] {
    (0..<shape.reduce(1, *)).flatMap { views.sums.sums(of: $0) }
  }

  @Test(.enabled(if: Repository.python != nil)) func otherArithmeticsDoTheSumsThemselves() throws {
    let folder = try TemporaryFolder()
    _ = try Repository.run(python: Self.script, [folder.path])
    let expected = try folder.elements(of: "sums", as: Float.self)
    func aggregated(_ name: String, _ seed: UInt64) throws -> [Float] {
      Self.sums(
        try Self.aggregate(
          folder, .half, Arithmetics.make(.init(name: name), seed: seed, threads: 1)))
    }
    // What binary32 rounds away decides a binary16 rounding seldom, though these sums are full of
    // near ties.
    let double = try aggregated("float64", 1)
    #expect(zip(double, expected).count { $0 != $1 } < expected.count / 500)
    let first = try aggregated("random-rounding", 1)
    let moved = zip(first, expected).count { $0 != $1 }
    #expect(moved > 0 && moved < expected.count / 100)
    #expect(try aggregated("random-rounding", 1) == first)
    #expect(try aggregated("random-rounding", 2) != first)
  }

  @Test(.enabled(if: Repository.python != nil)) func probabilitiesAreTheSoftmaxOfTheSums() throws {
    let folder = try TemporaryFolder()
    _ = try Repository.run(python: Self.script, [folder.path])
    let arithmetic = try Arithmetics.make(.init(name: "float64"), seed: 1, threads: 1)
    let views = try Self.aggregate(folder, .half, arithmetic)
    let sums = Self.sums(views)
    var parts: [Double] = []
    let found = views.probabilities(of: [40, 0], arithmetic) { parts.append($0) }
    #expect(parts == (0..<11).map { Double($0) / 11 })
    for (name, tensor) in zip([40, 0], found) {
      try #require(tensor.shape == Self.shape)
      for (voxel, probability) in tensor.doubles.enumerated() {
        let own = sums[voxel * 79..<voxel * 79 + 79].map(Double.init)
        let most = own.max() ?? 0
        let all = own.reduce(0) { $0 + exp($1 - most) }
        try #require(abs(probability - exp(own[name] - most) / all) < 1e-14)
      }
    }
  }

  @Test func firstOfEqualsAndNotANumber() {
    func greatest(_ values: [Float]) -> [Int] {
      let halves = values.map(Float16.init)
      return [
        Float.greatest(values, count: values.count), Float16.greatest(halves, count: halves.count),
      ]
    }
    #expect(greatest([-3, 2, 2, 1]) == [1, 1])
    #expect(greatest([-0.0, 0]) == [0, 0])
    #expect(greatest([-.infinity, -70000, -5]) == [2, 2])
    #expect(greatest([1, -.nan, .infinity, .nan]) == [1, 1])
    #expect(greatest([7]) == [0, 0])
  }

  @Test func otherNetworksAreRefused() throws {
    let arithmetic = try Arithmetics.make(.ieee, seed: 1, threads: 1)
    let views = ViewAggregation(shape: [4, 4, 4])
    func slice(_ shape: [Int]) -> RealTensor { .binary32(Tensor(shape: shape, repeating: 0)) }
    #expect(
      throws: ImagingError("the sagittal network has 79 classes, where FastSurfer's have 51")
    ) { try views.add(slice([79, 4, 4]), slice: 0, .sagittal, arithmetic) }
    #expect(
      throws: ImagingError(
        "the axial network's output is 3 × 4, smaller than the slice of 4 × 4")
    ) { try views.add(slice([79, 3, 4]), slice: 0, .axial, arithmetic) }
  }
}
