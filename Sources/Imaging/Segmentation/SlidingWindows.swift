public import Arithmetic

/// Where windows lie on a volume, and how much each voxel of one counts: as nnU-Net places and weighs them
/// (Isensee et al. 2021, Nature Methods 18; `sliding_window_prediction.py` of nnU-Net 2).
public struct SlidingWindows: Sendable, Equatable {
  /// Extents of a window; never larger than the padded volume.
  public let window: [Int]
  /// Extents of the volume, with zeros around it where it is smaller than a window.
  public let padded: [Int]
  /// Zeros before the volume along each axis.
  public let before: [Int]
  /// The first voxel of each window, in C order.
  public let starts: [[Int]]

  /// - Parameters:
  ///   - shape: of the volume, three extents.
  ///   - window: three extents.
  ///   - overlap: the least part of a window that it shares with the next one, at least 0 and below 1.
  /// - Precondition: three extents each, all positive.
  public init(shape: [Int], window: [Int], overlap: Double) {
    precondition(shape.count == 3 && window.count == 3 && overlap >= 0 && overlap < 1)
    self.window = window
    padded = zip(shape, window).map { max($0, $1) }
    before = zip(shape, window).map { max(0, $1 - $0) / 2 }
    let lines = zip(padded, window).map { size, width in
      Self.starts(size: size, width: width, step: Double(width) * (1 - overlap))
    }
    var starts: [[Int]] = []
    for i in lines[0] { for j in lines[1] { for k in lines[2] { starts.append([i, j, k]) } } }
    self.starts = starts
  }

  /// As few as the step allows, evenly from the first place to the last; halves to even.
  private static func starts(size: Int, width: Int, step: Double) -> [Int] {
    let last = size - width
    let count = Int((Double(last) / step).rounded(.up)) + 1
    guard count > 1 else { return [0] }
    let exact = Double(last) / Double(count - 1)
    return (0..<count).map { Int((exact * Double($0)).rounded(.toNearestOrEven)) }
  }

  /// The weight of each voxel of a window, `[X, Y, Z]`: a Gaussian around its middle voxel ⌊n / 2⌋, of
  /// deviation n / 8, 1 at most. Computed in binary64, the same on every machine.
  ///
  /// - Throws: `ArithmeticError` where binary64 is not there.
  public func weights() throws -> RealTensor {
    let exact = try Arithmetics.make(ArithmeticSpecification(name: "float64"), seed: 0, threads: 1)
    let lines = window.map { width in
      let exponents = (0..<width).map { place in
        let distance = Double(place - width / 2) * 8 / Double(width)
        return -0.5 * distance * distance
      }
      return exact.exponential(RealTensor(.binary64, shape: [width], exponents)).doubles
    }
    var values: [Double] = []
    values.reserveCapacity(window.reduce(1, *))
    for x in lines[0] { for y in lines[1] { for z in lines[2] { values.append(x * y * z) } } }
    return RealTensor(.binary64, shape: window, values)
  }
}
