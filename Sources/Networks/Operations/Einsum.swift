import Arithmetic

/// Sums of products over letters (Einstein's convention), of one or two tensors: those of a single tensor
/// by `channelSum`, then a stack of matrix products.
///
/// Letters name axes, one axis each; `...`, and one letter twice in a tensor, are refused.
struct Einsum: NetworkOperation {
  static let name = "Einsum"
  static let versions = [12]
  static let attributes = [AttributeRule("equation", .text)]
  static let inputs = 1...2

  private let operands: [[Character]]
  private let result: [Character]

  init(_ attributes: Attributes) throws(ModelError) {
    guard case .text(let equation)? = attributes.values["equation"] else {
      throw ModelError("attribute 'equation' is missing")
    }
    let text = equation.filter { $0 != " " }
    func refuse(_ why: String) -> ModelError { ModelError("equation '\(text.prefix(60))': \(why)") }
    let sides = text.split(separator: "->", omittingEmptySubsequences: false).map(String.init)
    let parts = (sides.first ?? "").split(separator: ",", omittingEmptySubsequences: false)
    operands = parts.map { Array($0) }
    guard sides.count <= 2, (1...2).contains(operands.count) else {
      throw refuse("one or two tensors and one result were expected")
    }
    let all = operands.flatMap { $0 }
    // Without a result, letters that stand once, in the order of the alphabet.
    result =
      sides.count == 2
      ? Array(sides[1])
      : Set(all).filter { letter in all.count { $0 == letter } == 1 }.sorted()
    guard (all + result).allSatisfy({ $0.isASCII && $0.isLetter }) else {
      throw refuse("only letters are supported")
    }
    guard (operands + [result]).allSatisfy({ Set($0).count == $0.count }),
      Set(result).isSubset(of: all)
    else { throw refuse("a letter stands twice in a tensor, or only in the result") }
  }

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    guard inputs.count == operands.count else {
      throw ModelError("its equation is for \(operands.count) tensors, not \(inputs.count)")
    }
    var extents: [Character: Int] = [:]
    for (number, letters) in operands.enumerated() {
      let x = number == 0 ? try inputs.real(0) : try inputs.alike(number)
      guard x.shape.count == letters.count, x.count > 0 else {
        throw ModelError("\(x.text) does not go with the letters '\(String(letters))'")
      }
      for (letter, extent) in zip(letters, x.shape) {
        guard extents[letter] ?? extent == extent else {
          throw ModelError("letter '\(letter)' is \(extents[letter] ?? 0) and \(extent) long")
        }
        extents[letter] = extent
      }
    }
    let type = try inputs[0].type
    let parts = EinsteinSum(operands, result, extents)
    let output = ValueFact(type, parts.shape)
    return .kernels(
      operands.count == 2 ? [.channelSum, .matrixProduct] : [.channelSum], [output],
      multiplyAdds: operands.count == 2 ? try Extents.count(Array(extents.values)) : 0,
      backward: { operands, _, gradients, arithmetic in
        let tensors = (0..<operands.count).map { operands.real($0) }
        guard let gradient = gradients[0] else { return tensors.map { _ in nil } }
        return parts.gradients(tensors, gradient, arithmetic)
      }
    ) { operands, arithmetic in
      [.real(parts((0..<operands.count).map { operands.real($0) }, arithmetic))]
    }
  }
}
