import Arithmetic

/// Why a training cannot go on.
public struct TrainingError: Error, CustomStringConvertible, Sendable, Equatable {
  public var message: String

  public init(_ message: String) { self.message = message }

  public var description: String { message }

  /// A loss or a parameter that is NaN or infinite.
  static func notFinite(_ what: String, step: Int, _ counts: OperationCounts) -> TrainingError {
    let first = counts.nonFinite.firstNaN ?? counts.nonFinite.firstInfinity
    return TrainingError(
      "\(what) is no number after step \(step)"
        + (first.map { ": \($0.description) was the first to make one of finite numbers" } ?? "")
        + "; the last checkpoint is as it was. A lower rate of learning is the usual cure")
  }
}
