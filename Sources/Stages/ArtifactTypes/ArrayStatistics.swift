import Arithmetic
import PipelineKit

/// Extremes and mean of an array's finite numbers.
struct ArrayStatistics: CustomStringConvertible {
  private(set) var count = 0
  private(set) var finite = 0
  private(set) var nan = 0
  /// `nil` where no number is finite.
  private(set) var minimum: Double?
  private(set) var maximum: Double?
  private(set) var mean: Double?

  init(_ elements: DatasetElements) {
    switch elements {
    case .uint8(let tensor): add(tensor.values) { Double($0) }
    case .int16(let tensor): add(tensor.values) { Double($0) }
    case .int32(let tensor): add(tensor.values) { Double($0) }
    case .int64(let tensor): add(tensor.values) { Double($0) }
    case .float32(let tensor): add(tensor.values) { Double($0) }
    case .float64(let tensor): add(tensor.values) { $0 }
    case .string: break
    }
  }

  private mutating func add<Element>(_ values: [Element], _ number: (Element) -> Double) {
    count = values.count
    var (least, most, sum) = (Double.infinity, -Double.infinity, 0.0)
    for value in values {
      let value = number(value)
      if value.isFinite {
        finite += 1
        least = min(least, value)
        most = max(most, value)
        sum += value
      } else if value.isNaN {
        nan += 1
      }
    }
    guard finite > 0 else { return }
    (minimum, maximum, mean) = (least, most, sum / Double(finite))
  }

  /// `from 0.0 to 255.0, mean 41.3`.
  var description: String {
    guard let minimum, let maximum, let mean else {
      return "\(Counted.text(count, "element")), no finite number"
    }
    let others = count - finite
    return "from \(minimum) to \(maximum), mean \(mean)"
      + (others > 0 ? ", \(others) not finite" : "")
  }

  /// The same for `--json`.
  var value: Value {
    func number(_ value: Double?) -> Value { value.map(Value.number) ?? .null }
    return [
      "count": .integer(count), "finite": .integer(finite), "nan": .integer(nan),
      "minimum": number(minimum), "maximum": number(maximum), "mean": number(mean),
    ]
  }
}
