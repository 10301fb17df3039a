import Arithmetic

/// Interpolation along one axis by products with weights and sums, taps ascending.
struct InterpolatedAxis: Sendable {
  private let axis: Int
  /// For each tap, the places that the elements take it from, and the weights of the elements.
  private let places: [[Int]]
  private let weights: [[Double]]
  private let outside: [Int]

  init(_ axis: Int, _ own: ResizedAxis, _ taps: [[(place: Int, weight: Double)]]) {
    self.axis = axis
    let count = max(1, taps.map(\.count).max() ?? 1)
    places = (0..<count).map { tap in taps.map { tap < $0.count ? $0[tap].place : 0 } }
    weights = (0..<count).map { tap in taps.map { tap < $0.count ? $0[tap].weight : 0 } }
    outside = (0..<own.new).filter { own.isOutside($0) }
  }

  func interpolate(_ x: RealTensor, outside fill: Double, _ arithmetic: any Arithmetic)
    -> RealTensor
  {
    var sum: RealTensor?
    for (places, weights) in zip(places, weights) {
      let part = x.moved(Picking(axis: axis, places: places))
      var single = [Int](repeating: 1, count: x.shape.count)
      single[axis] = places.count
      let factors = RealTensor(x.format, shape: single, weights).expanded(to: part.shape)
      sum =
        sum.map { arithmetic.multiplyAdd(part, factors, $0) } ?? arithmetic.multiply(part, factors)
    }
    guard let sum else { return x }
    guard !outside.isEmpty else { return sum }
    let gone = Set(outside)
    return sum.moved(
      Picking(axis: axis, places: (0..<sum.shape[axis]).map { gone.contains($0) ? -1 : $0 }),
      fill: fill)
  }
}
