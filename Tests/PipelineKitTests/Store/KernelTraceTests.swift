import Arithmetic
import Testing

@testable import PipelineKit

/// Results depend on the versions of the kernels that they used, and on no other.
struct KernelTraceTests {
  private let folder = TestFolder()
  private let record = KeyRecord.sample()

  private func store(_ kernels: [String: Int]) throws -> Store {
    try Store(at: folder.path + "/store", kernels: KernelTrace(kernels))
  }

  private func publish(_ store: Store, _ artifact: Artifact, _ kernels: [String: Int]) throws
    -> Store.Publication
  {
    try store.publish(
      ["out": artifact], provenance: .sample(record, kernels: KernelTrace(kernels))
    ).publication
  }

  @Test func aResultHoldsForTheKernelsThatMadeIt() throws {
    let old = try store(["add": 1, "convolve": 1])
    _ = try publish(old, SampleArtifacts.volume, ["add": 1])
    #expect(try old.lookUp(record.key)?.kernels.versions == ["add": 1])
    // Another kernel's version is nothing to it.
    #expect(try store(["add": 1, "convolve": 2]).lookUp(record.key) != nil)
    #expect(try store(["add": 2, "convolve": 1]).lookUp(record.key) == nil)
    #expect(try store(["convolve": 1]).lookUp(record.key) == nil)
  }

  @Test func resultsOfOtherVersionsLieSideBySide() throws {
    let (first, second) = (try store(["add": 1]), try store(["add": 2]))
    #expect(try publish(first, SampleArtifacts.volume, ["add": 1]) == .stored)
    // Other content, and no finding.
    #expect(try publish(second, SampleArtifacts.labels, ["add": 2]) == .stored)
    #expect(try publish(second, SampleArtifacts.labels, ["add": 2]) == .known)
    for index in [false, true] {
      if index {
        for name in try Files.names(in: folder.path + "/store/index") {
          Files.remove(folder.path + "/store/index/" + name)
        }
      }
      #expect(try store(["add": 1]).load(record.key, port: "out") == SampleArtifacts.volume)
      #expect(try store(["add": 2]).load(record.key, port: "out") == SampleArtifacts.labels)
      #expect(try store(["add": 2]).objects().count == 2)
    }
    // Of the same kernels it is one, whatever lies beside.
    guard
      case .differs(let path, let other) = try publish(
        second, SampleArtifacts.volume, ["add": 2])
    else {
      Issue.record("other content by the same kernels was not found")
      return
    }
    #expect(path.hasSuffix(".2.h5") && other.hasSuffix(".3.h5"))
  }

  @Test func aNumberedFileIsFoundBehindAGap() throws {
    _ = try publish(try store(["add": 1]), SampleArtifacts.volume, ["add": 1])
    let second = try store(["add": 2])
    _ = try publish(second, SampleArtifacts.labels, ["add": 2])
    Files.remove(second.path(of: record.key))
    #expect(try store(["add": 2]).load(record.key, port: "out") == SampleArtifacts.labels)
    #expect(try store(["add": 1]).lookUp(record.key) == nil)
  }

  @Test func damageOfANumberedFileIsFoundAndMended() throws {
    _ = try publish(try store(["add": 1]), SampleArtifacts.volume, ["add": 1])
    let second = try store(["add": 2])
    _ = try publish(second, SampleArtifacts.labels, ["add": 2])
    let path = second.path(of: record.key, number: 2)
    folder.write("nothing", to: String(path.dropFirst(folder.path.count + 1)))
    let later = try store(["add": 2])
    let damage = #expect(throws: DamagedObject.self) { try later.lookUp(record.key) }
    #expect(try later.setAside(try #require(damage)) == path + ".damaged")
    #expect(try later.lookUp(record.key) == nil)
    #expect(try publish(later, SampleArtifacts.labels, ["add": 2]) == .stored)
    #expect(try later.load(record.key, port: "out") == SampleArtifacts.labels)
  }

  @Test func aJobKeepsTheKernelsThatItCalled() async throws {
    var graph = TestGraph()
    graph.add("thirds", kind: ThirdsStage.self, arithmetic: .ieee)
    graph.add("sum")
    _ = try await graph.run()
    let key = try #require(try graph.key(of: 0))
    let used = try #require(try graph.store().lookUp(key)).kernels.versions
    #expect(used == ["divide": 1, "sum": 1])
    let provenance = Value.map(try graph.store().provenance(of: key))
    #expect(provenance["kernels"] == ["divide": 1, "sum": 1])
  }

  @Test func aChangedKernelRunsWhatUsedItAgain() async throws {
    var graph = TestGraph()
    graph.add("thirds", kind: ThirdsStage.self, arithmetic: .ieee)
    _ = try await graph.run()
    graph.otherKernels = ["convolve": 9]
    #expect(try graph.plan().isDone)
    graph.otherKernels = ["divide": 2]
    guard case .willRun(_, let reason, _) = try graph.plan().jobs[0].state else {
      Issue.record("a job whose kernel changed does not run")
      return
    }
    #expect(
      reason == .kernelsChanged([KernelChange(kernel: "divide", old: 1, new: 2)]))
    #expect(reason.description == "kernel 'divide' changed from version 1 to 2")
    let summary = try await graph.run()
    #expect(summary.done == 1 && summary.findings.isEmpty)
    #expect(try graph.plan().isDone)
    // The older lastbit still has its own.
    graph.otherKernels = [:]
    #expect(try graph.plan().isDone)
  }

  @Test func cleaningTakesWhatOtherVersionsMadeOnceThereIsAnother() async throws {
    var graph = TestGraph()
    graph.add("thirds", kind: ThirdsStage.self, arithmetic: .ieee)
    _ = try await graph.run()
    graph.otherKernels = ["divide": 2]
    #expect(try graph.store().cleaning().objects.isEmpty)
    _ = try await graph.run()
    let objects = try graph.store().cleaning().objects
    #expect(objects.count == 1)
    try graph.store().remove(try #require(objects.first))
    #expect(try graph.plan().isDone)
  }
}
