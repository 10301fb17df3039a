import Arithmetic

/// Products over axes, elements ascending, by `multiply`; of whole numbers exactly, cut as they are.
struct ReduceProd: AxisReduction {
  static let name = "ReduceProd"
  static let isDifferentiable = false
  let axes: ReducedAxes

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let x = try inputs[0]
    let (axes, shape) = try self.axes.resolve(inputs)
    guard !axes.isEmpty else { return .exact([x]) { [$0[0]] } }
    let (whole, columns) = (x.shape, axes.reduce(1) { $0 * x.shape[$1] })
    let rows = shape.reduce(1, *)
    let view = StridedView.transposing(
      whole, axes + whole.indices.filter { !axes.contains($0) })
    if x.isInteger {
      let isNarrow = x.type == .int32
      return .exact([ValueFact(x.type, shape)]) { operands in
        let moved = Operands([operands[0].moved(view)]).integer(0)
        var products = [Int64](repeating: 1, count: rows)
        for column in 0..<columns {
          for row in 0..<rows { products[row] &*= moved.values[column * rows + row] }
        }
        if isNarrow { products = products.map { Int64(Int32(truncatingIfNeeded: $0)) } }
        return [.integer(Tensor(shape: shape, values: products))]
      }
    }
    _ = try inputs.real(0)
    return .kernels([.multiply], [ValueFact(x.type, shape)]) { operands, arithmetic in
      let x = operands.real(0)
      guard columns > 0 else { return [.real(.filled(x.format, shape, 1))] }
      let moved = x.moved(view).reshaped([columns, rows])
      var product = moved.slice(0..<1, axis: 0)
      for column in 1..<max(1, columns) {
        product = arithmetic.multiply(product, moved.slice(column..<column + 1, axis: 0))
      }
      return [.real(product.reshaped(shape))]
    }
  }
}
