import Foundation
import Support
import Testing

/// Runs on clusters: a scheduler of a few lines of shell, and Slurm where it is installed and runs.
@Suite(.serialized) struct ClusterTests {
  /// What the tests run on.
  enum Cluster: String, CaseIterable, Sendable { case lines, slurm }

  static let clusters: [Cluster] = SlurmNode.shared == nil ? [.lines] : [.lines, .slurm]

  @Test(.enabled(if: SlurmNode.shared == nil)) func slurmIsNotHere() {
    print(SlurmNode.absence)
  }

  private let shell: ShellCluster
  private var folder: TemporaryFolder { shell.folder }
  private var lastbit: Lastbit { shell.lastbit }

  init() throws { shell = try ShellCluster() }

  private func arguments(_ cluster: Cluster) -> [String] {
    ["run", "m.yaml", "--profile", cluster.rawValue]
  }

  @Test(arguments: clusters) func jobsRunThere(_ cluster: Cluster) throws {
    try shell.write(count: 12)
    let outcome = try lastbit.call(arguments(cluster))
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(shell.ran == Array(1...12))
    #expect(try shell.all() == Array(1...12))
    // But for what a task's shell may write at the very moment.
    #expect(folder.files(under: ".lastbit/cluster").filter { !$0.contains("exit-") } == [])
    #expect(folder.files(under: ".lastbit/claims") == [])
    #expect(try lastbit.call(arguments(cluster)).output.contains("Nothing to do"))
    // A run here finds the same results.
    #expect(try lastbit("run", "m.yaml").output.contains("Nothing to do"))
  }

  /// Killed at any moment and started again: every job runs once.
  @Test(arguments: clusters, [30, 150, 400, 900]) func nothingRunsTwice(
    _ cluster: Cluster, _ milliseconds: Int
  ) throws {
    try shell.write(count: 6, body: "sleep 0.8")
    let first = try lastbit.start(arguments(cluster))
    usleep(UInt32(milliseconds) * 1000)
    first.send(SIGKILL)
    _ = first.wait()
    let outcome = try lastbit.call(arguments(cluster))
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(shell.ran == Array(1...6))
    #expect(try shell.all() == Array(1...6))
  }

  @Test(arguments: clusters) func ctrlCCancelsWhatIsThere(_ cluster: Cluster) throws {
    try shell.write(count: 3, body: "sleep 60")
    let running = try lastbit.start(arguments(cluster))
    for _ in 0..<400 where shell.ran.isEmpty { usleep(50_000) }
    running.send(SIGINT)
    #expect(running.wait().status == 130)
    for _ in 0..<100 {
      if try lastbit.shell("grep -l \(folder.path) /proc/[0-9]*/cmdline 2>/dev/null || true").output
        .contains("/proc/") == false
      {
        break
      }
      usleep(100_000)
    }
    #expect(try lastbit("cache", "verify").status == 0)
  }

  /// A job that is killed is reported, the others of its task go on, and `retries` tries it again.
  @Test(arguments: clusters) func aKilledJobIsTriedAgain(_ cluster: Cluster) throws {
    try shell.write(
      count: 3,
      body: """
        [ $n = 2 ] && [ $$(grep -c '^2$$' \(folder.path)/ran.txt) = 1 ] && kill -9 $$(cut -d' ' -f4 /proc/$$$$/stat); true
        """)
    let failed = try lastbit.call(arguments(cluster) + ["--keep-going"])
    #expect(failed.status == 1)
    #expect(failed.messages.contains("killed (signal 9)"), "\(failed.messages)")
    let outcome = try lastbit.call(arguments(cluster))
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(shell.ran == [1, 2, 2, 3])
  }

  /// A scheduler that does not hear of a task's end is not believed once the task's shell has said it.
  @Test func whatTheSchedulerHasNotHeardIsKnownAllTheSame() throws {
    try shell.write(count: 2, body: "kill -9 $$(cut -d' ' -f4 /proc/$$$$/stat); sleep 1")
    try folder.write(
      "profiles.yaml",
      Data(
        """
        profiles:
          deaf:
            submit: sh \(folder.path)/sched.sh submit $tasks $script $folder
            states: for d in \(folder.path)/sched/*; do echo "$(basename $d)1 running"; done
            cancel: "true"
        """.utf8))
    let outcome = try lastbit("run", "m.yaml", "--profile", "deaf", "--keep-going")
    #expect(outcome.status == 1)
    #expect(outcome.messages.contains("killed (signal 9)"), "\(outcome.messages)")
    #expect(shell.ran == [1, 2])
  }

  @Test func aProfileThatIsNotThereIsSaid() throws {
    try shell.write(count: 1)
    let outcome = try lastbit("run", "m.yaml", "--profile", "slrum")
    #expect(outcome.status == 2)
    #expect(outcome.messages.contains("there is no profile 'slrum'"), "\(outcome.messages)")
    #expect(outcome.messages.contains("did you mean 'slurm'?"))
  }

  /// What a scheduler refuses fails in its own words.
  @Test func whatIsRefusedIsSaid() throws {
    try shell.write(count: 1)
    try folder.write(
      "profiles.yaml",
      Data(
        """
        profiles:
          closed: {submit: "echo 'the queue is closed' >&2; exit 1", states: "true", cancel: "true"}
        """.utf8))
    let outcome = try lastbit("run", "m.yaml", "--profile", "closed")
    #expect(outcome.status == 1)
    #expect(outcome.messages.contains("the queue is closed"), "\(outcome.messages)")
  }
}
