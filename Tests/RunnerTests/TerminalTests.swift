import Foundation
import Support
import Testing

/// Runs on terminals of all kinds, by `script` of util-linux.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script")))
struct TerminalTests {
  private static let manifest = """
    lastbit: 1
    name: terminal
    sources: {head: {file: head.nii}}
    stages:
      aligned:
        uses: register/affine
        in: {moving: head, fixed: head}
        with: {levels: [12]}
        sweep: {arithmetic: [random-rounding], repeat: 1..4}
    """

  /// What a run of some seconds writes to a terminal.
  private func run(columns: Int, rows: Int = 24, term: String = "xterm") throws -> String {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    try folder.write("head.nii", SyntheticHead(size: 16, spacing: 12).image)
    try folder.write("terminal.yaml", Self.manifest)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/script")
    process.arguments = [
      "-qec",
      "stty cols \(columns) rows \(rows); '\(Lastbit.binary)' run terminal.yaml --cores 2",
      "/dev/null",
    ]
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    var environment = ProcessInfo.processInfo.environment
    environment["TERM"] = term
    environment["LASTBIT_STORE"] = nil
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }

  /// The lines that are drawn over, without what moves the cursor.
  private func drawn(_ text: String) -> [String] {
    text.replacingOccurrences(of: "\r", with: "")
      .replacingOccurrences(of: "\u{1B}\\[[0-9]*[A-Za-z]", with: "", options: .regularExpression)
      .split(separator: "\n").map(String.init)
      .filter { $0.contains("%") || $0.contains(" jobs ·") }
  }

  @Test(arguments: [20, 33, 80])
  func liveLinesFit(_ columns: Int) throws {
    let text = try run(columns: columns)
    let lines = drawn(text)
    #expect(lines.allSatisfy { $0.count < columns }, "\(lines)")
    #expect(!lines.contains { $0.contains(" 0%") })
    // Only a run that is over before the first frame draws nothing.
    #expect(!lines.isEmpty)
    // The arithmetic and the repeat are seen however narrow it is.
    let jobs = lines.filter { !$0.contains(" jobs") }
    #expect(
      jobs.allSatisfy {
        $0.range(of: "ra[a-z-]*…?[a-z]* (repeat=)?[0-9]+", options: .regularExpression) != nil
      },
      "\(jobs)")
  }

  @Test func dumbTerminalsGetLines() throws {
    let text = try run(columns: 80, term: "dumb")
    #expect(!text.contains("\u{1B}"))
    #expect(text.contains("aligned arithmetic=random-rounding repeat=4: done in "))
  }
}
