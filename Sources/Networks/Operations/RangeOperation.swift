import Arithmetic

/// Numbers from a start to below a limit at equal steps, all of which have to be known: start + i ×
/// step, rounded to nearest.
struct RangeOperation: NetworkOperation {
  static let name = "Range"
  static let versions = [11, 27]
  static let isDifferentiable = false
  static let attributes = [AttributeRule("stash_type", .integer, since: 27)]
  static let inputs = 3...3

  init(_ attributes: Attributes) {}

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    var ends: [Double] = []
    for index in 0..<3 {
      guard let value = try inputs.numbers(index, "the ends of the range"), value.count == 1,
        value[0].isFinite
      else { throw ModelError("its \(OperationInputs.ordinal(index)) input is no number") }
      ends.append(value[0])
    }
    let type = try inputs.alike(2).type
    let (start, step) = (ends[0], ends[2])
    guard step != 0, type != .bool, try inputs.alike(1).type == type else {
      throw ModelError("a range by steps of \(step)")
    }
    let length = max(0, ((ends[1] - start) / step).rounded(.up))
    guard length <= Double(1 << 32) else {
      throw ModelError("a range of \(length) numbers is more than any memory holds")
    }
    let (count, format) = (Int(length), inputs.format)
    if type == .int64 || type == .int32 {
      // As whole numbers, which binary64 does not hold all of.
      guard let first = try inputs.integers(0, "the start")?.first,
        let whole = try inputs.integers(2, "the step")?.first
      else { throw ModelError("a range of no numbers") }
      return .exact([ValueFact(type, [count])]) { _ in
        let values = (0..<count).map { Int64(first &+ $0 &* whole) }
        return [.integer(Tensor(shape: [count], values: values))]
      }
    }
    return .exact([ValueFact(type, [count])]) { _ in
      let values = (0..<count).map { start + Double($0) * step }
      return [
        .real(RealTensor(type == .float64 ? .binary64 : format, shape: [count], values))
      ]
    }
  }
}
