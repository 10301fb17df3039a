public import Arithmetic
import Values

extension NetworkPlan {
  /// Runs the network; a value is freed after its last use.
  ///
  /// - Parameters:
  ///   - inputs: of the shapes that the network was planned for; `float32` in the plan's format.
  ///   - arithmetic: one of the plan's format.
  ///   - parameters: the variables that the network was planned with, by name.
  ///   - observe: told what each node made; nodes then run one by one and whole.
  ///   - progress: called with the part of the work that is done.
  /// - Returns: the outputs in their order.
  /// - Throws: `ModelError` naming the node, and what `progress` and `observe` throw.
  public func run(
    _ inputs: [NetworkTensor], _ arithmetic: any Arithmetic,
    parameters: [String: RealTensor] = [:],
    observe: ((NetworkNode, [NetworkTensor]) throws -> Void)? = nil,
    progress: (Double) throws -> Void = { _ in }
  ) throws -> [NetworkTensor] {
    var values = try start(inputs, parameters)
    let total = max(1, steps.reduce(0.0) { $0 + $1.weight })
    var done = 0.0
    if arithmetic.mergesPasses || poolsInParts, observe == nil {
      for (piece, released) in pieces {
        switch piece {
        case .step(let step): try perform(step, &values, arithmetic)
        case .unit(let unit):
          if arithmetic.mergesPasses || unit.pooling != nil {
            perform(unit, &values, arithmetic)
          } else {
            for step in unit.steps { try perform(step, &values, arithmetic) }
          }
        }
        for place in released { values[place] = nil }
        done += piece.steps.reduce(0) { $0 + $1.weight }
        try progress(done / total)
      }
      return outputPlaces.compactMap { values[$0] }
    }
    for step in steps {
      let made = try perform(step, &values, arithmetic)
      try observe?(step.node, made)
      for place in step.released { values[place] = nil }
      done += step.weight
      try progress(done / total)
    }
    return outputPlaces.compactMap { values[$0] }
  }

  /// What a network of images gives for them, its first output.
  ///
  /// - Throws: as `run`.
  public func apply(
    to images: [RealTensor], _ arithmetic: any Arithmetic,
    progress: (Double) throws -> Void = { _ in }
  ) throws -> RealTensor {
    let made = try run(images.map { .real($0) }, arithmetic, progress: progress)
    guard case .real(let result)? = made.first else {
      throw ModelError("the network's output holds no real numbers")
    }
    return result
  }

  /// The values before the first step: constants, parameters that are given, and inputs.
  func start(_ inputs: [NetworkTensor], _ parameters: [String: RealTensor]) throws(ModelError)
    -> [NetworkTensor?]
  {
    guard inputs.count == inputPlaces.count else {
      throw ModelError("the network takes \(inputPlaces.count) inputs, not \(inputs.count)")
    }
    var values = constants
    for name in variables {
      guard let place = parameterPlaces[name], let tensor = parameters[name] else {
        throw ModelError("parameter \(quoted(name)) is not given")
      }
      precondition(tensor.shape == facts[place].shape, "\(name) has another shape")
      values[place] = .real(tensor)
    }
    for (place, input) in zip(inputPlaces, inputs) {
      precondition(input.shape == facts[place].shape, "the network was planned for other shapes")
      values[place] = input
    }
    return values
  }

  /// Runs one step and keeps what it makes.
  ///
  /// - Parameter random: of the whole run, where steps draw random numbers.
  @discardableResult
  func perform(
    _ step: Step, _ values: inout [NetworkTensor?], _ arithmetic: any Arithmetic,
    random: RandomStream? = nil
  ) throws(ModelError) -> [NetworkTensor] {
    let operands = step.operands(values, random)
    let made: [NetworkTensor]
    do {
      switch step.step.work {
      case .exact(let work): made = try work(operands)
      case .kernels(let work):
        made = try work(operands, step.layered(arithmetic))
      }
    } catch { throw ModelError("\(step.node.text): \(error.message)") }
    for (place, value) in zip(step.outputs, made) {
      if let place { values[place] = value }
    }
    return made
  }
}

extension NetworkPlan.Step {
  /// What it is given, with random numbers of its own: forward and backward draw the same.
  func operands(_ values: [NetworkTensor?], _ random: RandomStream?) -> Operands {
    Operands(
      inputs.map { place in place.flatMap { values[$0] } },
      random: random.map { RandomStream(key: $0.word(0), stream: node.name.streamNumber) })
  }

  /// Its part of the work, roughly: elements that it makes, and multiplications.
  fileprivate var weight: Double {
    Double(step.multiplyAdds) + step.outputs.reduce(0) { $0 + Double($1.count) }
  }
}
