/// The backends compiled for one level of a CPU's instructions; every level gives the same bits.
package protocol KernelSet: Sendable {
  /// All backends, in the order of documentation.
  var backends: [BackendDescription] { get }
  /// Word `index` of element `element` under `key`.
  func randomWord(_ key: CallKey, element: UInt64, index: UInt64) -> UInt64
  /// Whether an element is NaN or infinite.
  func hasNonFinite(_ tensor: RealTensor) -> Bool
  /// A standard normal number from words 1 and 2 of an element.
  func normal(_ key: CallKey, element: UInt64) -> Double
}
