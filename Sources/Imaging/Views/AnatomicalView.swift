/// A volume looked at along the three anatomical axes, whatever order its voxels are stored in.
///
/// Voxels are not resampled: each axis of the grid stands for the anatomical axis nearest to it.
package struct AnatomicalView {
  /// Extents towards right, anterior and superior.
  package let shape: [Int]
  /// Millimetres between voxels along these axes.
  package let spacing: [Double]
  private let axes: [(start: Int, stride: Int)]
  private let offset: Int
  private let grid: Grid
  private let voxelAxis: [Int]
  private let isReversed: [Bool]

  package init(_ grid: Grid) {
    self.grid = grid
    let strides = [grid.shape[1] * grid.shape[2], grid.shape[2], 1]
    let stored = grid.affine.orientation.axes
    let sizes = grid.affine.voxelSizes
    voxelAxis = (0..<3).map { world in stored.firstIndex { $0.world == world } ?? world }
    let isReversed = voxelAxis.map { !stored[$0].positive }
    self.isReversed = isReversed
    shape = voxelAxis.map { grid.shape[$0] }
    spacing = voxelAxis.map { sizes[$0] }
    let shape = self.shape
    axes = voxelAxis.enumerated().map { world, axis in
      isReversed[world]
        ? ((shape[world] - 1) * strides[axis], -strides[axis]) : (0, strides[axis])
    }
    offset = axes.reduce(0) { $0 + $1.start }
  }

  /// Index into the stored voxels of a place along right, anterior and superior.
  package func index(_ right: Int, _ anterior: Int, _ superior: Int) -> Int {
    offset + right * axes[0].stride + anterior * axes[1].stride + superior * axes[2].stride
  }

  /// World coordinate in millimetres of `position` along `axis`, through `centre` of the view.
  package func millimetres(_ axis: Int, at centre: [Int]) -> Double {
    var voxel = [0.0, 0, 0]
    for world in 0..<3 {
      let place = isReversed[world] ? shape[world] - 1 - centre[world] : centre[world]
      voxel[voxelAxis[world]] = Double(place)
    }
    return grid.affine.apply(voxel)[axis]
  }
}

/// A block of a view, with its centre: what of the brain a report shows.
package struct ViewWindow {
  /// First and last place along right, anterior and superior; some may lie outside the view.
  package let ranges: [ClosedRange<Int>]
  /// The place that the three slices cross in.
  package let centre: [Int]

  /// Millimetres around what is shown: room for the letters at the edges of a picture.
  private static let margin = 16.0

  /// The smallest block around voxels, with a margin that is the same on every side, and their centre of
  /// gravity; the whole view where there are none.
  ///
  /// - Parameter isInside: one flag a stored voxel.
  package init(_ view: AnatomicalView, around isInside: [Bool]) {
    var low = view.shape
    var high = [-1, -1, -1]
    var sum = [0, 0, 0]
    var count = 0
    for x in 0..<view.shape[0] {
      for y in 0..<view.shape[1] {
        for z in 0..<view.shape[2] where isInside[view.index(x, y, z)] {
          for (axis, place) in [x, y, z].enumerated() {
            low[axis] = min(low[axis], place)
            high[axis] = max(high[axis], place)
            sum[axis] += place
          }
          count += 1
        }
      }
    }
    guard count > 0 else {
      ranges = view.shape.map { 0...($0 - 1) }
      centre = view.shape.map { $0 / 2 }
      return
    }
    ranges = (0..<3).map { axis in
      let margin = Int((Self.margin / view.spacing[axis]).rounded(.up))
      return low[axis] - margin...high[axis] + margin
    }
    centre = (0..<3).map { (sum[$0] + count / 2) / count }
  }
}
