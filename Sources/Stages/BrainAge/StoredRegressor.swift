import Arithmetic
import Networks
import PipelineKit
import Regression

/// A fitted regression as a model artifact, and back.
///
/// Every array is a tensor of binary64 under its part's name; what they mean stands in the metadata under
/// `regression`. Ranges and moments of the features that were learnt from go along, so that a prediction can
/// say how far outside it lies.
struct StoredRegressor {
  let fitted: FittedTask
  let features: [String]
  let covariates: [String]
  let target: String
  /// Of the target that was learnt from.
  let targetRange: ClosedRange<Double>
  /// Of each feature that was learnt from: least, greatest, mean, deviation.
  let least: [Double]
  let greatest: [Double]
  let means: [Double]
  let deviations: [Double]
  /// The root mean square standardised feature that 95 % of those who were learnt from stay below.
  let usualDistance: Double

  private static let key = "regression"

  init(
    _ fitted: FittedTask, _ frame: RegressionFrame, _ parameters: RegressionParameters
  ) {
    self.fitted = fitted
    (features, covariates) = (frame.features, frame.covariates)
    target = parameters.values[RegressionParameters.target]
    targetRange = (frame.data.targets.min() ?? 0)...(frame.data.targets.max() ?? 0)
    let rows = frame.data.features.selecting(frame.data.first)
    let columns = frame.features.indices.map { column in
      rows.column(column).filter { !$0.isNaN }
    }
    least = columns.map { $0.min() ?? .nan }
    greatest = columns.map { $0.max() ?? .nan }
    means = columns.map { $0.reduce(0, +) / Double($0.count) }
    deviations = zip(columns, means).map { column, mean in
      let squares = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return (squares / Double(max(column.count, 1))).squareRoot()
    }
    let (centre, spread) = (means, deviations)
    let distances = (0..<rows.rows).map {
      Self.distance(Array(rows.row($0)), means: centre, deviations: spread)
    }.sorted()
    usualDistance = distances[min(distances.count - 1, Int(0.95 * Double(distances.count)))]
  }

  /// The root mean square of standardised features; constant ones do not count.
  private static func distance(
    _ row: [Double], means: [Double], deviations: [Double]
  ) -> Double {
    var (sum, count) = (0.0, 0)
    for (column, value) in row.enumerated() where deviations[column] > 0 && !value.isNaN {
      let z = (value - means[column]) / deviations[column]
      sum += z * z
      count += 1
    }
    return count > 0 ? (sum / Double(count)).squareRoot() : 0
  }

  func distance(_ row: [Double]) -> Double {
    Self.distance(row, means: means, deviations: deviations)
  }

  /// The model artifact's content; its source is the SHA-256 of its numbers.
  var weights: SourcedWeights {
    get throws {
      var entries: [ModelWeights.Entry] = []
      var hasher = ByteHasher()
      func add(_ name: String, _ values: [Double]) {
        values.withUnsafeBytes { hasher.update($0) }
        entries.append(
          .init(name, .float64, .float64(Tensor(shape: [values.count], values: values))))
      }
      add("features.least", least)
      add("features.greatest", greatest)
      add("features.means", means)
      add("features.deviations", deviations)
      func addAll(_ prefix: String, _ parts: [String: [Double]]) {
        for (name, values) in parts.sorted(by: { $0.key < $1.key }) where !values.isEmpty {
          add("\(prefix).\(name)", values)
        }
      }
      addAll("preparation", fitted.preparation.parts)
      for (number, member) in fitted.members.enumerated() {
        addAll("member\(number).preparation", member.preparation.parts)
        let parts = member.fitted.parts
        addAll("member\(number).regressor", parts.numbers)
        guard !parts.bytes.isEmpty else { continue }
        parts.bytes.withUnsafeBytes { hasher.update($0) }
        entries.append(
          .init(
            "member\(number).bytes", .uint8,
            .uint8(Tensor(shape: [parts.bytes.count], values: parts.bytes))))
      }
      let facts: Value = [
        "regressor": .string(fitted.kind.rawValue), "target": .string(target),
        "members": .integer(fitted.members.count),
        "target-range": .list([.number(targetRange.lowerBound), .number(targetRange.upperBound)]),
        "usual-distance": .number(usualDistance),
        "features": .list(features.map(Value.string)),
        "covariates": .list(covariates.map(Value.string)),
      ]
      return SourcedWeights(
        try ModelWeights(entries, format: .safetensors, metadata: [.init(Self.key, facts)]),
        source: hasher.finalize())
    }
  }

  /// - Parameter arithmetic: that a perceptron predicts in.
  /// - Throws: `StageError` where the model is no regression, or damaged.
  init(_ weights: ModelWeights, _ arithmetic: any Arithmetic) throws {
    let damage = StageError("the model is damaged: parts of its regression are missing")
    guard let facts = weights[metadata: Self.key] else {
      throw StageError(
        "the model is no regression of brain-age/regress: it says nothing under '\(Self.key)'")
    }
    guard let kind = facts["regressor"]?.text.flatMap({ RegressorKind(rawValue: $0) }),
      let target = facts["target"]?.text,
      let count = facts["members"]?.double.flatMap({ Int(exactly: $0) }),
      case .list(let range)? = facts["target-range"], range.count == 2,
      let low = range[0].double, let high = range[1].double, low <= high,
      let usual = facts["usual-distance"]?.double, case .list(let features)? = facts["features"],
      case .list(let covariates)? = facts["covariates"], (1...100_000).contains(count)
    else { throw damage }
    self.features = features.compactMap(\.text)
    self.covariates = covariates.compactMap(\.text)
    (self.target, targetRange, usualDistance) = (target, low...high, usual)
    func parts(_ prefix: String) -> [String: [Double]] {
      var parts: [String: [Double]] = [:]
      for entry in weights.entries where entry.name.hasPrefix(prefix + ".") {
        guard case .float64(let tensor) = entry.tensor else { continue }
        parts[String(entry.name.dropFirst(prefix.count + 1))] = tensor.values
      }
      return parts
    }
    let own = parts("features")
    guard let least = own["least"], let greatest = own["greatest"], let means = own["means"],
      let deviations = own["deviations"],
      [least, greatest, means, deviations].allSatisfy({ $0.count == features.count })
    else { throw damage }
    (self.least, self.greatest, self.means, self.deviations) = (least, greatest, means, deviations)
    fitted = try explaining {
      FittedTask(
        kind: kind, preparation: try Preparation(parts: parts("preparation")),
        members: try (0..<count).map { number in
          var bytes: [UInt8] = []
          if case .uint8(let tensor)? = weights["member\(number).bytes"] { bytes = tensor.values }
          return FittedTask.Member(
            preparation: try Preparation(parts: parts("member\(number).preparation")),
            fitted: try kind.fitted(
              FittedParts(numbers: parts("member\(number).regressor"), bytes: bytes),
              arithmetic.fork(number)))
        })
    }
  }
}
