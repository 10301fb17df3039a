import Arithmetic

/// What `Resize` does with places at index over scale and the element below (`asymmetric`, `floor`), as
/// it was before version 10.
struct Upsample: NetworkOperation {
  static let name = "Upsample"
  static let versions = [7, 9]
  static let attributes = [
    AttributeRule("mode", .text), AttributeRule("scales", .numbers, until: 8),
  ]
  static let inputs = 1...2

  private let resize: Resize
  private let scales: [Double]?

  init(_ attributes: Attributes) throws(ModelError) {
    scales = attributes.numbers("scales")
    var values = attributes.values
    values["scales"] = nil
    resize = try Resize(Attributes(values, rules: Resize.attributes, version: 10))
  }

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    guard let scales else { return try resize.step(inputs) }
    let constant = NetworkTensor.real(RealTensor(.binary64, shape: [scales.count], scales))
    return try resize.step(
      OperationInputs(
        [try inputs[0], ValueFact(.float64, [scales.count], constant: constant)],
        outputs: inputs.outputs, format: inputs.format))
  }
}
