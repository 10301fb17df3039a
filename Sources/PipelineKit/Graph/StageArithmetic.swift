internal import Arithmetic

/// The arithmetic of one stage, at each of its coordinates.
struct StageArithmetic {
  /// What a job runs under.
  struct Choice {
    /// `nil` where the stage does not use kernels.
    var specification: ArithmeticSpecification?
    /// As it is written, for messages.
    var label: String?
    var isDeterministic: Bool
  }

  private let stage: StageDeclaration
  private let type: any Stage.Type
  private let settings: StageSettings
  private let reader: NodeReader
  /// Those swept so far, by label, so that `arithmetic: $arithmetic` can name them.
  private let known: [String: ArithmeticChoice]
  /// What the values of the axis `arithmetic` stand for, where the stage follows it.
  private let swept: [String: ArithmeticChoice]
  private let namedAxes: Set<String>
  private var cache: [[String]: Choice?] = [:]
  /// Arithmetics that were refused, so that each is once.
  private var refused: Set<String> = []

  init(
    _ stage: StageDeclaration, _ type: any Stage.Type, _ settings: StageSettings,
    _ reader: NodeReader, _ surroundings: Surroundings, _ known: [String: ArithmeticChoice]
  ) {
    self.stage = stage
    self.type = type
    self.settings = settings
    self.reader = reader
    self.known = known
    let isChosen = stage.settings.arithmetic != nil || !stage.sweep.arithmetics.isEmpty
    swept = isChosen ? stage.sweep.arithmetics : surroundings.arithmetics
    namedAxes = settings.arithmetic.map(Scope.names) ?? []
  }

  /// The axes that it follows.
  var usedAxes: Set<String> { swept.isEmpty ? namedAxes : ["arithmetic"] }

  /// `nil` where it is wrong and reported.
  mutating func choice(at coordinates: Coordinates) -> Choice? {
    let axes = usedAxes
    let key = coordinates.entries.filter { axes.contains($0.axis) }.map(\.value)
    if let choice = cache[key] { return choice }
    let choice = read(coordinates, isSwept: !swept.isEmpty)
    cache[key] = .some(choice)
    return choice
  }

  /// The same where parameters have a say: with some a kind computes in plain binary64, whatever the
  /// manifest's or an outer stage's arithmetic; its own stage must not ask for another one.
  mutating func choice(at coordinates: Coordinates, _ values: ParameterValues) -> Choice? {
    guard let choice = choice(at: coordinates) else { return nil }
    guard type.usesArithmetic, !type.usesArithmetic(values) else { return choice }
    let own = stage.keys["arithmetic"] ?? stage.sweep.marks["arithmetic"]
    if let mark = own, let asked = choice.specification, asked != .ieee,
      (try? Arithmetics.resolve(.ieee)) != asked
    {
      let label = choice.label ?? asked.name
      if refused.insert(label).inserted {
        let place = coordinates.entries.map { "\($0.axis)=\($0.value)" }.joined(separator: " ")
        reader.diagnostics.error(
          "'\(type.kind)' computes in plain binary64 with these parameters"
            + (place.isEmpty ? "" : " (\(place))") + ", not in '\(label)'", at: mark,
          hint: "leave such combinations out under 'exclude', or remove the arithmetic")
      }
      return nil
    }
    return Choice(specification: nil, label: nil, isDeterministic: true)
  }

  private func read(_ coordinates: Coordinates, isSwept: Bool) -> Choice? {
    guard type.usesArithmetic else { return Choice(specification: nil, isDeterministic: true) }
    if isSwept {
      return coordinates["arithmetic"].flatMap { swept[$0] }.flatMap(choice)
    }
    guard let node = settings.arithmetic else { return choice(try? Arithmetics.resolve(.ieee)) }
    var reader = reader
    reader.scope = (settings.scope ?? reader.scope).adding(
      coordinates.entries.map { ($0.axis, $0.value) })
    // Written outside, it can name an axis that this stage does not have.
    if settings.scope != nil,
      let name = namedAxes.sorted().first(where: { reader.scope.bindings[$0] == nil })
    {
      reader.diagnostics.error(
        "the arithmetic of stage '\(stage.name)' would follow the axis '\(name)', which it does not "
          + "have", at: node.mark, hint: "give '\(stage.name)' an 'arithmetic' of its own")
      return nil
    }
    if !namedAxes.isEmpty, let text = reader.scope.expand(node, reader.diagnostics)?.text,
      let swept = known[text]
    {
      return choice(swept)
    }
    return reader.arithmetic(node).flatMap(choice)
  }

  private func choice(_ choice: ArithmeticChoice) -> Choice? {
    var isRight = true
    for scoped in choice.layers
    where !type.layers.contains(where: { KernelScope.layer(scoped.layer, canBe: $0) }) {
      isRight = false
      let known = KernelScope.names + type.layers
      reader.diagnostics.error(
        "\(quoted(scoped.item)) is no kernel and no group, and '\(type.kind)' has no such layer",
        at: scoped.mark,
        hint: Suggestion.hint(for: scoped.item, among: known)
          ?? (type.layers.isEmpty
            ? "its code has no layers; 'lastbit arithmetics' lists kernels and groups"
            : "its layers are \(type.layers.joined(separator: ", "))"))
    }
    guard isRight else { return nil }
    return Choice(
      specification: choice.resolved, label: choice.label,
      isDeterministic: Arithmetics.isDeterministic(choice.resolved))
  }

  /// What stages run under that name no arithmetic.
  private func choice(_ resolved: ArithmeticSpecification?) -> Choice {
    let specification = resolved ?? .ieee
    return Choice(
      specification: specification, label: specification.name,
      isDeterministic: Arithmetics.isDeterministic(specification))
  }
}
