import Arithmetic

/// Channels laid out as blocks of pixels: block places outermost among the channels (`DCR`) or
/// innermost (`CRD`).
struct DepthToSpace: NetworkOperation {
  static let name = "DepthToSpace"
  static let versions = [1, 11, 13, 28]
  static let attributes = [
    AttributeRule("blocksize", .integer), AttributeRule("mode", .text, since: 11),
  ]

  enum Mode: String, CaseIterable { case DCR, CRD }

  private let block: Int
  private let mode: Mode

  init(_ attributes: Attributes) throws(ModelError) {
    block = attributes.integer("blocksize", default: 0)
    guard (1...1 << 16).contains(block) else {
      throw ModelError("attribute 'blocksize' is missing, or out of range")
    }
    mode = try attributes.word("mode", default: Mode.DCR)
  }

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let x = try inputs[0]
    guard x.shape.count == 4, x.shape[1] % (block * block) == 0 else {
      throw ModelError("an image of shape \(x.shape) has no blocks of \(block) × \(block) channels")
    }
    let (n, c, h, w) = (x.shape[0], x.shape[1] / (block * block), x.shape[2], x.shape[3])
    let split = mode == .DCR ? [n, block, block, c, h, w] : [n, c, block, block, h, w]
    let order = mode == .DCR ? [0, 3, 4, 1, 5, 2] : [0, 1, 4, 2, 5, 3]
    let view = StridedView.transposing(split, order)
    let shape = [n, c, h * block, w * block]
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
