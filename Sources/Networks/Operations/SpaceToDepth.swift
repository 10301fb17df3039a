import Arithmetic

/// Blocks of pixels laid out as channels: block places outermost among the channels (`DCR`) or
/// innermost (`CRD`).
struct SpaceToDepth: NetworkOperation {
  static let name = "SpaceToDepth"
  static let versions = [1, 13, 28]
  static let attributes = [
    AttributeRule("blocksize", .integer), AttributeRule("mode", .text, since: 28),
  ]

  private let block: Int
  private let mode: DepthToSpace.Mode

  init(_ attributes: Attributes) throws(ModelError) {
    block = attributes.integer("blocksize", default: 0)
    guard (1...1 << 16).contains(block) else {
      throw ModelError("attribute 'blocksize' is missing, or out of range")
    }
    mode = try attributes.word("mode", default: DepthToSpace.Mode.DCR)
  }

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let x = try inputs[0]
    guard x.shape.count == 4, x.shape[2] % block == 0, x.shape[3] % block == 0 else {
      throw ModelError(
        "an image of shape \(x.shape) cannot be cut into blocks of \(block) × \(block)")
    }
    let (n, c, h, w) = (x.shape[0], x.shape[1], x.shape[2] / block, x.shape[3] / block)
    let order = mode == .DCR ? [0, 3, 5, 1, 2, 4] : [0, 1, 3, 5, 2, 4]
    let view = StridedView.transposing([n, c, h, block, w, block], order)
    let shape = [n, c * block * block, h, w]
    let back = StridedView.transposing(
      view.shape, order.indices.map { order.firstIndex(of: $0) ?? 0 })
    let old = x.shape
    return .exact(
      [ValueFact(x.type, shape)],
      backward: { _, _, gradients, _ in
        [gradients[0].map { $0.reshaped(view.shape).moved(back).reshaped(old) }]
      }
    ) { [$0[0].moved(view).reshaped(shape)] }
  }
}
