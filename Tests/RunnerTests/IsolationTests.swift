import Foundation
import Support
import Testing

/// `run --isolate`: each job in a process of its own.
@Suite struct IsolationTests {
  @Test func isolatedJobsGiveTheSameBits() throws {
    let (plain, isolated) = (try NoiseExperiment(), try NoiseExperiment())
    #expect(try plain.lastbit("run", "noise.yaml").status == 0)
    let outcome = try isolated.lastbit("run", "noise.yaml", "--isolate", "--cores", "2")
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(outcome.messages.contains("noisy repeat=2: done"))
    #expect(try isolated.digests() == plain.digests())
    #expect(isolated.folder.files(under: ".lastbit/tmp") == [])
    let again = try isolated.lastbit("run", "noise.yaml", "--isolate")
    #expect(again.output.contains("Nothing to do"))
  }

  /// The processes of the jobs, by the store that they write to.
  private func children(of experiment: NoiseExperiment) throws -> [pid_t] {
    try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { name in
      guard let process = pid_t(name),
        let data = FileManager.default.contents(atPath: "/proc/\(name)/cmdline")
      else { return nil }
      let words = data.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
      guard words.dropFirst().first == "job" else { return nil }
      let folder = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(name)/cwd")
      return folder.map { ($0 as NSString).lastPathComponent }
        == (experiment.folder.path as NSString).lastPathComponent ? process : nil
    }
  }

  private func waits(for condition: () throws -> Bool) rethrows -> Bool {
    for _ in 0..<1200 {
      if try condition() { return true }
      usleep(25_000)
    }
    return false
  }

  @Test func aKilledProcessFailsItsJobAlone() throws {
    let experiment = try NoiseExperiment(size: 96)
    let run = try experiment.lastbit.start([
      "run", "noise.yaml", "--isolate", "--cores", "1", "--keep-going", "--set", "repeats=3",
    ])
    try #require(run.waits(for: "noisy repeat=1: starts"))
    try #require(waits { try !children(of: experiment).isEmpty })
    for child in try children(of: experiment) { kill(child, SIGKILL) }
    let outcome = run.wait()
    #expect(outcome.status == 1)
    #expect(outcome.messages.contains("its process was killed (signal 9)"))
    #expect(outcome.messages.contains("noisy repeat=3: done"))
    #expect(try experiment.lastbit("run", "noise.yaml", "--isolate").status == 0)
  }

  @Test(arguments: [SIGTERM, SIGKILL])
  func noProcessIsLeftBehind(_ signal: Int32) throws {
    let experiment = try NoiseExperiment(size: 96)
    let run = try experiment.lastbit.start([
      "run", "noise.yaml", "--isolate", "--cores", "1", "--set", "repeats=30",
    ])
    try #require(run.waits(for: "noisy repeat=2: starts"))
    try #require(waits { try !children(of: experiment).isEmpty })
    run.send(signal)
    #expect(run.wait().status == (signal == SIGKILL ? 128 + SIGKILL : 130))
    #expect(try waits { try children(of: experiment).isEmpty })
    #expect(try experiment.lastbit("cache", "verify").status == 0)
  }

  @Test func anOrderThatIsNoneIsRefused() throws {
    let experiment = try NoiseExperiment()
    try experiment.folder.write("none.json", Data(#"{"order": 7}"#.utf8))
    try experiment.folder.write("text.json", Data("hello".utf8))
    let none = try experiment.lastbit("job", "none.json")
    #expect(none.status == 1 && none.messages.contains("no order that this lastbit wrote"))
    let text = try experiment.lastbit("job", "text.json")
    #expect(text.status == 1 && text.messages.contains("holds no JSON"))
    let gone = try experiment.lastbit("job", "gone.json")
    #expect(gone.status == 1 && gone.messages.contains("cannot be read"))
  }
}
