import Arithmetic
import Testing

@testable import Imaging

@Suite struct AxisOrderTests {
  /// Every voxel of an image in LIA comes to where its world position is in RAS, and back.
  @Test func voxelsKeepTheirPlaceInTheWorld() {
    let affine = Affine(rows: [-1, 0, 0, 3, 0, 0, 2, -7, 0, -3, 0, 5])
    let shape = [2, 3, 4]
    let image = Tensor(shape: shape, values: (0..<24).map { Float($0) })
    let order = AxisOrder(affine)
    guard case .binary32(let canonical) = order.apply(.binary32(image)) else { return }
    // Left–right keeps its axis and turns; the last axis is anterior, the second inferior.
    #expect(canonical.shape == [2, 4, 3])
    for i in 0..<2 {
      for j in 0..<3 {
        for k in 0..<4 {
          let own = image.values[(i * 3 + j) * 4 + k]
          #expect(canonical.values[((1 - i) * 4 + k) * 3 + (2 - j)] == own)
        }
      }
    }
    #expect(order.undo(.binary32(canonical), shape: shape) == .binary32(image))
  }

  @Test(arguments: [
    (5, 3, [0, 2, 4]), (3, 5, [0, 0, 1, 2, 2]), (4, 4, [0, 1, 2, 3]), (7, 2, [1, 5]),
  ])
  func nearestTakesTheVoxelUnderTheMiddle(_ size: Int, _ extent: Int, _ right: [Int]) {
    let line = Tensor(shape: [1, 1, size], values: (0..<size).map { Float($0) })
    #expect(line.nearest(to: [1, 1, extent]).values == right.map { Float($0) })
  }

  @Test func holesAreFilledThroughFacesOnly() {
    // A hollow cube with an opening along an edge only: its inside touches no face of the outside.
    var mask = Tensor<UInt8>(shape: [5, 5, 5], repeating: 0)
    for i in 1...3 { for j in 1...3 { for k in 1...3 { mask.values[(i * 5 + j) * 5 + k] = 1 } } }
    mask.values[(2 * 5 + 2) * 5 + 2] = 0
    mask.values[(1 * 5 + 1) * 5 + 2] = 0
    let filled = Morphology.filled(mask)
    #expect(filled.values[(2 * 5 + 2) * 5 + 2] == 1)
    #expect(filled.values[(1 * 5 + 1) * 5 + 2] == 0)
    #expect(filled.values.count { $0 == 1 } == 26)
    // With a face opened too, nothing is closed in.
    mask.values[(2 * 5 + 2) * 5 + 1] = 0
    #expect(Morphology.filled(mask) == mask)
  }
}
