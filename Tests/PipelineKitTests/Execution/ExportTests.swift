import Glibc
import PipelineKit
import Testing

@Suite struct ExportTests {
  @Test func writesWhatIsMissingOrDiffers() async throws {
    var graph = TestGraph()
    let path = graph.folder.path + "/results/deep/out.json"
    graph.add("one", ["value": 5], exports: [Export(port: "out", path: path)])
    #expect(try await graph.run().exported == [path])
    #expect(TestFolder.read(path) == Array(#"{"sum":5}"#.utf8))
    #expect(try await graph.run().exported == [])
    #expect(Tally.count("written \(path)") == 1)
    // Gone, or written by an older version: written again. Changed by hand: only when told to.
    Glibc.unlink(path)
    #expect(try await graph.run().exported == [path])
    TestFolder.write([1, 2, 3], to: path)
    await #expect(throws: Diagnostics.self) { try await graph.run() }
    #expect(TestFolder.read(path) == [1, 2, 3])
    #expect(try await graph.run(.init(cores: 2, overwrite: true)).exported == [path])
    // Another mode or time is no other content.
    chmod(path, 0o600)
    utimensat(AT_FDCWD, path, nil, 0)
    #expect(try await graph.run().exported == [])
    graph.reader.version = 2
    #expect(try await graph.run().exported == [path])
    #expect(try await graph.run().exported == [])
    #expect(TestFolder.read(path) == Array(#"{"sum":5}"#.utf8))
  }

  @Test func writesWhatEndsAfterAFailure() async throws {
    var graph = TestGraph()
    let path = graph.folder.path + "/slow.json"
    graph.add("bad", ["failures": 9, "tag": "fails before the slow one ends"])
    graph.add("slow", ["milliseconds": 100], exports: [Export(port: "out", path: path)])
    let summary = try await graph.run(.init(cores: 2))
    #expect(summary.failures.map(\.stage) == ["bad"])
    #expect(summary.exported == [path])
  }

  @Test func failsWhereTheFolderCannotBeMade() async throws {
    var graph = TestGraph()
    let file = graph.folder.write("", to: "file")
    graph.add("one", exports: [Export(port: "out", path: file + "/out.json")])
    let summary = try await graph.run()
    #expect(
      summary.failures.first?.cause.contains("cannot export 'out' to '\(file)/out.json'") == true)
    #expect(summary.done == 1)
  }
}
