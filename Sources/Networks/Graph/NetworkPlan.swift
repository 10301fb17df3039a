public import Arithmetic
import Values

/// A network for inputs of known shapes, in one format of numbers: everything is checked, sizes are
/// known, and what depends on shapes alone is computed.
public struct NetworkPlan: Sendable {
  /// One node that runs.
  struct Step: Sendable {
    let node: NetworkNode
    let step: OperationStep
    /// Places of inputs and outputs among the values; `nil` where there is none.
    let inputs: [Int?]
    let outputs: [Int?]
    /// Values that nothing needs after this step.
    var released: [Int] = []
  }

  public let network: Network
  public let format: RealFormat
  let steps: [Step]
  /// The same for arithmetics that may merge passes.
  let pieces: [(piece: Piece, released: [Int])]
  /// What is known before the network runs, by place.
  let constants: [NetworkTensor?]
  let facts: [ValueFact]
  let inputPlaces: [Int]
  let outputPlaces: [Int]
  /// Places of the parameters that the outputs depend on.
  let parameterPlaces: [String: Int]
  /// Those that are given when the network runs.
  public let variables: Set<String>
  /// Bytes of the values that are in memory at once, at most; kernels' own work not counted.
  public let peak: Int

  /// Whether poolings that nothing else needs the full resolution of are made part by part.
  let poolsInParts: Bool

  /// Bytes of values that a network may take where nobody asks for more.
  public static let defaultLimit = 16 << 30

  /// - Parameters:
  ///   - shapes: one for each input of the network.
  ///   - known: inputs by name whose values are known now and stay the same, such as extents.
  ///   - variables: parameters whose values are given when the network runs, those that are trained.
  ///   - isTraining: whether normalizations take the moments of what they are given.
  ///   - format: of the arithmetic that the network will run under.
  ///   - limit: bytes that values may take at once.
  ///   - poolsInParts: whether a convolution, its activation and a pooling go slab by slab where nothing
  ///     else needs the full resolution; then random bits depend on the slabs, which follow from shapes.
  /// - Throws: `ModelError` naming the node where shapes or types do not fit, or memory would not do.
  public init(
    _ network: Network, shapes: [[Int]], known: [String: NetworkTensor] = [:],
    variables: Set<String> = [], isTraining: Bool = false, format: RealFormat,
    limit: Int = Self.defaultLimit, poolsInParts: Bool = false
  ) throws(ModelError) {
    var planner = Planner(network, format, limit)
    (planner.variables, planner.isTraining) = (variables, isTraining)
    try planner.take(shapes, known)
    try planner.walk()
    self.network = network
    self.format = format
    (steps, peak) = try planner.finished()
    constants = planner.facts.map(\.constant)
    facts = planner.facts
    self.variables = variables.intersection(planner.places.keys)
    let places = planner.places
    inputPlaces = network.inputs.compactMap { places[$0.name] }
    outputPlaces = network.outputs.compactMap { places[$0] }
    parameterPlaces = Dictionary(
      uniqueKeysWithValues: network.parameters.compactMap { parameter in
        places[parameter.name].map { (parameter.name, $0) }
      })
    self.poolsInParts = poolsInParts
    pieces = Self.pieces(
      steps, facts, kept: Set(outputPlaces), poolsInParts: poolsInParts)
  }

  /// Types and shapes of the outputs.
  public var outputs: [ValueFact] { outputPlaces.map { facts[$0] } }

  /// Multiplications with an addition in one run.
  public var multiplyAdds: Int { steps.reduce(0) { $0 + $1.step.multiplyAdds } }

  /// What `lastbit show` prints of a node.
  public struct Row: Sendable {
    public var node: NetworkNode
    public var outputs: [ValueFact]
    public var multiplyAdds: Int
    /// The kernels of it that round.
    public var rounding: [Kernel]
  }

  /// The nodes that run, in their order.
  public var rows: [Row] {
    steps.map { step in
      Row(
        node: step.node, outputs: step.step.outputs, multiplyAdds: step.step.multiplyAdds,
        rounding: step.step.rounding)
    }
  }
}

/// What is known while a network is walked from its inputs to its outputs.
private struct Planner {
  let network: Network
  let format: RealFormat
  let limit: Int
  var places: [String: Int] = [:]
  var facts: [ValueFact] = []
  var steps: [NetworkPlan.Step] = []
  var variables: Set<String> = []
  var isTraining = false
  /// Constants up to this many elements are computed before the network runs.
  static let mostFolded = 1 << 22

  init(_ network: Network, _ format: RealFormat, _ limit: Int) {
    (self.network, self.format, self.limit) = (network, format, limit)
  }

  mutating func note(_ name: String, _ fact: ValueFact) -> Int {
    facts.append(fact)
    places[name] = facts.count - 1
    return facts.count - 1
  }

  /// Inputs, whose extents have to be those that the network says.
  mutating func take(_ shapes: [[Int]], _ known: [String: NetworkTensor]) throws(ModelError) {
    guard shapes.count == network.inputs.count else {
      throw ModelError(
        "the network takes \(network.inputs.count) inputs, not \(shapes.count)")
    }
    var named: [String: Int] = [:]
    for (input, shape) in zip(network.inputs, shapes) {
      let fits =
        shape.count == input.shape.count
        && zip(input.shape, shape).allSatisfy { extent, size in
          switch extent {
          case .fixed(let fixed): return fixed == size
          case .free: return true
          case .named(let name):
            defer { named[name] = named[name] ?? size }
            return named[name] ?? size == size
          }
        }
      guard fits else {
        throw ModelError(
          "input \(quoted(input.name)) has shape \(shape) where \(input.shapeText) was expected")
      }
      _ = try Extents.count(shape)
      _ = note(input.name, ValueFact(input.type, shape, constant: known[input.name]))
    }
  }

  mutating func walk() throws(ModelError) {
    let entries = Dictionary(
      network.parameters.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    func parameter(_ name: String, _ planner: inout Planner) throws(ModelError) {
      guard planner.places[name] == nil, let entry = entries[name] else { return }
      let (type, tensor) = try entry.networkTensor(planner.format)
      _ = planner.note(
        name,
        ValueFact(
          type, entry.tensor.shape, constant: planner.variables.contains(name) ? nil : tensor))
    }
    let needed = network.needed
    for output in network.outputs { try parameter(output, &self) }
    for (number, node) in network.nodes.enumerated() where needed.contains(number) {
      do {
        for name in node.inputs { try parameter(name, &self) }
        try take(node, network.operations[number])
      } catch { throw ModelError("\(node.text): \(error.message)") }
    }
  }

  private mutating func take(_ node: NetworkNode, _ operation: any NetworkOperation)
    throws(ModelError)
  {
    let inputs = node.inputs.map { places[$0] }
    let known = inputs.map { $0.map { facts[$0] } }
    let inputsKnown = OperationInputs(
      known, outputs: node.outputs.count, format: format, isTraining: isTraining, limit: limit)
    let step = try operation.step(inputsKnown)
    guard node.outputs.count <= step.outputs.count else {
      throw ModelError("it makes \(step.outputs.count) outputs here, not \(node.outputs.count)")
    }
    try inputsKnown.checkRoom(for: step.outputs)
    var outputs = step.outputs
    let isConstant = known.allSatisfy { $0 == nil || $0?.constant != nil }
    if isConstant, case .exact(let work) = step.work,
      outputs.allSatisfy({ $0.constant != nil || $0.count <= Self.mostFolded })
    {
      let values = try work(Operands(known.map { $0?.constant }))
      for (place, value) in values.enumerated() { outputs[place].constant = value }
    }
    let isFolded = outputs.allSatisfy { $0.constant != nil }
    let made = node.outputs.enumerated().map { number, name in
      name.isEmpty ? nil : note(name, outputs[number])
    }
    if !isFolded {
      steps.append(NetworkPlan.Step(node: node, step: step, inputs: inputs, outputs: made))
    }
  }

  /// The steps with what each releases, and the most bytes that are alive at once.
  func finished() throws(ModelError) -> (steps: [NetworkPlan.Step], peak: Int) {
    var steps = steps
    let kept = Set(network.outputs.compactMap { places[$0] })
    var last: [Int: Int] = [:]
    for (number, step) in steps.enumerated() {
      for place in (step.inputs + step.outputs).compactMap({ $0 }) { last[place] = number }
    }
    for (place, number) in last where !kept.contains(place) && facts[place].constant == nil {
      steps[number].released.append(place)
    }
    var alive = network.inputs.compactMap { places[$0.name] }
      .reduce(0) { $0 + facts[$1].size(format) }
    var peak = alive
    guard peak <= limit else {
      throw ModelError(
        "the network's inputs take \(peak >> 20) MiB, above the limit of \(limit >> 20) MiB")
    }
    for step in steps {
      alive += step.outputs.compactMap { $0 }.reduce(0) { $0 + facts[$1].size(format) }
      if alive > peak { peak = alive }
      guard peak <= limit else {
        throw ModelError(
          "\(step.node.text): the network's values take \(peak >> 20) MiB here, above the limit of"
            + " \(limit >> 20) MiB")
      }
      alive -= step.released.reduce(0) { $0 + facts[$1].size(format) }
    }
    return (steps, peak)
  }
}

extension Network {
  /// The nodes that the outputs depend on.
  fileprivate var needed: Set<Int> {
    var wanted = Set(outputs)
    var found: Set<Int> = []
    for number in nodes.indices.reversed()
    where nodes[number].outputs.contains(where: { !$0.isEmpty && wanted.contains($0) }) {
      found.insert(number)
      wanted.formUnion(nodes[number].inputs)
    }
    return found
  }
}

extension ModelWeights.Entry {
  /// The tensor as a value of a network, widened to `format`.
  ///
  /// - Throws: `ModelError` for element types that networks do not compute with.
  package func networkTensor(_ format: RealFormat) throws(ModelError) -> (
    ElementType, NetworkTensor
  ) {
    switch tensor {
    case .float32(let values):
      let real: RealTensor =
        format == .binary32
        ? .binary32(values)
        : .binary64(Tensor(shape: values.shape, values: values.values.map(Double.init)))
      return (.float32, .real(real))
    case .float64(let values): return (.float64, .real(.binary64(values)))
    case .int64(let values) where type == .int64: return (.int64, .integer(values))
    case .int32(let values) where type == .int32:
      return (
        .int32, .integer(Tensor(shape: values.shape, values: values.values.map(Int64.init)))
      )
    case .uint8(let values) where type == .bool:
      return (.bool, .boolean(Tensor(shape: values.shape, values: values.values.map { $0 != 0 })))
    default:
      throw ModelError("parameter \(quoted(name)) holds \(type.rawValue) numbers: not supported")
    }
  }
}
