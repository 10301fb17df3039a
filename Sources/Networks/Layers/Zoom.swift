import Arithmetic

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

/// Images cut to their upper left part, interpolated linearly and padded with zeros to one extent.
///
/// The zoom of VINN (Henschel et al. 2022): whatever the resolution of images, the network sees
/// structures in one size. Source: `Zoom2d` in `interpolation_layer.py` of FastSurfer 2.4.0-dev
/// (commit 7c45785), crop position `top_left`, interpolation `bilinear`.
public struct Zoom: Sendable {
  private let name: String

  init(_ name: String) { self.name = name }

  /// - Parameters:
  ///   - images: `[N, C, H, W]`.
  ///   - scales: one for each image.
  ///   - size: wanted height and width.
  /// - Returns: `[N, C, size]`, and for each image the scale that was used.
  /// - Throws: `ModelError` where an image cannot be zoomed by its scale.
  func callAsFunction(
    _ images: RealTensor, scales: [ZoomScale], to size: (height: Int, width: Int),
    _ arithmetic: any Arithmetic
  ) throws(ModelError) -> (images: RealTensor, scales: [ZoomScale]) {
    precondition(scales.count == images.shape[0], "one scale for each image expected")
    let arithmetic = arithmetic.layer(name)
    var parts: [RealTensor] = []
    var used: [ZoomScale] = []
    while used.count < scales.count {
      // Neighbours of one scale go together.
      let (first, scale) = (used.count, scales[used.count])
      let count = scales[first...].prefix { $0 == scale }.count
      let rows = try ZoomAxis(size: images.shape[2], target: size.height, scale: scale.height)
      let columns = try ZoomAxis(size: images.shape[3], target: size.width, scale: scale.width)
      let run = count == scales.count ? images : images.slice(first..<first + count, axis: 0)
      parts.append(
        run.keeping(rows.kept, axis: 2).keeping(columns.kept, axis: 3)
          .resized([rows.resized, columns.resized], arithmetic)
          .padded(by: rows.padding, axis: 2).padded(by: columns.padding, axis: 3))
      used += [ZoomScale](
        repeating: ZoomScale(height: rows.scale, width: columns.scale), count: count)
    }
    return (parts.count == 1 ? parts[0] : .concatenate(parts, axis: 0), used)
  }
}

extension RealTensor {
  fileprivate func keeping(_ count: Int, axis: Int) -> RealTensor {
    count == shape[axis] ? self : slice(0..<count, axis: axis)
  }

  fileprivate func resized(_ sizes: [Int], _ arithmetic: any Arithmetic) -> RealTensor {
    Array(shape.suffix(2)) == sizes
      ? self : arithmetic.resize(self, to: sizes, alignment: .edges)
  }

  fileprivate func padded(by count: Int, axis: Int) -> RealTensor {
    guard count > 0 else { return self }
    var shape = shape
    shape[axis] = count
    let zeros: RealTensor =
      switch format {
      case .binary32: .binary32(Tensor(shape: shape, repeating: 0))
      case .binary64: .binary64(Tensor(shape: shape, repeating: 0))
      }
    return .concatenate([self, zeros], axis: axis)
  }
}
