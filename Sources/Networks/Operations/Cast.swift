import Arithmetic

/// The same numbers in another type. Real numbers are cut towards zero to whole ones; `float64` is
/// rounded to `float32` by the arithmetic; whole numbers beyond 2²⁴ go to the nearest `float32`.
struct Cast: NetworkOperation {
  static let name = "Cast"
  static let versions = [6, 9, 13, 19, 21, 23, 24, 25, 28]
  static let attributes = [
    AttributeRule("to", .integer), AttributeRule("saturate", .integer, since: 19),
    AttributeRule("round_mode", .text, since: 24),
  ]

  private let target: ElementType

  init(_ attributes: Attributes) throws(ModelError) {
    guard let code = attributes.integer("to") else { throw ModelError("attribute 'to' is missing") }
    guard let type = ElementType(onnx: code), ValueFact.types.contains(type) else {
      let name = ElementType(onnx: code)?.rawValue ?? "type \(code)"
      throw ModelError("a cast to \(name) is not supported")
    }
    target = type
  }

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let x = try inputs[0]
    let (from, to, format) = (x.type, target, inputs.format)
    let output = ValueFact(to, x.shape)
    if x.isReal, output.isReal {
      let wanted: RealFormat = to == .float64 ? .binary64 : format
      let rounding: [Kernel] = from == .float64 && wanted == .binary32 ? [.convert] : []
      guard from != to, from == .float64 ? wanted == .binary32 : format == .binary32 else {
        return .reshaping(x, to: x.shape).with(output)
      }
      return .kernels(
        rounding, [output],
        backward: { operands, _, gradients, arithmetic in
          [gradients[0].map { arithmetic.convert($0, to: operands.real(0).format) }]
        }
      ) { operands, arithmetic in
        [.real(arithmetic.convert(operands.real(0), to: wanted))]
      }
    }
    return .exact([output]) { operands throws(ModelError) in
      let source = operands[0]
      switch to {
      case .bool:
        return [
          .boolean(
            Tensor(
              shape: source.shape, values: (0..<source.count).map { source.number(at: $0) != 0 }))
        ]
      case .int64, .int32:
        if case .integer(let whole) = source {
          return [
            .integer(
              Tensor(shape: whole.shape, values: whole.values.map { Wholes.wrapped($0, to) }))
          ]
        }
        var values: [Int64] = []
        for place in 0..<source.count {
          let number = source.number(at: place).rounded(.towardZero)
          guard let whole = Int64(exactly: number) else {
            throw ModelError("\(number) is not within the range of \(to.rawValue)")
          }
          values.append(Wholes.wrapped(whole, to))
        }
        return [.integer(Tensor(shape: source.shape, values: values))]
      default:
        return [
          .real(
            RealTensor(
              to == .float64 ? .binary64 : format, shape: source.shape,
              (0..<source.count).map { source.number(at: $0) }))
        ]
      }
    }
  }
}

extension OperationStep {
  /// The same step with another type of its first output.
  fileprivate func with(_ output: ValueFact) -> OperationStep {
    var step = self
    step.outputs[0] = output
    return step
  }
}

extension ElementType {
  /// ONNX's numbers of element types (`TensorProto.DataType`).
  private static let onnxCodes: [Int: ElementType] = [
    1: .float32, 2: .uint8, 3: .int8, 4: .uint16, 5: .int16, 6: .int32, 7: .int64, 9: .bool,
    10: .float16, 11: .float64, 12: .uint32, 13: .uint64, 16: .bfloat16, 17: .float8E4M3,
    18: .float8E4M3Unsigned, 19: .float8E5M2, 20: .float8E5M2Unsigned, 24: .float8E8M0,
  ]

  init?(onnx code: Int) {
    guard let type = Self.onnxCodes[code] else { return nil }
    self = type
  }

  /// ONNX's number for this type; every type has one.
  var onnx: Int { Self.onnxCodes.first { $0.value == self }?.key ?? 0 }
}
