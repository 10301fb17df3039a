/// Vectors of numbers that lie side by side in memory: the factors of some columns, or their sums.
///
/// Groups are built of types and not of arrays, so that they stay in registers.
protocol VectorGroup {
  associatedtype Lanes: NumberLanes

  /// Numbers of all vectors.
  static var width: Int { get }
  static var zero: Self { get }
  init(from start: UnsafePointer<Lanes.Real>)
  func store(to start: UnsafeMutablePointer<Lanes.Real>)
  mutating func add<Step: LaneStep>(
    _ step: Step.Type, _ multiplier: Step.Multiplier, _ columns: Self)
  where Step.Lanes == Lanes
}

struct OneVector<Lanes: NumberLanes>: VectorGroup {
  private var values: Lanes

  @inline(__always) static var width: Int { Lanes.count }
  @inline(__always) static var zero: OneVector { OneVector(values: Lanes(0)) }
  @inline(__always) private init(values: Lanes) { self.values = values }
  @inline(__always) init(from start: UnsafePointer<Lanes.Real>) { values = Lanes(from: start) }

  @inline(__always)
  func store(to start: UnsafeMutablePointer<Lanes.Real>) { values.store(to: start) }

  @inline(__always)
  mutating func add<Step: LaneStep>(
    _ step: Step.Type, _ multiplier: Step.Multiplier, _ columns: OneVector
  ) where Step.Lanes == Lanes {
    values = Step.add(values, multiplier, columns.values)
  }
}

/// Two groups, one after the other.
struct Joined<First: VectorGroup, Second: VectorGroup>: VectorGroup
where First.Lanes == Second.Lanes {
  typealias Lanes = First.Lanes
  private var first: First
  private var second: Second

  @inline(__always) static var width: Int { First.width + Second.width }
  @inline(__always) static var zero: Joined { Joined(first: .zero, second: .zero) }

  @inline(__always)
  private init(first: First, second: Second) {
    self.first = first
    self.second = second
  }

  @inline(__always)
  init(from start: UnsafePointer<Lanes.Real>) {
    first = First(from: start)
    second = Second(from: start + First.width)
  }

  @inline(__always)
  func store(to start: UnsafeMutablePointer<Lanes.Real>) {
    first.store(to: start)
    second.store(to: start + First.width)
  }

  @inline(__always)
  mutating func add<Step: LaneStep>(
    _ step: Step.Type, _ multiplier: Step.Multiplier, _ columns: Joined
  ) where Step.Lanes == Lanes {
    first.add(step, multiplier, columns.first)
    second.add(step, multiplier, columns.second)
  }
}

typealias TwoVectors<Lanes: NumberLanes> = Joined<OneVector<Lanes>, OneVector<Lanes>>
typealias ThreeVectors<Lanes: NumberLanes> = Joined<TwoVectors<Lanes>, OneVector<Lanes>>
typealias FourVectors<Lanes: NumberLanes> = Joined<TwoVectors<Lanes>, TwoVectors<Lanes>>
