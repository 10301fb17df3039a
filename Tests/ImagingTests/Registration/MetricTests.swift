import Arithmetic
import Testing

@testable import Imaging

/// The derivatives that steps are made of, against differences of the metric itself.
@Suite struct MetricTests {
  let kernels: any Arithmetic
  let samples: FixedSamples
  let moving: ImagePyramid.Level
  let start: CentredTransform

  init() throws {
    let kernels = try Arithmetics.make(.init(name: "float64"), seed: 1, threads: 2)
    func level(_ volume: Volume, _ mask: Labels? = nil) -> ImagePyramid.Level {
      ImagePyramid.Level(
        volume: Volume(
          voxels: kernels.convert(volume.voxels, to: .binary64), affine: volume.affine),
        mask: mask?.voxels.values.map { $0 != 0 })
    }
    self.kernels = kernels
    moving = level(
      Phantom.volume(
        movedBy: Phantom.transform(degrees: [3, 2, -3], shift: [2, -1.5, 1])))
    start = CentredTransform(centre: [0, 0, 0], radius: 40)
    samples = FixedSamples(
      level(Phantom.fixed, Phantom.mask), centre: start.centre, radius: start.radius,
      maximum: 30000, kernels)
  }

  func warp(_ transform: CentredTransform) throws -> WarpedSamples {
    let inverse = try #require(moving.volume.affine.inverse)
    return WarpedSamples(samples, moving, inverse * transform.affine, kernels)
  }

  @Test func slopesPointUphill() throws {
    let first = try warp(start)
    let metrics: [any SimilarityMetric] = [
      Correlation(first, kernels), try #require(MutualInformation(first, kernels)),
    ]
    for metric in metrics {
      let value = try #require(metric.evaluate(first, kernels))
      var differences: [Double] = []
      for parameter in 0..<12 {
        func similarity(_ offset: Double) throws -> Double {
          let step = (0..<12).map { $0 == parameter ? offset : 0 }
          let moved = try warp(start.moved(by: step, .affine))
          return try #require(metric.evaluate(moved, kernels)).similarity
        }
        differences.append(try similarity(0.05) - similarity(-0.05))
      }
      // The grid is −4, 4, 4 mm: slopes by voxel become slopes by millimetre.
      let signs = [-0.25, 0.25, 0.25]
      let slopes = (0..<12).map { value.slope[$0] * signs[$0 < 9 ? $0 / 3 : $0 - 9] }
      func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
      let cosine =
        dot(differences, slopes)
        / (dot(differences, differences) * dot(slopes, slopes)).squareRoot()
      #expect(cosine > 0.99, "\(type(of: metric))")
    }
  }

  @Test(arguments: DegreesOfFreedom.allCases)
  func derivativesOfTheMap(freedom: DegreesOfFreedom) {
    var turned = start.moved(by: [5, -8, 3, 1, 2, 3], .rigid)
    turned = turned.moved(by: [0, 0, 0, 0, 0, 0, 4], .similarity)
    /// M by row, then t, of the map in scaled coordinates.
    func numbers(_ transform: CentredTransform) -> [Double] {
      transform.linear.map { $0 * transform.radius } + transform.shift
    }
    let derivatives = turned.derivatives(freedom)
    for parameter in 0..<freedom.rawValue {
      let step = (0..<freedom.rawValue).map { $0 == parameter ? 1e-4 : 0 }
      let ahead = numbers(turned.moved(by: step, freedom))
      let behind = numbers(turned.moved(by: step.map { -$0 }, freedom))
      for index in 0..<12 {
        let difference = (ahead[index] - behind[index]) / 2e-4
        #expect(abs(difference - derivatives[index][parameter]) < 1e-6)
      }
    }
  }

  @Test func identicalImagesCorrelateFully() throws {
    let own = ImagePyramid.Level(
      volume: Volume(
        voxels: kernels.convert(Phantom.fixed.voxels, to: .binary64), affine: Phantom.grid.affine
      ))
    let inverse = try #require(own.volume.affine.inverse)
    let warped = WarpedSamples(samples, own, inverse, kernels)
    let value = try #require(Correlation(warped, kernels).evaluate(warped, kernels))
    #expect(abs(value.similarity - 1) < 1e-12)
  }
}
