import Foundation
import Support
import Testing

/// What a Slurm does to jobs: limits, cancelled and requeued tasks, nodes that go away. On one of the
/// test's own, since it takes nodes down.
@Suite(.serialized, .enabled(if: SlurmNode.shared != nil)) struct SlurmTests {
  private static let node = SlurmNode()
  private let folder: TemporaryFolder
  private let lastbit: Lastbit

  init() throws {
    folder = try TemporaryFolder()
    let node = try #require(Self.node)
    lastbit = Lastbit(
      in: folder.path,
      // A job whose node went away is not waited for longer than this.
      environment: ["HOME": folder.path, "LASTBIT_CLAIM_PATIENCE": "5"]
        .merging(node.environment) { $1 })
    try folder.write("profiles.yaml", "profiles: {default: {memory: 512 MiB, time: 10m}}\n")
  }

  private func write(_ body: String, _ more: String = "") throws {
    let lines = body.split(separator: "\n").map { "          \($0)" }.joined(separator: "\n")
    try folder.write(
      "m.yaml",
      """
      lastbit: 1
      stages:
        made:
          shell: |
            echo ran >> \(folder.path)/ran.txt
      \(lines)
            echo done > $out
          out: {out: {path: out.txt, type: file}}
          tools: [sleep]
          \(more)
          export: out.txt
      """)
  }

  private var timesRun: Int {
    ((try? String(contentsOfFile: folder.path("ran.txt"), encoding: .utf8)) ?? "")
      .count { $0 == "\n" }
  }

  private func start() throws -> Lastbit.Running {
    try lastbit.start(["run", "m.yaml", "--executor", "slurm"])
  }

  private func waitsForStart(_ times: Int = 1) {
    for _ in 0..<400 where timesRun < times { usleep(50_000) }
    #expect(timesRun == times)
  }

  /// Holds 700 MB for as long as a limit on memory takes to be seen.
  private static let greedy = "(head -c 700000000 /dev/zero; sleep 4) | tail -n 1 | wc -c"

  @Test func tooLittleMemoryIsSaid() throws {
    try write(Self.greedy)
    let outcome = try start().wait()
    #expect(outcome.status == 1)
    #expect(
      outcome.messages.contains("took more memory than it had asked for"), "\(outcome.messages)")
    #expect(timesRun == 1)
  }

  @Test func moreMemoryIsAskedForWhereTheManifestSaysSo() throws {
    try write(Self.greedy, "retries: {times: 1, on: [memory], memory: 4x}")
    let outcome = try start().wait()
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(timesRun == 2)
  }

  @Test func moreTimeIsGivenWhereTheManifestSaysSo() throws {
    try write(
      "sleep 3", "resources: {time: 1s}\n    retries: {times: 1, on: [timeout], time: 20x}")
    let outcome = try start().wait()
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(outcome.messages.contains("longer than its timeout of 1.0 seconds"))
    #expect(timesRun == 2)
  }

  @Test func whatSomebodyCancelsIsNotTriedAgain() throws {
    try write("sleep 60", "retries: {times: 1, on: [memory, timeout]}")
    let running = try start()
    waitsForStart()
    #expect(try lastbit.shell("scancel --user=$(id -un)").status == 0)
    let outcome = running.wait()
    #expect(outcome.status == 1)
    #expect(outcome.messages.contains("somebody cancelled its task"), "\(outcome.messages)")
    #expect(timesRun == 1)
  }

  /// A task that is put back into the queue, as by a job with more rights to the node.
  @Test func aRequeuedTaskRunsAgain() throws {
    try write("[ $$(wc -l < \(folder.path)/ran.txt) = 1 ] && sleep 60; true")
    let running = try start()
    waitsForStart()
    #expect(try lastbit.shell("scontrol requeue $(squeue -h -o %A)").status == 0)
    // What was requeued waits for two minutes before it may start again.
    for _ in 0..<200 where timesRun < 2 {
      _ = try lastbit.shell("scontrol update jobid=$(squeue -h -o %A) starttime=now")
      usleep(100_000)
    }
    let outcome = running.wait()
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(timesRun == 2)
  }

  /// The coordinator says why jobs wait for a node that is drained, and they run once it is back.
  @Test func aDrainedNodeIsSaidAndWaitedFor() throws {
    try write("true")
    #expect(
      try lastbit.shell("scontrol update nodename=$(hostname -s) state=drain reason=test").status
        == 0)
    let running = try start()
    #expect(running.waits(for: "waits in the cluster's queue because of"))
    #expect(try lastbit.shell("scontrol update nodename=$(hostname -s) state=resume").status == 0)
    let outcome = running.wait()
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(timesRun == 1)
  }

  /// A node that goes away takes its task with it; Slurm gives the task to another, here the same one.
  @Test func aNodeThatGoesDownLosesNothing() throws {
    try write("[ $$(wc -l < \(folder.path)/ran.txt) = 1 ] && sleep 60; true")
    let running = try start()
    waitsForStart()
    #expect(
      try lastbit.shell("scontrol update nodename=$(hostname -s) state=down reason=test").status
        == 0)
    usleep(500_000)
    // It may be back by itself.
    _ = try lastbit.shell("scontrol update nodename=$(hostname -s) state=resume")
    for _ in 0..<200 where timesRun < 2 {
      _ = try lastbit.shell("scontrol update jobid=$(squeue -h -o %A) starttime=now")
      usleep(100_000)
    }
    let outcome = running.wait()
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(timesRun == 2)
  }

  /// A limit on time of Slurm's own: it counts in minutes, so that this takes some.
  @Test(
    .enabled(if: LongTests.areWanted))
  func theClustersOwnTimeLimitIsSaid() throws {
    try folder.write("profiles.yaml", "profiles: {default: {flags: [--time=1]}}\n")
    try write("sleep 300")
    let outcome = try start().wait()
    #expect(outcome.status == 1)
    #expect(
      outcome.messages.contains("the cluster ended it because its time was over"),
      "\(outcome.messages)")
    #expect(timesRun == 1)
  }
}
