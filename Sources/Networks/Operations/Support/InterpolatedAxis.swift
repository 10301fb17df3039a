import Arithmetic

/// Interpolation along one axis by products with weights and sums, taps ascending.
struct InterpolatedAxis: Sendable {
  private let axis: Int
  /// For each tap, the places that the elements take it from, and the weights of the elements.
  private let places: [[Int]]
  private let weights: [[Double]]
  private let outside: [Int]
  private let extent: Int

  init(_ axis: Int, _ own: ResizedAxis, _ taps: [[(place: Int, weight: Double)]]) {
    (self.axis, extent) = (axis, own.old)
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

  /// The adjoint of `interpolate`: each element gives its parts back to the places that it came from.
  func adjoint(_ gradient: RealTensor, _ arithmetic: any Arithmetic) -> RealTensor {
    var own = gradient
    if !outside.isEmpty {
      let gone = Set(outside)
      own = own.moved(
        Picking(axis: axis, places: (0..<own.shape[axis]).map { gone.contains($0) ? -1 : $0 }))
    }
    var sum: RealTensor?
    for (places, weights) in zip(places, weights) {
      var single = [Int](repeating: 1, count: own.shape.count)
      single[axis] = places.count
      let factors = RealTensor(own.format, shape: single, weights).expanded(to: own.shape)
      let part = arithmetic.multiply(own, factors)
        .unpicked(Picking(axis: axis, places: places), extent: extent, arithmetic)
      sum = sum.map { arithmetic.add($0, part) } ?? part
    }
    return sum ?? own
  }
}
