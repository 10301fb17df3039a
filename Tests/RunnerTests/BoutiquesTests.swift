import Foundation
import Support
import Testing

/// Boutiques descriptors as stages.
@Suite struct BoutiquesTests {
  private let folder: TemporaryFolder
  private let lastbit: Lastbit

  init() throws {
    folder = try TemporaryFolder()
    lastbit = Lastbit(in: folder.path)
    try folder.write("text.txt", Data("one\ntwo\nthree\n".utf8))
    try folder.write("boutiques/head.json", Data(Self.descriptor.utf8))
  }

  /// `head` as a tool of the field is described.
  private static let descriptor = """
    {
      "name": "head", "tool-version": "1", "schema-version": "0.5",
      "description": "The first lines of a file.",
      "command-line": "head [LINES] [QUIET] [INFILE] > [NAME].out",
      "inputs": [
        {"id": "in_file", "name": "Input", "type": "File", "value-key": "[INFILE]"},
        {"id": "other", "name": "Other", "type": "File", "value-key": "[OTHER]", "optional": true},
        {"id": "lines", "name": "Lines", "type": "Number", "integer": true, "minimum": 1,
         "value-key": "[LINES]", "command-line-flag": "-n", "optional": true},
        {"id": "quiet", "name": "Quiet", "type": "Flag", "value-key": "[QUIET]",
         "command-line-flag": "-q", "optional": true},
        {"id": "name", "name": "Name", "type": "String", "value-key": "[NAME]"}
      ],
      "output-files": [
        {"id": "first", "name": "First", "path-template": "[NAME].out"},
        {"id": "more", "name": "More", "path-template": "[NAME].more", "optional": true}
      ]
    }
    """

  private func write(_ with: String, inputs: String = "{in_file: text}") throws {
    try folder.write(
      "m.yaml",
      Data(
        """
        lastbit: 1
        sources: {text: {file: text.txt, type: file}}
        stages:
          first:
            uses: boutiques/head.json
            in: \(inputs)
            with: \(with)
            export: first.out
        """.utf8))
  }

  @Test func aDescriptorIsAStage() throws {
    try write("{lines: 2, quiet: true, name: a b}")
    let outcome = try lastbit("run", "m.yaml")
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(
      try String(contentsOfFile: folder.path("first.out"), encoding: .utf8) == "one\ntwo\n")
    // Where the descriptor lies is nothing to the result; what it says is.
    try FileManager.default.moveItem(
      atPath: folder.path("boutiques"), toPath: folder.path("elsewhere"))
    let text = try String(contentsOfFile: folder.path("m.yaml"), encoding: .utf8)
    try folder.write(
      "m.yaml", Data(text.replacingOccurrences(of: "boutiques/", with: "elsewhere/").utf8))
    #expect(try lastbit("run", "m.yaml").output.contains("Nothing to do"))
    try folder.write(
      "elsewhere/head.json",
      Data(Self.descriptor.replacingOccurrences(of: "\"1\"", with: "\"2\"").utf8))
    #expect(try lastbit("plan", "m.yaml").output.contains("descriptor"))
  }

  @Test func whatItDoesNotAcceptIsSaidByCheck() throws {
    let cases = [
      ("{name: a, lines: 0}", "'lines' is at least 1"),
      ("{name: a, lines: 1.5}", "'lines' is a whole number"),
      ("{name: a, quiet: maybe}", "'quiet' is true or false"),
      ("{lines: 2}", "needs the value 'name'"),
      ("{name: a, line: 2}", "has no value called 'line'; did you mean 'lines'?"),
      ("{name: ../a}", "no path within the folder"),
    ]
    for (with, sentence) in cases {
      try write(with)
      let outcome = try lastbit("check", "m.yaml")
      #expect(outcome.status == 2, "\(with)")
      #expect(outcome.messages.contains(sentence), "\(outcome.messages)")
    }
    try write("{name: a}", inputs: "{infile: text}")
    #expect(
      try lastbit("check", "m.yaml").messages.contains(
        "no file called 'infile' among its inputs; did you mean 'in_file'?"))
    try folder.write("boutiques/head.json", Data("{}".utf8))
    try write("{name: a}")
    #expect(try lastbit("check", "m.yaml").messages.contains("is no Boutiques descriptor"))
  }
}
