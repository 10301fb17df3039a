import Arithmetic

/// What is known of an arithmetic's part in the failure of a stage.
public struct Breakdown: Sendable, Equatable {
  /// As the manifest writes it: `reduced{format=bfloat16}`.
  public var arithmetic: String
  /// Whether it is meant to give other numbers than IEEE 754, round to nearest.
  public var perturbs: Bool
  /// The call that first gave a NaN or an infinity although all that it was given was finite:
  /// `kernel 'divide' in layer 'level1', call 17`.
  public var call: String?
  /// What the call gave: `NaN` or `infinity`.
  public var result: String

  /// `nil` where the kernels have nothing to do with a failure: nothing was perturbed yet, and no
  /// finite numbers became anything else.
  init?(_ counts: OperationCounts, arithmetic: String, perturbs: Bool) {
    let firsts = [
      (counts.nonFinite.firstNaN, "NaN"), (counts.nonFinite.firstInfinity, "infinity"),
    ]
    let first = firsts.compactMap { call, result in call.map { (call: $0, result: result) } }
      .min { $0.call.isBefore($1.call) }
    let hasPerturbed = perturbs && OperationTotals(counts).perturbed > 0
    guard hasPerturbed || first != nil else { return nil }
    self.arithmetic = arithmetic
    self.perturbs = hasPerturbed
    call = first.map { "\($0.call)" }
    result = first?.result ?? ""
  }

  /// The whole of what went wrong, where the stage itself says `sentence`.
  ///
  /// Where numbers broke down, that comes first: what a stage says of a world of NaN is true, but
  /// sends people to look at their images.
  func explain(_ sentence: String) -> String {
    guard let call else {
      return "\(sentence); it ran under '\(arithmetic)', so see whether it works under 'ieee' "
        + "before you look at its inputs"
    }
    let first = "\(call), gave the first \(result) from finite numbers"
    return perturbs
      ? "under '\(arithmetic)' its numbers broke down: \(first); then the stage said: \(sentence)"
      : "\(sentence); before that, \(first)"
  }

  var pairs: [Value.Pair] {
    [
      .init("arithmetic", .string(arithmetic)), .init("perturbs", .boolean(perturbs)),
      .init("call", call.map { .string($0) } ?? .null),
      .init("result", call == nil ? .null : .string(result)),
    ]
  }

  /// Reads a breakdown back; `nil` where the tree is not one.
  init?(_ value: Value) {
    guard let arithmetic = value["arithmetic"]?.text,
      case .boolean(let perturbs)? = value["perturbs"]
    else { return nil }
    self.arithmetic = arithmetic
    self.perturbs = perturbs
    call = value["call"]?.text
    result = value["result"]?.text ?? ""
  }
}
