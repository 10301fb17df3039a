import Arithmetic

extension NetworkPlan {
  /// A convolution with what comes before and after it.
  struct Unit: Sendable {
    /// Its activation of the images.
    var before: Step?
    let convolution: Step
    let geometry: ConvolutionGeometry
    /// An activation or a normalization.
    let after: Step
    /// The maximum of the result and of the images as they came.
    var competition: Step?
    /// The halving of the result, which nothing else needs, along all spatial axes.
    var pooling: Step?

    var last: Step { pooling ?? competition ?? after }
    var steps: [Step] { [before, convolution, after, competition, pooling].compactMap { $0 } }
  }

  /// What an arithmetic that may merge passes does at once.
  enum Piece: Sendable {
    case step(Step)
    case unit(Unit)

    var steps: [Step] {
      switch self {
      case .step(let step): [step]
      case .unit(let unit): unit.steps
      }
    }
  }

  /// The steps with those that go together as units, and the values that nothing needs after each.
  static func pieces(
    _ steps: [Step], _ facts: [ValueFact], kept: Set<Int>, poolsInParts: Bool
  ) -> [(piece: Piece, released: [Int])] {
    let search = UnitSearch(steps, facts, kept: kept, poolsInParts: poolsInParts)
    var taken: Set<Int> = []
    /// By the place of its last step.
    var units: [Int: Unit] = [:]
    for number in steps.indices {
      guard let (unit, members) = search.unit(at: number), taken.isDisjoint(with: members) else {
        continue
      }
      taken.formUnion(members)
      units[members.max() ?? number] = unit
    }
    var pieces: [Piece] = []
    for (number, step) in steps.enumerated() {
      if let unit = units[number] {
        pieces.append(.unit(unit))
      } else if !taken.contains(number) {
        pieces.append(.step(step))
      }
    }
    var last: [Int: Int] = [:]
    for (number, piece) in pieces.enumerated() {
      for step in piece.steps {
        for place in (step.inputs + step.outputs).compactMap({ $0 }) { last[place] = number }
      }
    }
    var released = [[Int]](repeating: [], count: pieces.count)
    for (place, number) in last where !kept.contains(place) && facts[place].constant == nil {
      released[number].append(place)
    }
    return zip(pieces, released).map { ($0, $1) }
  }

  /// Runs a unit and keeps what its last step makes.
  func perform(_ unit: Unit, _ values: inout [NetworkTensor?], _ arithmetic: any Arithmetic) {
    func operands(_ step: Step) -> Operands {
      Operands(step.inputs.map { place in place.flatMap { values[$0] } })
    }
    let images = operands(unit.before ?? unit.convolution).real(0)
    let own = operands(unit.convolution)
    var slope: Double?
    if let before = unit.before, case .activation(let find)? = before.step.part {
      slope = find(operands(before))
    }
    let after: ConvolutionUnit.After
    switch unit.after.step.part {
    case .activation(let find)?: after = .activation(slope: find(operands(unit.after)))
    case .elu(let alpha)?: after = .elu(alpha: alpha)
    case .normalization(let transform)?:
      let (scale, shift) = transform(operands(unit.after), unit.after.layered(arithmetic))
      after = .normalization(scale: scale, shift: shift, competes: unit.competition != nil)
    default: after = .rectification
    }
    let (filters, bias) = (own.real(1), own.real(2))
    let surroundings = ConvolutionUnit(slope: slope, after: after)
    let inner = unit.convolution.layered(arithmetic)
    let result: RealTensor
    if let pooling = unit.pooling {
      result = PooledConvolution(filters, bias, unit.geometry, surroundings)(
        images, inner, pooling: pooling.layered(arithmetic))
    } else {
      result = inner.convolve(images, filters, bias: bias, unit.geometry, in: surroundings)
    }
    if let place = unit.last.outputs.first ?? nil { values[place] = .real(result) }
  }
}

extension NetworkPlan.Step {
  /// The arithmetic within the layers that the node lies in.
  func layered(_ arithmetic: any Arithmetic) -> any Arithmetic {
    node.layer.reduce(arithmetic) { $0.layer($1) }
  }
}

/// Finds convolutions that have what a unit needs around them.
private struct UnitSearch {
  private let steps: [NetworkPlan.Step]
  private let facts: [ValueFact]
  private let kept: Set<Int>
  private let poolsInParts: Bool
  /// The steps that use a value, one entry for each use, and the one that makes it.
  private var users: [Int: [Int]] = [:]
  private var makers: [Int: Int] = [:]

  init(
    _ steps: [NetworkPlan.Step], _ facts: [ValueFact], kept: Set<Int>, poolsInParts: Bool
  ) {
    (self.steps, self.facts, self.kept) = (steps, facts, kept)
    self.poolsInParts = poolsInParts
    for (number, step) in steps.enumerated() {
      for place in step.inputs.compactMap({ $0 }) { users[place, default: []].append(number) }
      for place in step.outputs.compactMap({ $0 }) { makers[place] = number }
    }
  }

  /// The only step that uses a value.
  private func soleUser(_ place: Int?) -> Int? {
    guard let place, !kept.contains(place), let users = users[place], users.count == 1 else {
      return nil
    }
    return users[0]
  }

  /// The unit of the convolution that step `number` is, and the numbers of its steps.
  func unit(at number: Int) -> (NetworkPlan.Unit, Set<Int>)? {
    let step = steps[number]
    guard case .convolution(let geometry)? = step.step.part, let images = step.inputs[0],
      let sums = step.outputs.first ?? nil, let next = soleUser(sums),
      steps[next].inputs[0] == sums
    else { return nil }
    var members: Set = [number, next]
    var unit = NetworkPlan.Unit(
      convolution: step, geometry: geometry, after: steps[next])
    var takesActivation = true
    switch steps[next].step.part {
    case .elu?: takesActivation = false
    case .activation?, .rectification?, .normalization?: break
    default: return nil
    }
    if poolsInParts, let filters = step.inputs[1],
      PooledConvolution.suits(geometry, filters: facts[filters].shape),
      let active = steps[next].outputs.first ?? nil, let user = soleUser(active),
      case .halving? = steps[user].step.part, steps[user].outputs.count == 1
    {
      unit.pooling = steps[user]
      members.insert(user)
      return (unit, members)
    }
    let isSame = facts[images].shape.dropFirst(2) == facts[sums].shape.dropFirst(2)
    if takesActivation, isSame, let maker = makers[images], soleUser(images) == number,
      case .activation? = steps[maker].step.part
    {
      unit.before = steps[maker]
      members.insert(maker)
    }
    let source = unit.before?.inputs[0] ?? images
    if case .normalization? = steps[next].step.part, let result = steps[next].outputs.first ?? nil,
      let user = soleUser(result), case .competition? = steps[user].step.part,
      steps[user].inputs == [result, source], facts[source].shape == facts[result].shape
    {
      unit.competition = steps[user]
      members.insert(user)
    }
    return (unit, members)
  }
}
