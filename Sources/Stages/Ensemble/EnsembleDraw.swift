import Arithmetic
import Imaging
import Networks
import PipelineKit

/// Which of the members that are there make an ensemble.
///
/// Members come in the order of a hash of a seed and of their coordinates, so that a member more or less
/// changes little, and the size and number of a draw do not change the order: ensembles of one size are
/// disjoint as long as there are members left, and a smaller one is part of a larger one of the first
/// draw.
struct EnsembleDraw {
  static let size = Parameter(
    "size", optional: .integer(minimum: 1),
    "Members to take; all where it is not given. As an axis: `sweep: {size: 1..10}` and `size: $size`."
  )
  static let draw = Parameter(
    "draw", .integer(minimum: 1), default: 1,
    "Which ensemble of that size. Draws are disjoint while the members last; the next ones come from "
      + "another order.")
  static let order = Parameter(
    "order", .integer(minimum: 0), default: 1, "Seed of the order in which members are taken.")

  private let size: Int?
  private let draw: Int
  private let order: Int

  init(_ values: ParameterValues) throws {
    size = values[Self.size]
    draw = values[Self.draw]
    order = values[Self.order]
    if size == nil, draw > 1 {
      throw ParameterError(Self.draw, "without `size` there is one ensemble only, of all members")
    }
  }

  /// The first, second, … ensemble of some members.
  init(size: Int?, draw: Int = 1, order: Int = 1) {
    (self.size, self.draw, self.order) = (size, draw, order)
  }

  /// The members of the ensemble, in the order of their coordinates.
  ///
  /// - Throws: `StageError` where there are fewer members than `size`.
  func members<Content>(_ items: Many<Content>) throws -> [Many<Content>.Item] {
    let chosen = try chosen(items.map(\.coordinates))
    return chosen.map { items[$0] }
  }

  /// The places of the members, ascending.
  func chosen(_ items: [Coordinates]) throws -> [Int] {
    guard let size else { return Array(items.indices) }
    guard size <= items.count else {
      throw StageError(
        "an ensemble of \(Counted.text(size, "member")) was asked for, and there "
          + (items.count == 1 ? "is 1" : "are \(items.count)"))
    }
    let perRound = items.count / size
    let (round, place) = ((draw - 1) / perRound, (draw - 1) % perRound)
    let ranked = items.indices.sorted { rank(items[$0], round) < rank(items[$1], round) }
    return ranked[place * size..<(place + 1) * size].sorted()
  }

  /// Where a member stands in the order of a round; equal coordinates do not occur.
  private func rank(_ item: Coordinates, _ round: Int) -> UInt64 {
    RandomStream(key: UInt64(order), stream: UInt64(round)).word(item.description.streamNumber)
  }
}

extension EnsembleDraw {
  /// The label maps of the members, which have to lie on one grid.
  func load(
    _ items: Many<Labels>, progress: (Double) throws -> Void
  ) throws -> (members: [Many<Labels>.Item], maps: [Labels]) {
    let members = try members(items)
    var maps: [Labels] = []
    for member in members {
      let map = try member.load()
      try map.grid.requireSame(
        as: maps.first?.grid ?? map.grid, name: member.name, otherName: members[0].name)
      maps.append(map)
      try progress(Double(maps.count) / Double(members.count))
    }
    return (members, maps)
  }
}
