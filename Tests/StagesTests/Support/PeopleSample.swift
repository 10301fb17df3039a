import Arithmetic
import PipelineKit
import Support

@testable import Stages

/// Made-up tables of people and repeats whose ages follow from their features.
enum PeopleSample {
  /// Features: a first and a second that go with age, a third that does not, and a constant.
  ///
  /// - Parameter noise: of repeats, in deviations of people.
  static func table(
    people: Int, repeats: Int, noise: Double = 0.1, seed: UInt64 = 1
  ) -> Table {
    let stream = RandomStream(key: seed, stream: 0)
    var (subject, repeated): ([String], [String]) = ([], [])
    var (age, a, b, c): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
    for person in 0..<people {
      let start = UInt64(1000 * person)
      let years: Double = 20 + 60 * stream.uniform(start)
      for number in 0..<repeats {
        func own(_ place: Int) -> Double {
          let jitter = noise * stream.normal(start + 10 + UInt64(5 * number + place))
          return stream.normal(start + 1 + UInt64(place)) + jitter
        }
        subject.append("0\(100 + person)")
        repeated.append("\(number + 1)")
        age.append(years)
        a.append(5000 - 30 * years + 300 * own(0))
        b.append(20 + 0.5 * years + 5 * own(1))
        c.append(own(2))
      }
    }
    return Table([
      .init("subject", .text(subject)), .init("repeat", .text(repeated)),
      .init("age", .numbers(age)), .init("hippocampus", .numbers(a)),
      .init("ventricle", .numbers(b)), .init("noise", .numbers(c)),
      .init("constant", .integers(subject.map { _ in 7 })),
    ])
  }

  /// Text as a file has it.
  static func file(_ table: Table) -> Table {
    Table(table.columns.map { .init($0.name, .text($0.cells.written)) })
  }

  /// A Python expression of a column.
  static func array(_ table: Table, _ name: String) -> String {
    Python.array(table.numbers(name) ?? [])
  }
}

extension Table {
  /// With other cells in one column.
  func replacing(_ name: String, _ cells: Cells) -> Table {
    Table(columns.map { $0.name == name ? .init(name, cells) : $0 })
  }

  /// Without some rows.
  func dropping(_ rows: Set<Int>) -> Table {
    let kept = (0..<rowCount).filter { !rows.contains($0) }
    return Table(
      columns.map { column in
        switch column.cells {
        case .text(let cells): .init(column.name, .text(kept.map { cells[$0] }))
        case .integers(let cells): .init(column.name, .integers(kept.map { cells[$0] }))
        case .numbers(let cells): .init(column.name, .numbers(kept.map { cells[$0] }))
        }
      })
  }
}
