/// The backends compiled for one level of a CPU's instructions; every level gives the same bits.
package protocol KernelSet: Sendable {
  /// All backends, in the order of documentation.
  var backends: [BackendDescription] { get }
  /// Word `index` of element `element` under `key`.
  func randomWord(_ key: CallKey, element: UInt64, index: UInt64) -> UInt64
  /// The first word of a place of an element-wise kernel under `key`.
  func randomWord(_ key: CallKey, place: UInt64) -> UInt64
  /// Whether an element is NaN or infinite.
  func hasNonFinite(_ tensor: RealTensor) -> Bool
  /// A standard normal number from words 1 and 2 of an element.
  func normal(_ key: CallKey, element: UInt64) -> Double
  /// e^x; results beyond binary64's range saturate at e^±700.
  func exponential(_ x: Double) -> Double
  /// ln x: NaN below zero, −∞ at zero.
  func logarithm(_ x: Double) -> Double
  /// How many leading bits of each number its samples agree on.
  ///
  /// - Parameters:
  ///   - samples: two or more lines of as many numbers as there are bits.
  ///   - given: the references of the numbers; their samples' means where there are none.
  ///   - bits: room for the results.
  ///   - references: room for what they were counted from.
  func significantBits(
    _ formula: SignificantBits, of samples: SampleLines, given: UnsafeBufferPointer<Double>?,
    bits: UnsafeMutableBufferPointer<Double>, references: UnsafeMutableBufferPointer<Double>?)
}
