import PipelineKit

/// A part of a report: a file of `Sections` and a line in `reportSections`. Its ports and parameters are
/// the report's.
protocol ReportSection: DeclaresPorts, Sendable {
  static var inputs: [Port] { get }
  static var parameters: [AnyParameter] { get }

  init(_ values: ParameterValues)

  /// Its part of the page, heading and all; `nil` where nothing is connected to it.
  ///
  /// - Throws: `StageError` where its inputs are not what it shows.
  func html(_ inputs: Inputs, _ job: JobFacts) throws -> String?
}

extension ReportSection {
  static var parameters: [AnyParameter] { [] }
}

/// The sections of a report, in the order of the page: one line each.
let reportSections: [any ReportSection.Type] = [
  ImageBitsSection.self,
  BitsMapSection.self,
  LayersSection.self,
  TransformBitsSection.self,
  OverlapSection.self,
  RegionsSection.self,
  EntropyMapSection.self,
  VolumeSection.self,
  TrainingSection.self,
  AgeErrorsSection.self,
  ComparisonsSection.self,
  PredictionsSection.self,
  VariabilitySection.self,
  ComponentsSection.self,
  GroupDifferencesSection.self,
  SubjectsSection.self,
  OtherTableSection.self,
  RunSection.self,
]

/// Tables of a port as one.
struct JoinedTables {
  let table: Table
  /// Names of the axes, the first columns of the table.
  let axes: [String]

  /// - Throws: `StageError` where they do not fit together.
  init(_ items: Many<Table>) throws {
    let parts = try items.map { (coordinates: $0.coordinates, table: try $0.load()) }
    var axes: [String] = []
    for entry in parts.flatMap(\.coordinates.entries) where !axes.contains(entry.axis) {
      axes.append(entry.axis)
    }
    self.axes = axes
    table = try Table.concatenating(parts)
  }
}
