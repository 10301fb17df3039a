import Foundation
import Support
import Testing

/// Runs that are stopped or killed, and started again.
@Suite struct InterruptionTests {
  private static let settings = ["--set", "repeats=40", "--cores", "2"]

  /// Digests of the same experiment when nothing comes between.
  private func undisturbed() throws -> [String: String] {
    let experiment = try NoiseExperiment(size: 40)
    let outcome = try experiment.lastbit.call(["run", "noise.yaml"] + Self.settings)
    guard outcome.status == 0 else { throw UnexpectedOutcome(outcome: outcome) }
    return try experiment.digests()
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func aStoppedRunGoesOnToTheSameBits(_ signal: Int32) throws {
    let experiment = try NoiseExperiment(size: 40)
    let run = try experiment.lastbit.start(["run", "noise.yaml"] + Self.settings)
    try #require(run.waits(for: "noisy repeat=3: done"))
    run.send(signal)
    let stopped = run.wait()
    #expect(stopped.status == 130)
    #expect(stopped.output.contains("Stopped. What is finished is kept"))
    #expect(stopped.messages.contains("stopping"))
    let resumed = try experiment.lastbit.call(["run", "noise.yaml"] + Self.settings)
    #expect(resumed.status == 0)
    #expect(resumed.output.contains("in the store before"))
    #expect(try experiment.digests() == undisturbed())
  }

  /// `nohup`, and shells that start a program beside them, ask for it.
  @Test(arguments: [("HUP", SIGHUP), ("INT", SIGINT), ("TERM", SIGTERM)])
  func aSignalThatWasIgnoredStaysIgnored(_ name: String, _ signal: Int32) throws {
    let experiment = try NoiseExperiment(size: 40)
    let run = try experiment.lastbit.start(
      shell: "trap '' \(name); exec $LASTBIT run noise.yaml --set repeats=20 --cores 1")
    try #require(run.waits(for: "noisy repeat=2: starts"))
    run.send(signal)
    let outcome = run.wait()
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(!outcome.messages.contains("stopping"))
  }

  @Test func aSecondSignalLeavesAtOnce() throws {
    let experiment = try NoiseExperiment(size: 40)
    let run = try experiment.lastbit.start(["run", "noise.yaml"] + Self.settings)
    try #require(run.waits(for: "noisy repeat=3: done"))
    run.send(SIGHUP)
    run.send(SIGTERM)
    #expect(run.wait().status == 130)
    #expect(try experiment.lastbit("cache", "verify").status == 0)
  }

  @Test func aKilledRunGoesOnToTheSameBits() throws {
    let experiment = try NoiseExperiment(size: 40)
    let run = try experiment.lastbit.start(["run", "noise.yaml"] + Self.settings)
    try #require(run.waits(for: "noisy repeat=5: done"))
    run.send(SIGKILL)
    #expect(run.wait().status == 128 + SIGKILL)
    #expect(try experiment.lastbit("cache", "verify").status == 0)
    let resumed = try experiment.lastbit.call(["run", "noise.yaml"] + Self.settings)
    #expect(resumed.status == 0)
    #expect(resumed.output.contains("in the store before"))
    #expect(try experiment.digests() == undisturbed())
    #expect(experiment.folder.files(under: ".lastbit/tmp") == [])
  }

  @Test func aReaderThatGoesAwayDoesNotKillARun() throws {
    let experiment = try NoiseExperiment()
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    shell.arguments = [
      "-c", "'\(Lastbit.binary)' run noise.yaml 2>&1 | head -n 1 > /dev/null",
    ]
    shell.currentDirectoryURL = URL(fileURLWithPath: experiment.folder.path)
    try shell.run()
    shell.waitUntilExit()
    // The pipe's last program ends first; the run itself is asked until it is done.
    var output = ""
    for _ in 0..<600 where !output.hasPrefix("Nothing to do") {
      output =
        try experiment.lastbit("plan", "noise.yaml").output.split(separator: "\n").last
        .map(String.init) ?? ""
      usleep(50_000)
    }
    #expect(output.hasPrefix("Nothing to do"))
  }
}
