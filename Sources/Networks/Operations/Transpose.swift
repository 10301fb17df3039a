import Arithmetic

/// Axes in another order; reversed where none is said.
struct Transpose: NetworkOperation {
  static let name = "Transpose"
  static let versions = [1, 13, 21, 23, 24, 25]
  static let attributes = [AttributeRule("perm", .integers)]

  private let order: [Int]?

  init(_ attributes: Attributes) { order = attributes.integers("perm") }

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let x = try inputs[0]
    let order = order ?? x.shape.indices.reversed()
    guard order.sorted() == Array(x.shape.indices) else {
      throw ModelError("attribute 'perm' is \(order), which is no order of \(x.shape.count) axes")
    }
    let inverse = order.indices.map { order.firstIndex(of: $0) ?? 0 }
    let view = StridedView.transposing(x.shape, order)
    return .exact(
      [ValueFact(x.type, view.shape)],
      backward: { _, _, gradients, _ in
        [gradients[0].map { $0.moved(StridedView.transposing($0.shape, inverse)) }]
      }
    ) { operands in [operands[0].moved(view)] }
  }
}
