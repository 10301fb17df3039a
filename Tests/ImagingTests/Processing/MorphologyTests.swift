import Arithmetic
import Imaging
import Support
import Testing

@Suite(.enabled(if: Repository.python != nil)) struct MorphologyTests {
  static let script = """
    import sys, numpy as np
    from scipy import ndimage
    folder, steps = sys.argv[1], int(sys.argv[2])
    shape = [int(n) for n in sys.argv[3:]]
    mask = np.random.default_rng(5).random(shape) < (.03 if steps > 1 else .3)
    mask.astype('u1').tofile(f'{folder}/mask')
    cube = np.ones((3, 3, 3))
    ndimage.binary_dilation(mask, cube, steps).astype('u1').tofile(f'{folder}/dilated')
    ndimage.binary_erosion(~mask, cube, steps).astype('u1').tofile(f'{folder}/eroded')
    """

  @Test(arguments: [([17, 18, 19], 1), ([17, 18, 19], 4), ([1, 9, 30], 2), ([8, 2, 1], 1)])
  func isThatOfSciPy(shape: [Int], steps: Int) throws {
    let folder = try TemporaryFolder()
    _ = try Repository.run(
      python: Self.script, [folder.path, "\(steps)"] + shape.map(String.init))
    let mask = Tensor(shape: shape, values: try folder.elements(of: "mask", as: UInt8.self))
    let dilated = try folder.elements(of: "dilated", as: UInt8.self)
    #expect(Morphology.dilate(mask, steps: steps).values == dilated)
    let eroded = try folder.elements(of: "eroded", as: UInt8.self)
    let inverse = Tensor(shape: shape, values: mask.values.map { 1 - $0 })
    #expect(Morphology.erode(inverse, steps: steps).values == eroded)
  }
}
