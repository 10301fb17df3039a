import Arithmetic

/// What lies beyond the edges of images that are sampled at places of a grid.
enum GridPadding: String, CaseIterable {
  /// Zeros, with which what lies on the edge is blended.
  case zeros
  /// The edge goes on.
  case border
  /// The image, mirrored at its first and last elements, or at their outer ends.
  case reflection
}

/// Places of a grid from −1 to 1 in elements of images, one column `[N, 1]` for each axis of the images.
struct GridPlaces {
  var columns: [RealTensor]
  /// Where reflections turned the direction, for each axis; empty without.
  private(set) var turned: [Tensor<Bool>] = []

  /// - Parameters:
  ///   - grid: `[…, axes]`, the images' last axis first.
  ///   - sizes: of the images.
  ///   - shift: elements that lie before the images.
  init(
    _ grid: RealTensor, sizes: [Int], alignsCorners: Bool, shift: Int = 0,
    _ arithmetic: any Arithmetic
  ) {
    let axes = sizes.count
    let rows = grid.reshaped([grid.count / axes, axes])
    columns = sizes.indices.map { axis in
      let own = rows.slice(axes - 1 - axis..<axes - axis, axis: 1)
      let size = Double(sizes[axis])
      // ((g + 1) n − 1) / 2, or (g + 1) (n − 1) / 2.
      let factor = alignsCorners ? (size - 1) / 2 : size / 2
      let offset = (alignsCorners ? 0 : -0.5) + Double(shift)
      let scaled = arithmetic.multiply(arithmetic.add(own, 1), factor)
      return offset == 0 ? scaled : arithmetic.add(scaled, offset)
    }
  }

  /// Places `[N, 3]`; images of two axes are volumes of one plane, `plane`.
  func points(plane: Double) -> RealTensor {
    let first = columns[0]
    return .concatenate(
      columns.count == 2 ? [.filled(first.format, first.shape, plane)] + columns : columns, axis: 1)
  }

  /// The nearest elements, the even one of two.
  mutating func round() {
    columns = columns.map { $0.changed { $0.rounded(.toNearestOrEven) } }
  }

  /// Brings places beyond the ends back by mirroring: at the first and last elements where corners are
  /// aligned, else half an element further out.
  mutating func reflect(sizes: [Int], alignsCorners: Bool, _ arithmetic: any Arithmetic) {
    for (axis, x) in columns.enumerated() {
      let (low, high) = GridEnds.of(sizes[axis], alignsCorners: alignsCorners)
      let below = x.where { $0 < low }
      let isOutside = x.where { $0 < low || $0 > high }
      let far = arithmetic.subtract(.filled(x.format, x.shape, low), x)
        .chosen(below, else: arithmetic.subtract(x, .filled(x.format, x.shape, high)))
      let range = high - low
      let rest = far.changed { range > 0 ? $0.truncatingRemainder(dividingBy: range) : 0 }
      let isOdd = far.where {
        range > 0 && ($0 / range).rounded(.towardZero).truncatingRemainder(dividingBy: 2) != 0
      }
      let up = arithmetic.add(rest, low)
      let down = arithmetic.subtract(.filled(x.format, x.shape, high), rest)
      // Twice mirrored is not mirrored.
      let fromLow = Tensor<Bool>(
        shape: below.shape, values: zip(below.values, isOdd.values).map { $0 != $1 })
      columns[axis] = up.chosen(fromLow, else: down).chosen(isOutside, else: x)
      turned.append(
        Tensor<Bool>(
          shape: below.shape, values: zip(isOutside.values, isOdd.values).map { $0 && !$1 }))
    }
  }

  /// Brings places beyond the ends to the first and last elements.
  mutating func clamp(sizes: [Int], alignsCorners: Bool) {
    for (axis, x) in columns.enumerated() {
      let (low, high) = GridEnds.of(sizes[axis], alignsCorners: alignsCorners)
      let last = Double(sizes[axis] - 1)
      columns[axis] = x.changed { $0 < low ? 0 : $0 > high ? last : $0 }
    }
  }
}

/// Where images end, in elements.
enum GridEnds {
  static func of(_ size: Int, alignsCorners: Bool) -> (low: Double, high: Double) {
    alignsCorners ? (0, Double(size - 1)) : (-0.5, Double(size) - 0.5)
  }
}

extension RealTensor {
  /// Every element changed in a way that rounds nothing.
  func changed(_ change: (Double) -> Double) -> RealTensor {
    RealTensor(format, shape: shape, doubles.map(change))
  }

  fileprivate func `where`(_ holds: (Double) -> Bool) -> Tensor<Bool> {
    Tensor<Bool>(shape: shape, values: doubles.map(holds))
  }
}
