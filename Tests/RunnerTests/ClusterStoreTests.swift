import Foundation
import Support
import Testing

/// One store, and what befalls it: several coordinators, clocks that differ, nodes that cannot write,
/// and coordinators that die at any moment.
@Suite(.serialized, .enabled(if: LongTests.areWanted)) struct ClusterStoreTests {
  private let cluster: ShellCluster

  init() throws { cluster = try ShellCluster() }

  private var arguments: [String] { ["run", "m.yaml", "--profile", "lines"] }

  @Test func twoCoordinatorsShareTheWork() throws {
    try cluster.write(count: 8, body: "sleep 0.3")
    let runs = try (0..<2).map { _ in try cluster.lastbit.start(arguments) }
    for run in runs {
      let outcome = run.wait()
      #expect(outcome.status == 0, "\(outcome.messages)")
    }
    #expect(cluster.ran == Array(1...8))
    #expect(try cluster.all() == Array(1...8))
    #expect(cluster.folder.files(under: ".lastbit/claims") == [])
  }

  /// Killed at random moments until it comes to its end: no job runs twice, none is lost, and the results
  /// are those of a run without a cluster.
  @Test func itsCoordinatorMayDieAtAnyMoment() throws {
    let kills = LongTests.trials(5, long: 20)
    // So few at once that there is something left to do at every kill.
    let profiles = try String(decoding: cluster.folder.read("profiles.yaml"), as: UTF8.self)
    try cluster.folder.write(
      "profiles.yaml",
      profiles.replacingOccurrences(of: "  lines:\n", with: "  lines:\n    jobs: 2\n"))
    try cluster.write(count: kills, body: "sleep 0.5")
    for _ in 0..<kills {
      let running = try cluster.lastbit.start(arguments)
      usleep(UInt32.random(in: 20_000...900_000))
      running.send(SIGKILL)
      _ = running.wait()
    }
    let outcome = try cluster.lastbit.call(arguments)
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(cluster.ran == Array(1...kills))
    let here = try cluster.lastbit("run", "m.yaml", "--store", "here", "--overwrite")
    #expect(here.status == 0, "\(here.messages)")
    let stages = ["made", "all"]
    #expect(
      try cluster.lastbit.digests(of: stages)
        == cluster.lastbit.digests(of: stages, store: "here"))
  }

  /// A claim of a dead process whose clock was an hour ahead, and one of a clock that was behind.
  @Test(arguments: ["1 hour", "-1 hour"]) func clocksMayDiffer(_ shift: String) throws {
    try cluster.write(count: 1, body: "true")
    let plan = try JSON(cluster.lastbit("plan", "m.yaml", "--json").output)
    let key = try #require(plan["jobs"][0]["key"].text)
    try cluster.folder.write(".lastbit/claims/\(key)", "somebody 0")
    _ = try cluster.lastbit.shell("touch -d '\(shift)' .lastbit/claims/\(key)")
    let outcome = try Lastbit(
      in: cluster.folder.path,
      environment: cluster.lastbit.environment.merging(["LASTBIT_CLAIM_PATIENCE": "2"]) { $1 }
    ).call(arguments)
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(cluster.ran == [1])
  }

  /// A node on which the store cannot be written to.
  @Test func aReadOnlyStoreOnANodeIsSaid() throws {
    guard try cluster.lastbit.shell("unshare -m true").status == 0 else {
      print("skipped: this takes the right to mount")
      return
    }
    let outcome = try runOnNode(
      """
      cd \(cluster.folder.path)
      exec unshare -m sh -c "mount --bind .lastbit .lastbit && mount -o remount,ro,bind .lastbit && exec sh $1"
      """)
    #expect(outcome.messages.contains("Read-only file system"), "\(outcome.messages)")
    #expect(cluster.ran == [])
  }

  /// A node whose disk is full where jobs write.
  @Test func aFullStoreOnANodeIsSaid() throws {
    guard try cluster.lastbit.shell("unshare -m true").status == 0 else {
      print("skipped: this takes the right to mount")
      return
    }
    let outcome = try runOnNode(
      """
      cd \(cluster.folder.path); mkdir -p .lastbit/tmp
      exec unshare -m sh -c "mount -t tmpfs -o size=4k none .lastbit/tmp && exec sh $1"
      """)
    #expect(outcome.messages.contains("No space left on device"), "\(outcome.messages)")
    #expect(try cluster.lastbit("cache", "verify").status == 0)
  }

  /// What a run of one job comes to whose tasks begin with `script` on their node; it fails.
  private func runOnNode(_ script: String) throws -> Lastbit.Outcome {
    try cluster.write(count: 1, body: "true")
    try cluster.folder.write("node.sh", script)
    try cluster.folder.write(
      "sched.sh",
      ShellCluster.scheduler.replacingOccurrences(
        of: "setsid sh $3", with: "setsid sh \(cluster.folder.path)/node.sh $3"))
    let outcome = try cluster.lastbit.call(arguments)
    #expect(outcome.status == 1)
    return outcome
  }
}
