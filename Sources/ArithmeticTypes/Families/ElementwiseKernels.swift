/// One output element from the elements at its place; both operands have one shape.
///
/// A family of the kernels that make an `Arithmetic`.
public protocol ElementwiseKernels: Sendable {
  func add(_ a: RealTensor, _ b: RealTensor) -> RealTensor
  func subtract(_ a: RealTensor, _ b: RealTensor) -> RealTensor
  func multiply(_ a: RealTensor, _ b: RealTensor) -> RealTensor
  func divide(_ a: RealTensor, _ b: RealTensor) -> RealTensor
  func add(_ a: RealTensor, _ b: Double) -> RealTensor
  func multiply(_ a: RealTensor, _ b: Double) -> RealTensor
  func divide(_ a: RealTensor, _ b: Double) -> RealTensor
  /// `a × b + c`: two roundings, or one where the backend's options say so.
  func multiplyAdd(_ a: RealTensor, _ b: RealTensor, _ c: RealTensor) -> RealTensor
  /// `sum + factor × a`, one step of a contraction: fused where the backend fuses those.
  func addScaled(_ sum: RealTensor, _ a: RealTensor, by factor: Double) -> RealTensor
  func squareRoot(_ a: RealTensor) -> RealTensor
  func exponential(_ a: RealTensor) -> RealTensor
  func logarithm(_ a: RealTensor) -> RealTensor
  func hyperbolicTangent(_ a: RealTensor) -> RealTensor
  /// erf a = 2/√π ∫₀ᵃ e^(−t²) dt.
  func errorFunction(_ a: RealTensor) -> RealTensor
  /// Sine and cosine of angles in radians, of any size.
  func sine(_ a: RealTensor) -> RealTensor
  func cosine(_ a: RealTensor) -> RealTensor
  /// a^b, special cases as IEEE 754's `pow`.
  func power(_ a: RealTensor, _ b: RealTensor) -> RealTensor
  func power(_ a: RealTensor, _ b: Double) -> RealTensor
  /// The same numbers in another format; widening is exact, narrowing is rounded by the backend.
  func convert(_ a: RealTensor, to format: RealFormat) -> RealTensor
}
