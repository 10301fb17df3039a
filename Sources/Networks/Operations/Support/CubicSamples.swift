import Arithmetic

/// Cubic convolution of images at places of a grid (Keys 1981, a = −3/4): four taps along each axis, sums
/// along the last axis first, taps ascending.
struct CubicSamples {
  /// For each axis, four indices of each place; negative where there is nothing.
  private var indices: [[[Int]]] = []
  /// For each axis, four weights of each place, `[N]`.
  private var weights: [[RealTensor]] = []
  private let sizes: [Int]

  private static let a = -0.75

  /// - Parameter places: within the ends of the images but for zeros beyond them.
  init(
    _ places: GridPlaces, sizes: [Int], alignsCorners: Bool, _ padding: GridPadding,
    _ arithmetic: any Arithmetic
  ) {
    self.sizes = sizes
    for (axis, column) in places.columns.enumerated() {
      let x = column.reshaped([column.count])
      let floors = x.changed { $0.rounded(.down) }
      weights.append(Self.weights(arithmetic.subtract(x, floors), arithmetic))
      let size = sizes[axis]
      let starts = floors.doubles.map { place in
        // NaN has NaN for weights, wherever its taps lie.
        place.isNaN ? 0 : Int(min(max(place, -1e9), 1e9))
      }
      indices.append(
        (-1...2).map { tap in
          starts.map {
            Self.index($0 + tap, size, alignsCorners: alignsCorners, padding)
          }
        })
    }
  }

  private static func index(
    _ place: Int, _ size: Int, alignsCorners: Bool, _ padding: GridPadding
  ) -> Int {
    guard !(0..<size).contains(place) else { return place }
    switch padding {
    case .zeros: return -1
    case .border: return place < 0 ? 0 : size - 1
    case .reflection:
      // With the first and last elements once or twice.
      let period = alignsCorners ? 2 * (size - 1) : 2 * size
      guard period > 0 else { return 0 }
      let rest = ((place % period) + period) % period
      return rest < size ? rest : period - rest - (alignsCorners ? 0 : 1)
    }
  }

  /// Of taps −1, 0, 1, 2 at a part of the way from tap 0 to tap 1.
  private static func weights(_ t: RealTensor, _ arithmetic: any Arithmetic) -> [RealTensor] {
    func polynomial(_ x: RealTensor, _ factors: [Double]) -> RealTensor {
      var sum = arithmetic.multiply(x, factors[0])
      for factor in factors.dropFirst() {
        if factor != 0 { sum = arithmetic.add(sum, factor) }
        sum = arithmetic.multiply(sum, x)
      }
      return sum
    }
    let rest = arithmetic.subtract(.filled(t.format, t.shape, 1), t)
    func inner(_ x: RealTensor) -> RealTensor {
      arithmetic.add(polynomial(x, [a + 2, -(a + 3), 0]), 1)
    }
    return [
      polynomial(t, [a, -2 * a, a]), inner(t), inner(rest), polynomial(t, [-a, a, 0]),
    ]
  }

  /// Values of an image of the sizes, `[N]`.
  func callAsFunction(_ image: RealTensor, _ arithmetic: any Arithmetic) -> RealTensor {
    sum(
      image.reshaped([image.count]), axis: 0, [Int](repeating: 0, count: weights[0][0].count),
      arithmetic)
  }

  /// - Parameter places: where the axes before have led, negative for nowhere.
  private func sum(
    _ image: RealTensor, axis: Int, _ places: [Int], _ arithmetic: any Arithmetic
  ) -> RealTensor {
    guard axis < sizes.count else { return image.moved(Picking(axis: 0, places: places)) }
    var sum: RealTensor?
    for tap in 0..<4 {
      let here = zip(places, indices[axis][tap]).map { place, index in
        place < 0 || index < 0 ? -1 : place * sizes[axis] + index
      }
      let value = self.sum(image, axis: axis + 1, here, arithmetic)
      let weight = weights[axis][tap]
      sum =
        sum.map { arithmetic.multiplyAdd(weight, value, $0) } ?? arithmetic.multiply(weight, value)
    }
    return sum ?? image
  }
}
