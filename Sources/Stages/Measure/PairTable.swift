import Imaging
import PipelineKit
import Statistics

/// Dice coefficients of pairs of samples, gathered into tables.
struct PairTable {
  /// Whether rows name their labels as FreeSurfer does.
  let hasNames: Bool
  /// Pairs so far.
  private(set) var count = 0
  private var first: [String] = []
  private var second: [String] = []
  private var label: [Int] = []
  private var dice: [Double] = []
  private var byLabel: [Int32: [(first: Int, second: Int, value: Double)]] = [:]
  /// Numbers of the members, in the order in which they come.
  private var members: [String: Int] = [:]

  init(hasNames: Bool) { self.hasNames = hasNames }

  /// Adds a pair; labels that neither has get no row.
  mutating func add(
    _ a: Coordinates, _ b: Coordinates, _ coefficients: [Int32: Double], labels: [Int32]
  ) {
    count += 1
    let (own, other) = (number(a), number(b))
    for name in labels {
      guard let coefficient = coefficients[name] else { continue }
      first.append(a.description)
      second.append(b.description)
      label.append(Int(name))
      dice.append(coefficient)
      byLabel[name, default: []].append((own, other, coefficient))
    }
  }

  private mutating func number(_ member: Coordinates) -> Int {
    let number = members[member.description] ?? members.count
    members[member.description] = number
    return number
  }

  /// A row for each pair and label.
  var table: Table {
    Table(
      [
        .init("first", .text(first)), .init("second", .text(second)),
        .init("label", .integers(label)),
      ] + names(label) + [.init("dice", .numbers(dice))])
  }

  /// A column of names, where they are wanted.
  private func names(_ labels: [Int]) -> [Table.Column] {
    hasNames ? [.structureNames(of: labels)] : []
  }

  /// A row for each label; `overlap` is that of all samples at once.
  func labelTable(_ labels: [Int32], _ overlap: [Int32: Double]) -> Table {
    let found = labels.map { Distribution((byLabel[$0] ?? []).map(\.value)) }
    let errors = labels.map { PairwiseMean(byLabel[$0] ?? [])?.error ?? .nan }
    return Table(
      [.init("label", .integers(labels.map(Int.init)))] + names(labels.map(Int.init)) + [
        .init("minimum", .numbers(found.map { $0?.minimum ?? .nan })),
        .init("mean", .numbers(found.map { $0?.mean ?? .nan })),
        .init("error", .numbers(errors)),
        .init("overlap", .numbers(labels.map { overlap[$0] ?? .nan })),
      ])
  }

  /// One row over everything.
  func summary(_ labels: [Int32], _ overlap: [Int32: Double], samples: Int) -> Table {
    let minima = Distribution(labels.compactMap { byLabel[$0]?.map(\.value).min() })
    let together = Distribution(labels.compactMap { overlap[$0] })
    func number(_ name: String, _ value: Double?) -> Table.Column {
      .init(name, .numbers([value ?? .nan]))
    }
    return Table([
      .init("samples", .integers([samples])), .init("pairs", .integers([count])),
      .init("labels", .integers([labels.count])),
      number("mean-minimum", minima?.mean), number("least-minimum", minima?.minimum),
      number("p5-minimum", minima?.quantile(0.05)), number("mean", Distribution(dice)?.mean),
      number("overlap", together?.mean),
    ])
  }
}
