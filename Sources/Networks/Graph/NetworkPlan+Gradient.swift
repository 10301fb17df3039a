public import Arithmetic
import Values

extension NetworkPlan {
  /// Gradients of a loss for inputs and parameters.
  public struct Gradients: Sendable {
    /// One for each output that was asked for, as `run` gives them.
    public let outputs: [NetworkTensor]
    /// By the name of the input or parameter; those that the loss does not depend on are left out.
    public let gradients: [String: RealTensor]
  }

  /// Runs the network and walks it backwards: reverse-mode differentiation (Linnainmaa 1970), one step
  /// after the other; a value with several users takes the sum of their gradients, last user first.
  ///
  /// Products that lead to no gradient that is wanted are left out, where all rounds to nearest.
  ///
  /// - Parameters:
  ///   - names: the inputs and parameters whose gradients are wanted.
  ///   - parameters: the variables that the network was planned with, by name.
  ///   - random: of this run alone, for networks with dropout.
  ///   - observe: told what each node made on the way forward, outputs that it does not name included.
  ///   - gradient: that of the outputs, from the outputs; `nil` for one that the loss does not see.
  /// - Throws: `ModelError` naming the node that has no gradient, and what `run` throws.
  public func gradients(
    of names: Set<String>, _ inputs: [NetworkTensor], _ arithmetic: any Arithmetic,
    parameters: [String: RealTensor] = [:], random: RandomStream? = nil,
    observe: ((NetworkNode, [NetworkTensor]) throws -> Void)? = nil,
    from gradient: ([NetworkTensor]) throws -> [RealTensor?]
  ) throws -> Gradients {
    var values = try start(inputs, parameters)
    for step in steps {
      let made = try perform(step, &values, arithmetic, random: random)
      try observe?(step.node, made)
    }
    let outputs = outputPlaces.compactMap { values[$0] }
    var found: [Int: RealTensor] = [:]
    for (place, gradient) in zip(outputPlaces, try gradient(outputs)) {
      if let gradient { found[place] = gradient }
    }
    var wanted: [Int: String] = [:]
    for (input, place) in zip(network.inputs, inputPlaces) where names.contains(input.name) {
      wanted[place] = input.name
    }
    for (name, place) in parameterPlaces where names.contains(name) { wanted[place] = name }
    let relevant = dependents(of: Set(wanted.keys))
    for step in steps.reversed() {
      let made = step.outputs.map { place in place.flatMap { found[$0] } }
      guard made.contains(where: { $0 != nil }),
        step.inputs.contains(where: { $0.map(relevant.contains) ?? false })
      else { continue }
      guard let backward = step.step.backward else {
        throw ModelError("\(step.node.text): it has no gradient")
      }
      let layer = step.layered(arithmetic)
      var operands = step.operands(values, random)
      // Where random bits are drawn, calls are numbered: one that is left out would move those of all later ones.
      if layer.mergesPasses {
        operands.wanted = step.inputs.map { $0.map(relevant.contains) ?? false }
      }
      let results = step.outputs.map { place in place.flatMap { values[$0] } }
      let parts = try backward(operands, results.compactMap { $0 }, made, layer)
      for (place, part) in zip(step.inputs, parts) {
        guard let place, relevant.contains(place), let part else { continue }
        found[place] = found[place].map { layer.add($0, part) } ?? part
      }
      // Earlier steps need neither the values that this one made nor their gradients.
      for place in step.outputs.compactMap({ $0 }) {
        values[place] = nil
        if wanted[place] == nil { found[place] = nil }
      }
    }
    var gradients: [String: RealTensor] = [:]
    for (place, name) in wanted { gradients[name] = found[place] }
    return Gradients(outputs: outputs, gradients: gradients)
  }

  /// Places of the values that depend on some of `places`, these included.
  private func dependents(of places: Set<Int>) -> Set<Int> {
    var found = places
    for step in steps where step.inputs.contains(where: { $0.map(found.contains) ?? false }) {
      found.formUnion(step.outputs.compactMap { $0 })
    }
    return found
  }
}
