/// What jobs of one stage have in common, made once for all that have the same values along the axes which
/// its parameters and its arithmetic follow.
struct JobVariants {
  struct Variant {
    var common: JobCommon
    /// Whether nothing in it is drawn, so that the seed of rounding does not matter.
    var isDeterministic: Bool
    /// Outputs that add an axis, with the values along it.
    var items: [(port: Port, values: [String])]
  }

  private var parameters: StageParameters
  private var arithmetic: StageArithmetic
  private let spread: [Port]
  private let columns: [Int]
  private let make: (ParameterValues, StageArithmetic.Choice) -> JobCommon
  /// `nil` where something is wrong and reported.
  private var known: [[String]: Variant?] = [:]

  /// - Parameters:
  ///   - axes: those that the stage runs along.
  ///   - spread: outputs that add an axis.
  init(
    _ parameters: StageParameters, _ arithmetic: StageArithmetic, axes: [String], spread: [Port],
    _ make: @escaping (ParameterValues, StageArithmetic.Choice) -> JobCommon
  ) {
    self.parameters = parameters
    self.arithmetic = arithmetic
    self.spread = spread
    self.make = make
    let used = Set(parameters.usedAxes).union(arithmetic.usedAxes)
    columns = axes.indices.filter { used.contains(axes[$0]) }
  }

  /// - Parameter row: the values of `coordinates`.
  /// - Returns: `nil` where something is wrong and reported.
  mutating func variant(_ row: [String], at coordinates: Coordinates) -> Variant? {
    let place = columns.map { row[$0] }
    if let variant = known[place] { return variant }
    let variant = read(coordinates)
    known[place] = .some(variant)
    return variant
  }

  private mutating func read(_ coordinates: Coordinates) -> Variant? {
    guard let values = parameters.values(at: coordinates),
      let choice = arithmetic.choice(at: coordinates, values),
      let items = parameters.items(of: spread, values)
    else { return nil }
    return Variant(
      common: make(values, choice), isDeterministic: choice.isDeterministic, items: items)
  }
}
