import Arithmetic

/// A sum of products over letters that name axes.
struct EinsteinSum: Sendable {
  private let operands: [[Character]]
  private let result: [Character]
  private let extents: [Character: Int]

  init(_ operands: [[Character]], _ result: [Character], _ extents: [Character: Int]) {
    (self.operands, self.result, self.extents) = (operands, result, extents)
  }

  /// Shape of the result.
  var shape: [Int] { extents(of: result) }

  private func extents(of letters: [Character]) -> [Int] { letters.map { extents[$0] ?? 1 } }

  func callAsFunction(_ tensors: [RealTensor], _ arithmetic: any Arithmetic) -> RealTensor {
    let (x, letters) = reduced(0, tensors[0], arithmetic)
    guard operands.count == 2 else { return arranged(x, letters, as: result) }
    let (y, others) = reduced(1, tensors[1], arithmetic)
    let stack = result.filter { letters.contains($0) && others.contains($0) }
    let inner = letters.filter { others.contains($0) && !result.contains($0) }
    let rows = letters.filter { !others.contains($0) }
    let columns = others.filter { !letters.contains($0) }
    func size(_ letters: [Character]) -> Int { extents(of: letters).reduce(1, *) }
    let product = arithmetic.matrixProduct(
      arranged(x, letters, as: stack + rows + inner).reshaped([
        size(stack), size(rows), size(inner),
      ]),
      arranged(y, others, as: stack + inner + columns).reshaped([
        size(stack), size(inner), size(columns),
      ]),
      transposeA: false, transposeB: false)
    let made = stack + rows + columns
    return arranged(product.reshaped(extents(of: made)), made, as: result)
  }

  /// A tensor without the letters that are its alone and not in the result.
  private func reduced(_ number: Int, _ x: RealTensor, _ arithmetic: any Arithmetic)
    -> (RealTensor, [Character])
  {
    let letters = operands[number]
    let others = operands.indices.filter { $0 != number }.flatMap { operands[$0] }
    let axes = letters.indices.filter {
      !result.contains(letters[$0]) && !others.contains(letters[$0])
    }
    guard !axes.isEmpty else { return (x, letters) }
    let kept = letters.indices.filter { !axes.contains($0) }.map { letters[$0] }
    return (x.summed(over: axes, arithmetic).reshaped(extents(of: kept)), kept)
  }

  /// Axes in another order of the same letters.
  private func arranged(_ x: RealTensor, _ letters: [Character], as wanted: [Character])
    -> RealTensor
  {
    guard letters != wanted else { return x }
    let order = wanted.compactMap { letters.firstIndex(of: $0) }
    return x.moved(.transposing(x.shape, order))
  }

  /// Gradients of the tensors from that of the result: sums over the letters of the result and of the
  /// other tensor, repeated along letters that were summed alone.
  func gradients(_ tensors: [RealTensor], _ gradient: RealTensor, _ arithmetic: any Arithmetic)
    -> [RealTensor?]
  {
    operands.indices.map { number in
      let letters = operands[number]
      let others = operands.indices.filter { $0 != number }
      let known = Set(result + others.flatMap { operands[$0] })
      let own = letters.filter { known.contains($0) }
      let sum = EinsteinSum([result] + others.map { operands[$0] }, own, extents)
      let part = sum([gradient] + others.map { tensors[$0] }, arithmetic)
      let single = letters.map { known.contains($0) ? extents[$0] ?? 1 : 1 }
      return part.reshaped(single).expanded(to: extents(of: letters))
    }
  }
}
