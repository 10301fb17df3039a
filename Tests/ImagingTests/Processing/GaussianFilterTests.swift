import Arithmetic
import Imaging
import Support
import Testing

@Suite struct GaussianFilterTests {
  static let script = """
    import sys, numpy as np
    from scipy import ndimage
    folder, sigma = sys.argv[1], float(sys.argv[2])
    shape = [int(n) for n in sys.argv[3:]]
    volume = 1000 * (np.random.default_rng(5).random(shape) < .2).astype('f8')
    volume.tofile(f'{folder}/volume')
    for mode in 'reflect', 'nearest':
      ndimage.gaussian_filter(volume, sigma, mode=mode).tofile(f'{folder}/{mode}')
    """

  @Test(
    .enabled(if: Repository.python != nil),
    arguments: [([20, 70, 31], 3.0), ([20, 21, 30], 1.5), ([3, 1, 5], 3.0)])
  func isThatOfSciPy(shape: [Int], sigma: Double) throws {
    let folder = try TemporaryFolder()
    _ = try Repository.run(
      python: Self.script, [folder.path, "\(sigma)"] + shape.map(String.init))
    let volume = Tensor(shape: shape, values: try folder.elements(of: "volume", as: Double.self))
    for (mode, edge) in [("reflect", GaussianFilter.Edge.reflected), ("nearest", .repeated)] {
      let expected = try folder.elements(of: mode, as: Double.self)
      let found = GaussianFilter(sigma: sigma, edge: edge).apply(volume).values
      #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-12 * 1000 }, "\(mode)")
    }
  }

  @Test func mirroredInputsGiveMirroredBits() {
    let values = (0..<40).map { Double($0 * $0 % 17) / 7 }
    let filter = GaussianFilter(sigma: 2, edge: .reflected)
    let forward = filter.apply(Tensor(shape: [1, 1, 40], values: values)).values
    let backward = filter.apply(Tensor(shape: [1, 1, 40], values: values.reversed())).values
    #expect(forward == backward.reversed())
  }
}
