import Glibc
import Synchronization
import Testing

@testable import PipelineKit

/// What is read is what was hashed.
@Suite struct ChangedSourceTests {
  private static func sentence(_ path: String) -> String {
    "'\(path)' has changed since the run began; run again to compute with what it holds now"
  }

  @Test(arguments: ["in place", "by rename", "back again"])
  func aJobWhoseSourceChangesWhileItWaitsFails(_ way: String) async throws {
    var graph = TestGraph()
    let path = graph.folder.write("4", to: "n.txt")
    let other = graph.folder.write("5", to: "other.txt")
    let reader = graph.add(
      "reads", ["tag": .string("changed \(way)"), "milliseconds": 50], files: [path],
      retries: .init(times: 2))
    let log = EventLog()
    let summary = try await graph.run { event in
      log.sink(event)
      guard case .started = event else { return }
      if way == "in place" {
        TestFolder.write(Array("5".utf8), to: path)
      } else {
        rename(other, path)
      }
      // The same content under another status is the same content.
      if way == "back again" { TestFolder.write(Array("4".utf8), to: path) }
    }
    if way == "back again" {
      #expect(summary.failures.isEmpty)
      #expect(try graph.sum(of: reader) == 4)
      return
    }
    #expect(summary.failures.map(\.cause) == [Self.sentence(path)])
    #expect(summary.failures.first?.attempts == 1)
    // The new content has a key of its own.
    #expect(try await graph.run().done == 1)
    #expect(try graph.sum(of: reader) == 5)
    TestFolder.write(Array("4".utf8), to: path)
    #expect(try await graph.run().done == 1)
    #expect(try graph.sum(of: reader) == 4)
  }

  @Test(arguments: [true, false])
  func aSourceThatChangesWhileItIsReadIsNotBelieved(_ isReadable: Bool) async throws {
    var graph = TestGraph()
    let (first, second) = (
      graph.folder.write("4", to: "n.txt"), graph.folder.write("6", to: "plus.txt")
    )
    graph.reader.whileReading = { path in
      if path == first { TestFolder.write(Array((isReadable ? "7" : "torn").utf8), to: second) }
    }
    graph.add(
      "reads", ["tag": .string("torn \(isReadable)")], files: [first],
      options: ["plus": .string(second)])
    #expect(try await graph.run().failures.map(\.cause) == [Self.sentence(first)])
  }

  @Test func aSourceThatIsGoneIsNamed() async throws {
    var graph = TestGraph()
    let path = graph.folder.write("4", to: "n.txt")
    graph.add("reads", ["tag": "gone", "milliseconds": 20], files: [path])
    let summary = try await graph.run { if case .started = $0 { unlink(path) } }
    #expect(summary.failures.map(\.cause) == ["cannot find the source file '\(path)'"])
  }

  @Test func allFilesAndOptionsOfASourceAreItsIdentity() async throws {
    var graph = TestGraph()
    let path = graph.folder.write("4", to: "n.txt")
    let plus = graph.folder.write("6", to: "plus.txt")
    graph.add("plain", files: [path])
    graph.add("more", files: [path], options: ["plus": .string(plus)])
    graph.add("times", files: [path], options: ["plus": .string(plus), "times": 3])
    #expect(try await graph.run().done == 3)
    #expect(try (0..<3).map { try graph.sum(of: $0) } == [4, 10, 30])
    // Of one file it is the digest of its bytes, as ever.
    let store = try graph.store()
    let items = try (0..<3).map { id in
      let key = try graph.key(of: id)
      return try #require(key.flatMap { store.record(for: $0) }).inputs[0].items[0]
    }
    #expect(items[0].digest == (try Files.digest(path)))
    #expect(
      items.map(\.source) == [
        "record, readers 1", "record, readers 1, plus=file",
        "record, readers 1, plus=file, times=3",
      ])
    TestFolder.write(Array("7".utf8), to: plus)
    #expect(try await graph.run().done == 2)
    #expect(try (0..<3).map { try graph.sum(of: $0) } == [4, 11, 33])
  }

  @Test func warningsAreToldOnceAndKept() async throws {
    var graph = TestGraph()
    let path = graph.folder.write("4", to: "n.txt")
    graph.add("reads", files: [path], options: ["times": 0])
    let log = EventLog()
    _ = try await graph.run(events: log.sink)
    let warnings = log.all.compactMap { event -> String? in
      if case .warning(0, let sentence) = event { sentence } else { nil }
    }
    #expect(warnings == ["times nothing"])
    let key = try #require(try graph.key(of: 0))
    let provenance = try graph.store().provenance(of: key)
    #expect(provenance.contains { $0.value.json().contains("warning: times nothing") })
  }

  /// Entries of the index from before the change time was kept are no errors, and are not believed.
  @Test func oldEntriesOfTheIndexAreReadAgain() throws {
    let folder = TestFolder()
    let path = folder.write("4", to: "n.txt")
    let status = try #require(Files.status(path))
    let stamp = FileStamp(path: path, status: status, digest: try Files.digest(path))
    #expect(stamp.matches(status))
    #expect(FileStamp(stamp.value) == stamp)
    guard case .map(let pairs) = stamp.value else { return #expect(Bool(false)) }
    let old = try #require(FileStamp(.map(pairs.filter { $0.key != "changed" })))
    #expect(!old.matches(status))
  }
}
