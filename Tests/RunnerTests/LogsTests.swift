import Foundation
import Support
import Testing

/// `lastbit logs`: what failed last, and why.
@Suite struct LogsTests {
  /// A head of large numbers, which half precision cannot hold, moved onto itself.
  private static func manifest(format: String) -> String {
    """
    lastbit: 1
    name: logs
    sources: {head: {file: head.nii}}
    stages:
      aligned:
        uses: register/affine
        in: {moving: head, fixed: head}
        with: {levels: [24], iterations: 1, dof: rigid}
        sweep: {arithmetic: [ieee, {reduced: {format: \(format)}}]}
    """
  }

  private let folder: TemporaryFolder
  private let lastbit: Lastbit

  init() throws {
    folder = try TemporaryFolder()
    lastbit = Lastbit(in: folder.path)
    var head = SyntheticHead(size: 16, spacing: 12).image
    // `scl_slope`: what the stored numbers are multiplied with.
    head.replaceSubrange(112..<116, with: withUnsafeBytes(of: Float(1e4)) { Data($0) })
    try folder.write("head.nii", head)
    try folder.write("logs.yaml", Self.manifest(format: "float16"))
  }

  @Test func failuresAreKeptUntilTheyAreMended() throws {
    let run = try JSON(lastbit("run", "logs.yaml", "--keep-going", "--json").output)
    let cause = try #require(run["failures"][0]["cause"].text)
    let before = try JSON(lastbit("logs", "--json").output)["failures"]
    #expect(before.list?.count == 1)
    #expect(before[0]["cause"].text == cause)
    #expect(before[0]["coordinates"]["arithmetic"].text == "reduced{format=float16}")
    #expect(before[0]["file"].text == folder.path("logs.yaml"))
    let date = try #require(before[0]["ended_at"].text.flatMap(ISO8601DateFormatter().date))
    #expect(abs(date.timeIntervalSinceNow) < 3600)
    let text = try lastbit("logs").output
    let lines = text.split(separator: "\n")
    #expect(lines[0] == "logs.yaml: 1 failure")
    #expect(lines[1].hasSuffix("  aligned arithmetic=reduced{format=float16}: failed"))
    #expect(lines[2] == "    \(cause)")
    // What the job said before it failed follows.
    #expect(lines.contains { $0.hasPrefix("    results of kernels: ") })
    // Another run of the same says it once.
    _ = try lastbit("run", "logs.yaml", "--keep-going")
    #expect(try JSON(lastbit("logs", "--json").output)["failures"].list?.count == 1)
    #expect(try JSON(lastbit("logs", "--all", "--json").output)["failures"].list?.count == 2)
    // Mended: the same job works.
    var head = SyntheticHead(size: 16, spacing: 12).image
    head.replaceSubrange(112..<116, with: withUnsafeBytes(of: Float(1e-2)) { Data($0) })
    try folder.write("head.nii", head)
    let again = try lastbit("run", "logs.yaml", "--keep-going")
    if again.status == 0 {
      #expect(try lastbit("logs").output == ".lastbit: nothing failed that is not mended\n")
      #expect(try lastbit("logs", "--all").output.hasPrefix("logs.yaml: 2 failures\n"))
    }
  }

  @Test func aStagesLogsAreThoseOfItsJobs() throws {
    _ = try lastbit("run", "logs.yaml", "--keep-going")
    let logs = try JSON(lastbit("logs", "aligned", "--json").output)
    #expect(logs["failures"].list?.count == 1)
    #expect(logs["results"].list?.count == 1)
    #expect(logs["results"][0]["title"].text == "aligned arithmetic=ieee")
    #expect(logs["results"][0]["log"].list?.isEmpty == false)
    let worked = try lastbit("logs", "aligned[arithmetic=ieee]").output
    #expect(worked.split(separator: "\n")[0].hasSuffix("  aligned arithmetic=ieee: done"))
    #expect(worked.contains("\n    similarity "))
    let failed = try lastbit("logs", "aligned[arithmetic=reduced{format=float16}]")
    #expect(failed.status == 0 && failed.output.contains(": failed\n"))
    let unknown = try lastbit("logs", "alined")
    #expect(unknown.status == 2 && unknown.messages.contains("did you mean 'aligned'?"))
  }

  @Test func aFailedExportIsMendedByExporting() throws {
    try folder.write(
      "logs.yaml",
      Self.manifest(format: "float16").replacingOccurrences(of: "ieee, ", with: "ieee]} #")
        + "\n    export: {transform: out/t.txt}\n")
    try folder.write("out", "a file, not a folder")
    let first = try lastbit("run", "logs.yaml")
    guard first.status == 1 else { return }
    let failure = try JSON(lastbit("logs", "--json").output)["failures"][0]
    #expect(failure["path"].text == folder.path("out/t.txt"))
    try FileManager.default.removeItem(atPath: folder.path("out"))
    #expect(try lastbit("run", "logs.yaml").status == 0)
    #expect(try lastbit("logs").output == ".lastbit: nothing failed that is not mended\n")
  }
}
