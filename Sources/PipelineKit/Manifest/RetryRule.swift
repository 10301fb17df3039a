/// When and how a failed job is tried again.
public struct RetryRule: Sendable, Equatable {
  /// What a job failed of.
  public enum Cause: String, Sendable, CaseIterable {
    /// Its time was over.
    case timeout
    /// The system killed its process, as it does where memory runs out.
    case memory
    /// Anything else that may pass.
    case other
  }

  /// How often.
  public var times: Int
  public var on: Set<Cause>
  /// What its memory is multiplied by each time that it ran out.
  public var memory: Double
  /// What its time is multiplied by each time that it was over.
  public var time: Double

  public init(
    times: Int = 0, on: Set<Cause> = Set(Cause.allCases), memory: Double = 1, time: Double = 1
  ) {
    self.times = times
    self.on = on
    self.memory = memory
    self.time = time
  }
}

extension NodeReader {
  /// Reads `retries`: a number, or `{times: 2, on: [timeout, memory], memory: 2x, time: 2x}`.
  func retries(_ node: Node, _ what: String) -> RetryRule? {
    guard case .mapping = node.content else {
      let type = ParameterType.integer(minimum: 0, maximum: 100)
      guard case .integer(let times)? = value(node, type, "retries") else { return nil }
      return RetryRule(times: times)
    }
    guard var fields = Fields(node, "'retries' of \(what)", self) else { return nil }
    var rule = RetryRule()
    if let node = fields.required("times"),
      case .integer(let times)? = value(node, .integer(minimum: 0, maximum: 100), "times")
    {
      rule.times = times
    }
    if let causes = fields.texts("on") {
      rule.on = []
      for cause in causes {
        guard let known = RetryRule.Cause(rawValue: cause) else {
          let names = RetryRule.Cause.allCases.map(\.rawValue)
          diagnostics.error(
            "a job fails of \(names.joined(separator: ", ")), not of \(quoted(cause))",
            at: node.mark, hint: Suggestion.hint(for: cause, among: names))
          continue
        }
        rule.on.insert(known)
      }
    }
    rule.memory = factor(&fields, "memory") ?? 1
    rule.time = factor(&fields, "time") ?? 1
    fields.finish()
    return rule
  }

  /// A factor such as `2x`.
  private func factor(_ fields: inout Fields, _ key: String) -> Double? {
    guard let node = fields.node(key), let text = text(node, key) else { return nil }
    if text.hasSuffix("x"), let factor = Double(text.dropLast()), factor >= 1, factor <= 64 {
      return factor
    }
    diagnostics.error(
      "'\(key)' of 'retries' is a factor from 1x to 64x, such as 2x, not \(quoted(text))",
      at: node.mark)
    return nil
  }
}
