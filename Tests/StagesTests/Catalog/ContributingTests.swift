import Foundation
import Support
import Testing

/// What the manual for contributors says of files is so.
@Suite struct ContributingTests {
  /// Rows of the table "What comes in as one file".
  private func rows() throws -> [[String]] {
    let text = try String(contentsOfFile: Repository.root + "/CONTRIBUTING.md", encoding: .utf8)
    return text.split(separator: "\n").filter { $0.hasPrefix("| a ") || $0.hasPrefix("| an ") }
      .map { line in
        line.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false)
          .map { $0.trimmingCharacters(in: .whitespaces) }
      }
  }

  private func code(_ cell: String) -> [String] {
    cell.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset % 2 == 1 }.map { String($0.element) }
  }

  /// Every file and folder that the table names is there, and every target of make.
  @Test func whatTheTableNamesIsThere() throws {
    let rows = try rows()
    let makefile = try String(contentsOfFile: Repository.root + "/Makefile", encoding: .utf8)
    for kind in [
      "a stage", "a kernel", "an artifact type", "a section of the report", "an executor",
    ] {
      #expect(rows.contains { $0[0] == kind }, "\(kind) is not in the table")
    }
    for row in rows {
      for name in row.dropFirst().flatMap(code) {
        if name.hasPrefix("make ") {
          #expect(makefile.contains("\n\(name.dropFirst("make ".count)):"), "\(name)")
        } else if name.contains("/") {
          let path = name.prefix { $0 != "<" }.replacing("NN-name/", with: "")
          #expect(
            FileManager.default.fileExists(atPath: "\(Repository.root)/\(path)"), "\(name)")
        }
      }
    }
  }

  /// Where the table says that one line is enough, the file is a list with a line for each.
  @Test func catalogsAreLists() throws {
    let catalogs = [
      "Sources/Stages/Catalog.swift", "Sources/Stages/ArtifactTypes/ArtifactTypes.swift",
      "Sources/Stages/Report/ReportSection.swift", "Sources/Runner/Lastbit.swift",
    ]
    let named = try rows().flatMap { $0.dropFirst().flatMap(code) }
    for path in catalogs {
      #expect(named.contains(path), "the table does not name \(path)")
      let text = try String(contentsOfFile: "\(Repository.root)/\(path)", encoding: .utf8)
      #expect(text.contains(".self,"), "\(path)")
    }
  }
}
