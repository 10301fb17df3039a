internal import ArithmeticTypes

/// How a backend that rounds to nearest computes convolutions.
enum ConvolutionMethod: String, CaseIterable, Sendable {
  /// One chain of multiply-adds an output.
  case direct
  /// `WinogradConvolution` where it can, which is quicker and less exact.
  case winograd

  static let option = OptionDescription(
    "convolution", .choices(allCases.map(\.rawValue)), default: .text(direct.rawValue),
    "One chain of multiply-adds an output; or, for filters of 3 × 3 and 5 × 5 taps, Winograd's method, in "
      + "less than half the time and with up to about twice the error.")

  /// The method that options name.
  init(_ specification: ArithmeticSpecification) {
    self =
      specification.options[Self.option.name] == .text(Self.winograd.rawValue) ? .winograd : .direct
  }

  /// Leaves the default out, so that names and keys without the option are those with it.
  static func reconcile(
    _ given: ArithmeticSpecification, _ resolved: inout ArithmeticSpecification
  ) {
    if resolved.options[option.name] == option.defaultValue {
      resolved.options[option.name] = nil
    }
  }
}
