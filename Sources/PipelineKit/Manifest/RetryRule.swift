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

  public init(times: Int = 0, on: Set<Cause> = Set(Cause.allCases), memory: Double = 1) {
    self.times = times
    self.on = on
    self.memory = memory
  }
}

extension NodeReader {
  /// Reads `retries`: a number, or `{times: 2, on: [timeout, memory], memory: 2x}`.
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
    if let node = fields.node("memory"), let text = text(node, "memory") {
      if text.hasSuffix("x"), let factor = Double(text.dropLast()), factor >= 1, factor <= 64 {
        rule.memory = factor
      } else {
        diagnostics.error(
          "'memory' of 'retries' is a factor from 1x to 64x, such as 2x, not \(quoted(text))",
          at: node.mark)
      }
    }
    fields.finish()
    return rule
  }
}
