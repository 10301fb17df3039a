import Arithmetic

/// What of an image lies outside the grid that it is brought to: nothing is dropped without a word.
struct CutView {
  /// One side of the target where the image reaches beyond it.
  private struct Side {
    var name: String
    /// How far the field of view reaches beyond, along the middle of the image, millimetres.
    var view = 0.0
    /// How far tissue does.
    var tissue = 0.0
  }

  private var sides: [Side]
  /// Where an axis is turned around, half a voxel of the image lies beyond the cube's last middle:
  /// the outermost plane of a view that just fits is no loss to speak of.
  private var spoken: [Side] {
    sides.filter { $0.view > 1.51 * size || $0.tissue > 1.01 * size }
  }
  private let size: Double
  private let extent: Double

  /// - Parameters:
  ///   - target: an LIA cube.
  ///   - forward: voxels of the image to voxels of the target.
  ///   - threshold: what is brighter counts as tissue.
  /// - Returns: `nil` where the target covers the image.
  init?(_ volume: Volume, on target: Grid, _ forward: Affine, threshold: Double) {
    size = target.affine.voxelSizes[0]
    extent = Double(target.shape[0])
    // Each axis runs from the first to the second.
    sides = ["right", "left", "superior", "inferior", "posterior", "anterior"].map {
      Side(name: $0)
    }
    let beyond = volume.grid.edges.contains { corner in
      reach(forward.apply(corner)).contains { $0 > 0.5 }
    }
    guard beyond else { return nil }
    let shape = volume.voxels.shape.map(Double.init)
    for axis in 0..<3 {
      for end in [-0.5, shape[axis] - 0.5] {
        var middle = shape.map { ($0 - 1) / 2 }
        middle[axis] = end
        for (side, length) in reach(forward.apply(middle)).enumerated() {
          sides[side].view = max(sides[side].view, length)
        }
      }
    }
    switch volume.voxels {
    case .binary32(let tensor): findTissue(tensor.values, tensor.shape, forward, threshold)
    case .binary64(let tensor): findTissue(tensor.values, tensor.shape, forward, threshold)
    }
    guard !spoken.isEmpty else { return nil }
  }

  /// How far a point of the target lies beyond each side, millimetres; negative within.
  private func reach(_ point: [Double]) -> [Double] {
    point.flatMap { [(-0.5 - $0) * size, ($0 - extent + 0.5) * size] }
  }

  private mutating func findTissue<Number: BinaryFloatingPoint>(
    _ values: [Number], _ shape: [Int], _ forward: Affine, _ threshold: Double
  ) {
    let threshold = Number(threshold)
    var (least, most) = ([0.0, 0.0, 0.0], [extent - 1, extent - 1, extent - 1])
    let m = forward.rows
    var index = 0
    for i in 0..<shape[0] {
      for j in 0..<shape[1] {
        let (x, y) = (Double(i), Double(j))
        for k in 0..<shape[2] {
          defer { index += 1 }
          guard values[index] > threshold else { continue }
          let z = Double(k)
          let place = (
            m[0] * x + m[1] * y + m[2] * z + m[3], m[4] * x + m[5] * y + m[6] * z + m[7],
            m[8] * x + m[9] * y + m[10] * z + m[11]
          )
          if place.0 < least[0] {
            least[0] = place.0
          } else if place.0 > most[0] {
            most[0] = place.0
          }
          if place.1 < least[1] {
            least[1] = place.1
          } else if place.1 > most[1] {
            most[1] = place.1
          }
          if place.2 < least[2] {
            least[2] = place.2
          } else if place.2 > most[2] {
            most[2] = place.2
          }
        }
      }
    }
    for axis in 0..<3 {
      sides[2 * axis].tissue = -least[axis] * size
      sides[2 * axis + 1].tissue = (most[axis] - extent + 1) * size
    }
  }

  /// Says what is cut, in one sentence.
  func describe(_ warn: (String) -> Void) {
    func millimetres(_ length: Double) -> String { "\((length * 10).rounded() / 10) mm" }
    let parts = spoken.map { side in
      let cut = "\(millimetres(max(side.view, side.tissue))) at the \(side.name) side"
      return side.tissue > 1.01 * size
        ? "\(cut), where \(millimetres(side.tissue)) are brighter than a tenth of the scale"
        : "\(cut), which are dark"
    }
    warn(
      "the image is larger than the conformed cube of \(millimetres(extent * size)), and this much of"
        + " it is cut: \(parts.joined(separator: "; ")); 'cube: grow' keeps everything")
  }
}
