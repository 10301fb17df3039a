import Foundation
import PipelineKit
import Support
import Testing

@testable import Stages

/// The catalogue of a report's sections.
@Suite struct ReportSectionTests {
  /// A file of the folder is a section, named after it, and in the catalogue.
  @Test func everySectionIsListed() throws {
    let folder = Repository.root + "/Sources/Stages/Report/Sections"
    var found: Set<String> = []
    for file in try FileManager.default.contentsOfDirectory(atPath: folder) {
      let name = String(file.dropLast(".swift".count))
      let text = try String(contentsOfFile: folder + "/" + file, encoding: .utf8)
      #expect(text.contains("struct \(name): ReportSection {"))
      found.insert(name)
    }
    #expect(found == Set(reportSections.map { "\($0)" }))
  }

  /// Every port and parameter of the report is a section's, and two sections that have a port of one
  /// name mean the same.
  @Test func portsAreThoseOfSections() {
    let ports = reportSections.flatMap { $0.inputs }
    #expect(Set(ReportHTML.inputs.map(\.name)) == Set(ports.map(\.name)))
    for port in ports {
      for other in ports where other.name == port.name {
        #expect(other.doc == port.doc && other.types == port.types)
      }
      #expect(
        port.isOptional, "\(port.name): a report has the sections that something is connected to")
    }
    let parameters = reportSections.flatMap { $0.parameters }.map(\.name)
    #expect(Set(parameters).count == parameters.count)
  }

  @Test func nothingConnectedIsNoSection() throws {
    let values = try Running.values(of: ReportHTML.self)
    let job = JobFacts(manifest: "test", stage: "report", coordinates: Coordinates())
    for type in reportSections where !type.inputs.isEmpty {
      #expect(try type.init(values).html(Inputs([:]), job) == nil, "\(type)")
    }
  }

  /// A section that nobody else knows of: its port, its parameter and its part of the page.
  private struct LetterSection: ReportSection {
    static let letter = Input<Value?>("letter", "A record with a text.")
    static let ending = Parameter("ending", .string, default: "Yours", "How it ends.")
    static let inputs = list(letter)
    static let parameters = list(ending)

    private let ending: String
    init(_ values: ParameterValues) { ending = values[Self.ending] }

    func html(_ inputs: Inputs, _ job: JobFacts) throws -> String? {
      try inputs[Self.letter].map { "<h2>Letter</h2><p>\($0["text"]?.json() ?? "")</p>\(ending)" }
    }
  }

  @Test func aSectionIsAFileAndALine() throws {
    var values = try Running.values(of: ReportHTML.self).values
    values["ending"] = "Sincerely"
    let report = ReportHTML(
      ParameterValues(values), sections: [LetterSection.self, RunSection.self])
    let inputs = Inputs(["letter": Running.one(.record(["text": "hello"]))])
    let outputs = try report.run(inputs, Running.context())
    let page = try #require(Document(outputs.artifacts["page"]?[attribute: "content"] ?? .null))
      .text
    #expect(page.contains("<h2>Letter</h2><p>\"hello\"</p>Sincerely<h2>The run</h2>"))
  }
}
