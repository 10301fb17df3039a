import Arithmetic

/// x to the power of y, element by element, special cases as IEEE 754's `pow`; y may be of another
/// type, to which x's type goes. Squares by one multiplication.
struct Pow: NetworkOperation {
  static let name = "Pow"
  static let versions = [7, 12, 13, 15]
  static let inputs = 2...2

  init(_ attributes: Attributes) {}

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let (x, y) = (try inputs[0], try inputs[1])
    let shape = try Broadcasting.shape([x.shape, y.shape])
    let output = ValueFact(x.type, shape)
    guard x.isReal else {
      guard x.isInteger, y.isInteger || y.isReal else {
        throw ModelError("its inputs are \(x.type.rawValue) and \(y.type.rawValue)")
      }
      return .exact([output]) { operands throws(ModelError) in
        let (a, b) = (operands[0].expanded(to: shape), operands[1].expanded(to: shape))
        guard case .integer(let bases) = a else {
          preconditionFailure("whole numbers were checked")
        }
        var values: [Int64] = []
        for place in 0..<a.count {
          let exponent = b.number(at: place)
          guard let whole = Int64(exactly: exponent), whole >= 0 else {
            throw ModelError("a whole number to the power of \(exponent) is not whole")
          }
          values.append(Wholes.wrapped(Self.power(bases.values[place], whole), x.type))
        }
        return [.integer(Tensor(shape: shape, values: values))]
      }
    }
    guard y.type != .bool else { throw ModelError("its second input is bool") }
    if y.count == 1, shape == x.shape {
      return .kernels(
        [.power, .multiply], [output],
        backward: { operands, _, gradients, arithmetic in
          guard let gradient = gradients[0] else { return [nil, nil] }
          let (x, exponent) = (operands.real(0), operands[1].number(at: 0))
          let slope = arithmetic.multiply(arithmetic.power(x, exponent - 1), exponent)
          return [arithmetic.multiply(gradient, slope), nil]
        }
      ) { operands, arithmetic in
        let (x, exponent) = (operands.real(0), operands[1].number(at: 0))
        return [
          .real(exponent == 2 ? arithmetic.multiply(x, x) : arithmetic.power(x, exponent))
        ]
      }
    }
    return .kernels(
      [.power], [output],
      backward: { operands, outputs, gradients, arithmetic in
        guard let gradient = gradients[0], case .real(let z)? = outputs.first,
          case .real(let exponents) = operands[1], exponents.format == z.format
        else { return [nil, nil] }
        let (x, y) = (operands.real(0).expanded(to: shape), exponents.expanded(to: shape))
        let slope = arithmetic.multiply(y, arithmetic.power(x, arithmetic.add(y, -1)))
        let rise = arithmetic.multiply(z, arithmetic.logarithm(x))
        return [
          arithmetic.multiply(gradient, slope).contracted(to: operands[0].shape, arithmetic),
          arithmetic.multiply(gradient, rise).contracted(to: exponents.shape, arithmetic),
        ]
      }
    ) { operands, arithmetic in
      let x = operands.real(0)
      let exponents = (0..<operands[1].count).map { operands[1].number(at: $0) }
      let y = RealTensor(x.format, shape: operands[1].shape, exponents)
      return [.real(arithmetic.power(x.expanded(to: shape), y.expanded(to: shape)))]
    }
  }

  private static func power(_ base: Int64, _ exponent: Int64) -> Int64 {
    var (result, factor, left) = (Int64(1), base, exponent)
    while left > 0 {
      if left & 1 == 1 { result = result &* factor }
      factor = factor &* factor
      left >>= 1
    }
    return result
  }
}
