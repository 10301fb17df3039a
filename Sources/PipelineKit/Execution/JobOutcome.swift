/// Something that a running job says.
public enum JobEvent: Sendable, Equatable {
  /// How far the stage is, `0...1`.
  case progress(Double)
  /// The stage has written a line to its log.
  case log(String)
  /// The stage, or what reads its inputs, says what a person should look at.
  case warning(String)
  /// Whoever runs the job says what a person should know at once, of no interest later.
  case notice(String)
  /// A damaged file was in the way of the result, and lies at `path` now.
  case damaged(path: String, reason: String)
}

/// How a job ended, told by the process that ran it.
public enum JobOutcome: Sendable, Equatable {
  /// Its result is in the store. Where the store holds another one under the same key and by the same
  /// kernels, both files are named.
  case stored(seconds: Double, difference: Difference?)
  /// - of: what it failed of; `nil` where to try again would be in vain.
  case failed(cause: String, Breakdown?, of: RetryRule.Cause?)
  /// Inputs that are damaged: their jobs must run again first.
  case damaged([DamagedObject])
  case cancelled

  /// Two files of one key with other content.
  public struct Difference: Sendable, Equatable {
    public var first: String
    public var other: String
  }
}

extension JobEvent {
  /// As a line of `lastbit job`.
  public var value: Value {
    switch self {
    case .progress(let fraction): ["progress": .number(fraction)]
    case .log(let line): ["log": .string(line)]
    case .warning(let sentence): ["warning": .string(sentence)]
    case .notice(let sentence): ["notice": .string(sentence)]
    case .damaged(let path, let reason): ["damaged": .string(path), "reason": .string(reason)]
    }
  }

  /// Reads a line back; `nil` where it is not one.
  public init?(_ value: Value) {
    if let fraction = value["progress"]?.number {
      self = .progress(fraction)
    } else if let line = value["log"]?.text {
      self = .log(line)
    } else if let sentence = value["warning"]?.text {
      self = .warning(sentence)
    } else if let sentence = value["notice"]?.text {
      self = .notice(sentence)
    } else if let path = value["damaged"]?.text, let reason = value["reason"]?.text {
      self = .damaged(path: path, reason: reason)
    } else {
      return nil
    }
  }
}

extension JobOutcome {
  /// As the last line of `lastbit job`.
  public var value: Value {
    switch self {
    case .stored(let seconds, let difference):
      [
        "outcome": "stored", "seconds": .number(seconds),
        "first": difference.map { .string($0.first) } ?? .null,
        "other": difference.map { .string($0.other) } ?? .null,
      ]
    case .failed(let cause, let breakdown, let reason):
      [
        "outcome": "failed", "cause": .string(cause),
        "breakdown": breakdown.map { .map($0.pairs) } ?? .null,
        "of": reason.map { .string($0.rawValue) } ?? .null,
      ]
    case .damaged(let objects):
      [
        "outcome": "damaged",
        "objects": .list(
          objects.map {
            [
              "key": .string($0.key.description), "path": .string($0.path),
              "reason": .string($0.reason),
            ]
          }),
      ]
    case .cancelled: ["outcome": "cancelled"]
    }
  }

  /// Reads the line back; `nil` where it is not one.
  public init?(_ value: Value) {
    switch value["outcome"]?.text {
    case "stored":
      guard let seconds = value["seconds"]?.number else { return nil }
      var difference: Difference?
      if let first = value["first"]?.text, let other = value["other"]?.text {
        difference = Difference(first: first, other: other)
      }
      self = .stored(seconds: seconds, difference: difference)
    case "failed":
      guard let cause = value["cause"]?.text, let reason = value["of"] else { return nil }
      self = .failed(
        cause: cause, value["breakdown"].flatMap { Breakdown($0) },
        of: reason.text.flatMap { RetryRule.Cause(rawValue: $0) })
    case "damaged":
      guard case .list(let values)? = value["objects"] else { return nil }
      self = .damaged(
        values.compactMap { object in
          guard let key = object["key"]?.text.flatMap({ JobKey(hex: $0) }),
            let path = object["path"]?.text, let reason = object["reason"]?.text
          else { return nil }
          return DamagedObject(key: key, path: path, reason: reason)
        })
    case "cancelled": self = .cancelled
    default: return nil
    }
  }
}
