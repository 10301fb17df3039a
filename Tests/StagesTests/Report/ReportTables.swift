import PipelineKit

@testable import Stages

/// Tables as stages make them, for sections of reports.
enum ReportTables {
  static func items(_ tables: [(coordinates: [(String, String)], table: Table)]) -> [Inputs.Item] {
    tables.map { coordinates, table in
      Inputs.Item(coordinates: Coordinates(coordinates.map { .init($0.0, $0.1) })) {
        .table(table)
      }
    }
  }

  /// The page of a report with these inputs.
  static func page(
    _ values: [String: Value] = [:], _ inputs: [String: [Inputs.Item]]
  ) throws -> String {
    let outputs = try Running.run(ReportHTML.self, values, inputs)
    return Document(outputs["page"]?[attribute: "content"] ?? .null)?.text ?? ""
  }

  /// Least Dice coefficients of two regions in two families: those of random rounding are lower.
  static func regions(subjects: Int) -> [Inputs.Item] {
    items(
      (0..<subjects).flatMap { subject in
        ["ieee", "random-rounding"].map { arithmetic in
          let loss = arithmetic == "ieee" ? 0 : 0.05 + 0.001 * Double(subject)
          return (
            [("subject", "s\(subject)"), ("arithmetic", arithmetic)],
            Table([
              .init("label", .integers([31, 17])),
              .init("name", .text(["Left-choroid-plexus", "Left-Hippocampus"])),
              .init("minimum", .numbers([0.9 - loss, 0.97 - 0.002 * Double(subject)])),
              .init("mean", .numbers([0.95 - loss, 0.98])),
              .init("overlap", .numbers([0.9, 0.97])),
            ])
          )
        }
      })
  }

  /// Predictions of brain-age/regress for people from 20 to 80.
  static func predictions(people: Int) -> Table {
    let ages = (0..<people).map { 20 + 60 * Double($0) / Double(max(people - 1, 1)) }
    return Table([
      .init("repetition", .integers(ages.map { _ in 1 })),
      .init("fold", .integers(ages.map { _ in 1 })),
      .init("subject", .text(ages.indices.map { "p\($0)" })),
      .init("repeat", .text(ages.map { _ in "1" })),
      .init("age", .numbers(ages)),
      .init("predicted", .numbers(ages.enumerated().map { 50 + 0.8 * ($1 - 50) + Double($0 % 3) })),
      .init("corrected", .numbers(ages)), .init("baseline", .numbers(ages.map { _ in 50 })),
      .init("scored", .integers(ages.indices.map { $0 == 0 ? 0 : 1 })),
    ])
  }
}
