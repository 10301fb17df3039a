internal import ArithmeticTypes
internal import CIntrinsics

extension ElementRun<Float> {
  /// Sixteen places at a time, in the processor's rounding mode; returns the places that are left.
  ///
  /// Not inlined, so that no operation leaves the region in which the mode is set.
  @inline(never)
  func fillByHardware(_ places: Range<Int>, fusesMultiplyAdd: Bool) -> Range<Int> {
    let uniform = FloatLanes(y[0])
    var place = places.lowerBound
    while place + FloatLanes.count <= places.upperBound {
      let a = FloatLanes(from: x + place)
      let b = isUniform ? uniform : FloatLanes(from: y + place)
      let result: FloatLanes
      switch operation {
      case .add: result = a + b
      case .subtract: result = a - b
      case .multiply: result = a * b
      case .multiplyAdd:
        let c = FloatLanes(from: z + place)
        result = fusesMultiplyAdd ? c.fused(a, b) : a * b + c
      }
      result.store(to: output + place)
      place += FloatLanes.count
    }
    return place..<places.upperBound
  }
}
