public import Arithmetic

/// Gaussian smoothing of label maps in plain binary64, as `scipy.ndimage.gaussian_filter` does it.
///
/// For decisions between labels that a reference program takes by smoothing them. Intensities are
/// smoothed by the kernel of an arithmetic (`Arithmetic.smooth`). The kernel is cut at four standard
/// deviations; equally distant voxels are added before they are weighted, the farthest pair first, so
/// that mirrored inputs give mirrored results to the last bit.
public struct GaussianFilter: Sendable {
  /// What stands for voxels beyond the edge.
  public enum Edge: Sendable {
    /// The volume mirrored at its faces: `c b a | a b c`.
    case reflected
    /// The outermost voxel: `a a a | a b c`.
    case repeated
  }

  /// Voxels on each side that a result depends on.
  public let radius: Int
  private let edge: Edge
  /// The weight of a voxel at each distance.
  private let weights: [Double]

  /// - Parameter sigma: standard deviation in voxels, above 0.
  public init(sigma: Double, edge: Edge) {
    precondition(sigma > 0 && sigma < 1e6, "sigma \(sigma) is not a width")
    radius = Int(4 * sigma + 0.5)
    self.edge = edge
    let heights = (0...radius).map {
      ElementaryFunctions.exponential(-0.5 / (sigma * sigma) * Double($0 * $0))
    }
    let sum = (-radius...radius).reduce(0.0) { $0 + heights[abs($1)] }
    weights = heights.map { $0 / sum }
  }

  /// `volume`, `[X, Y, Z]`, smoothed along its first, second and third axis.
  public func apply(_ volume: Tensor<Double>) -> Tensor<Double> {
    precondition(volume.shape.count == 3, "a volume has three dimensions, not \(volume.shape)")
    guard volume.count > 0 else { return volume }
    var result = volume.values
    let (y, z) = (volume.shape[1], volume.shape[2])
    for (extent, stride) in zip(volume.shape, [y * z, z, 1]) {
      result = filtered(result, extent: extent, stride: stride)
    }
    return Tensor(shape: volume.shape, values: result)
  }

  /// One axis: `stride` elements side by side are `extent` long lines across.
  private func filtered(_ values: [Double], extent: Int, stride: Int) -> [Double] {
    var result = [Double](repeating: 0, count: values.count)
    // Lines are worked on in strips, copied with their continuation beyond the edges.
    let strip = min(stride, 64)
    var padded = [Double](repeating: 0, count: (extent + 2 * radius) * strip)
    let sources = (-radius..<extent + radius).map { source($0, extent) }
    for block in Swift.stride(from: 0, to: values.count, by: extent * stride) {
      for first in Swift.stride(from: 0, to: stride, by: strip) {
        let width = min(strip, stride - first)
        values.withUnsafeBufferPointer { values in
          for (place, source) in sources.enumerated() {
            let start = block + source * stride + first
            for lane in 0..<width { padded[place * width + lane] = values[start + lane] }
          }
        }
        padded.withUnsafeBufferPointer { padded in
          result.withUnsafeMutableBufferPointer { result in
            if stride == 1 {
              correlate(padded, step: 1, count: extent) { result[block + $0] = $1 }
            } else {
              for place in 0..<extent {
                let line = UnsafeBufferPointer(
                  rebasing: padded[(place * width)..<((place + 2 * radius + 1) * width)])
                let start = block + place * stride + first
                correlate(line, step: width, count: width) { result[start + $0] = $1 }
              }
            }
          }
        }
      }
    }
    return result
  }

  /// Calls `store` with the weighted sum around each of `count` elements, `step` apart from their
  /// neighbours; element 0 is `radius` steps from the start.
  @inline(__always)
  private func correlate(
    _ values: UnsafeBufferPointer<Double>, step: Int, count: Int, _ store: (Int, Double) -> Void
  ) {
    let centre = radius * step
    withUnsafeTemporaryAllocation(of: Double.self, capacity: count) { sums in
      for lane in 0..<count { sums[lane] = values[centre + lane] * weights[0] }
      for distance in Swift.stride(from: radius, to: 0, by: -1) {
        let (weight, offset) = (weights[distance], distance * step)
        for lane in 0..<count {
          sums[lane] +=
            (values[centre + lane - offset] + values[centre + lane + offset]) * weight
        }
      }
      for lane in 0..<count { store(lane, sums[lane]) }
    }
  }

  /// The voxel that stands for `index`.
  private func source(_ index: Int, _ extent: Int) -> Int {
    switch edge {
    case .repeated: min(max(index, 0), extent - 1)
    case .reflected: index.mirrored(extent)
    }
  }
}

extension Int {
  /// The index within `0..<extent` that this one stands for in a line mirrored at its ends:
  /// `c b a | a b c | c b a`.
  func mirrored(_ extent: Int) -> Int {
    let period = 2 * extent
    let place = ((self % period) + period) % period
    return place < extent ? place : period - 1 - place
  }
}
