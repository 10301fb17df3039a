/// How many times coarser than an image's pixels the grid that it is zoomed to is.
public struct ZoomScale: Sendable, Equatable {
  public var height: Float
  public var width: Float

  public init(height: Float, width: Float) {
    self.height = height
    self.width = width
  }

  public static let one = ZoomScale(height: 1, width: 1)

  /// The scale that undoes this one.
  var inverse: ZoomScale { ZoomScale(height: 1 / height, width: 1 / width) }
}

/// How one axis of an image is cut, interpolated and padded to a wanted extent.
///
/// Extents follow from scales by binary32 arithmetic and cutting to whole numbers, which the
/// definition includes: in binary64, 311 pixels of 0.8 mm would give 247 instead of 248.
struct ZoomAxis: Equatable {
  /// Pixels that are kept, from the first.
  let kept: Int
  /// Pixels that these are interpolated to.
  let resized: Int
  /// Zeros that follow.
  let padding: Int
  /// The scale that this comes to, which the way back uses.
  let scale: Float

  /// - Parameter size: pixels of the image along the axis.
  /// - Throws: `ModelError` where the scale leaves no pixel, or is none.
  init(size: Int, target: Int, scale: Float) throws(ModelError) {
    let wanted = Float(target) * scale
    guard scale > 0, wanted >= 1, wanted < Float(1 << 24) else {
      throw ModelError("an image of \(size) pixels cannot be zoomed by \(scale)")
    }
    if Int(wanted) <= size {
      kept = Int(wanted)
      resized = target
    } else {
      kept = size
      // PyTorch divides a number by a tensor by multiplying with the tensor's reciprocal.
      resized = Int((1 / scale) * Float(size))
      guard (1...target).contains(resized) else {
        throw ModelError("an image of \(size) pixels cannot be zoomed by \(scale)")
      }
    }
    padding = target - resized
    self.scale = Float(kept) / Float(resized)
  }
}
