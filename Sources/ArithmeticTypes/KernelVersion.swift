extension Kernel {
  /// Raised when its definition, and so its bits under some arithmetic, change; from one.
  ///
  /// A stored result keeps the versions of the kernels that it used and holds while they are these, so
  /// that a change in one leaves every result that does not use it valid. A test compares each kernel's
  /// bits with those of its version.
  public var version: Int { Self.raised[self] ?? 1 }

  /// Versions other than the first.
  private static let raised: [Kernel: Int] = [:]
}
