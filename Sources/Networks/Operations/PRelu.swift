import Arithmetic
import ExactFunctions

/// x where x ≥ 0, else slope × x, with slopes that are learnt (He et al. 2015): one for all, on the
/// kernel for that; one for each channel, on another; or broadcast one way in another manner, as products
/// that the negative numbers take.
struct PRelu: NetworkOperation {
  static let name = "PRelu"
  static let versions = [7, 9, 16]
  static let inputs = 2...2

  init(_ attributes: Attributes) {}

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let (x, slope) = (try inputs.real(0), try inputs.alike(1))
    try Broadcasting.check(slope.shape, to: x.shape, "a slope")
    let output = ValueFact(x.type, x.shape)
    if slope.count == 1 {
      let shape = slope.shape
      var step = OperationStep.kernels(
        [.leakyReLU], [output],
        backward: { operands, _, gradients, arithmetic in
          guard let gradient = gradients[0] else { return [nil, nil] }
          let (x, slope) = (operands.real(0), operands[1].number(at: 0))
          return [
            arithmetic.leakyReLUGradient(x, slope: slope, gradient: gradient),
            .filled(
              x.format, shape, arithmetic.leakyReLUSlopeGradient(x, gradient: gradient)),
          ]
        }
      ) { operands, arithmetic in
        [.real(arithmetic.leakyReLU(operands.real(0), slope: operands[1].number(at: 0)))]
      }
      step.part = .activation { $0[1].number(at: 0) }
      return step
    }
    let isPerChannel = Self.isPerChannel(slope.shape, x.shape)
    return .kernels(
      [isPerChannel ? .parametricReLU : .multiply], [output],
      backward: { operands, _, gradients, arithmetic in
        guard let gradient = gradients[0] else { return [nil, nil] }
        let (x, slope) = (operands.real(0), operands.real(1))
        let none = RealTensor.filled(x.format, x.shape, 0)
        let scaled = arithmetic.multiply(gradient, slope.expanded(to: x.shape))
        let ofSlopes = x.positive(none, else: arithmetic.multiply(gradient, x))
        return [
          x.positive(gradient, else: scaled), ofSlopes.contracted(to: slope.shape, arithmetic),
        ]
      }
    ) { operands, arithmetic in
      let x = operands.real(0)
      if isPerChannel {
        let slopes = operands.real(1)
        return [.real(arithmetic.parametricReLU(x, slopes: slopes.reshaped([slopes.count])))]
      }
      let products = arithmetic.multiply(x, operands.real(1).expanded(to: x.shape))
      return [.real(x.exactly(products, NegativeTakesSecond()))]
    }
  }

  /// Whether the slopes are one for each channel, the second axis of `x`.
  private static func isPerChannel(_ slopes: [Int], _ x: [Int]) -> Bool {
    guard x.count > 1 else { return false }
    let wide = [Int](repeating: 1, count: x.count - slopes.count) + slopes
    return wide.enumerated().allSatisfy { $1 == ($0 == 1 ? x[1] : 1) }
  }
}
