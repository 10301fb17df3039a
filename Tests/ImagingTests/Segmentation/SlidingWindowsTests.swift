import Arithmetic
import Testing

@testable import Imaging

@Suite struct SlidingWindowsTests {
  /// Places as nnU-Net computes them: 110 voxels, windows of 64, half of one shared.
  @Test func placesAreNnUNets() {
    let windows = SlidingWindows(shape: [110, 64, 40], window: [64, 64, 64], overlap: 0.5)
    #expect(windows.padded == [110, 64, 64])
    #expect(windows.before == [0, 0, 12])
    #expect(windows.starts == [[0, 0, 0], [23, 0, 0], [46, 0, 0]])
    let odd = SlidingWindows(shape: [10, 4, 4], window: [4, 4, 4], overlap: 0.25)
    #expect(odd.starts.map { $0[0] } == [0, 3, 6])
    #expect(
      SlidingWindows(shape: [9, 4, 4], window: [4, 4, 4], overlap: 0).starts.map { $0[0] } == [
        0, 2, 5,
      ])
  }

  @Test func everyVoxelIsSeen() {
    for size in 4...23 {
      for overlap in [0, 0.3, 0.5, 0.9] {
        let windows = SlidingWindows(shape: [size, 5, 5], window: [5, 5, 5], overlap: overlap)
        var seen = [Bool](repeating: false, count: windows.padded[0])
        for start in windows.starts { for place in start[0]..<start[0] + 5 { seen[place] = true } }
        #expect(seen.allSatisfy { $0 }, "\(size) \(overlap)")
      }
    }
  }

  @Test func weightsAreGaussian() throws {
    let windows = SlidingWindows(shape: [16, 8, 8], window: [16, 8, 8], overlap: 0.5)
    let weights = try windows.weights().doubles
    #expect(weights[(8 * 8 + 4) * 8 + 4] == 1)
    // exp(−½ (8/2)²) at the first voxel along the first axis.
    #expect(abs(weights[(0 * 8 + 4) * 8 + 4] - 3.3546262790251185e-4) < 1e-18)
    #expect(weights.allSatisfy { $0 > 0 && $0 <= 1 })
  }
}
