import PipelineKit
import Support
import Synchronization
import Testing

@testable import Executors

@Suite struct SlurmSchedulerTests {
  private func words(_ profile: ClusterProfile, _ resources: Resources) -> [String] {
    SlurmScheduler(profile, mostTasks: 1001).arguments(
      of: SubmissionRequest(
        name: "lastbit-abc", script: "/store/run.sh", count: 12, resources: resources,
        folder: "/store/abc"))
  }

  @Test func whatAJobAsksForIsAskedOfSlurm() {
    let profile = ClusterProfile(name: "default", kind: .slurm)
    #expect(
      words(profile, Resources(cores: 4, memory: 1_500_000_000, time: 5401)) == [
        "--parsable", "--job-name=lastbit-abc", "--array=0-11", "--output=/store/abc/task-%a.log",
        "--open-mode=append", "--requeue", "--cpus-per-task=4", "--mem=1431M", "--time=91",
        "/store/run.sh",
      ])
  }

  @Test func whatALabKeepsToItselfComesFromItsProfile() throws {
    var profile = ClusterProfile(name: "cedar", kind: .slurm)
    profile.memory = 2 << 30
    profile.time = 3600
    profile.flags = ["--gres=gpu:1"]
    let folder = try TemporaryFolder()
    let room = ClusterRoom(profile, ResourceForecast(try Store(at: folder.path("store"))))
    func filled(_ resources: Resources) -> Resources? {
      room.filled(resources, of: "stage", inputBytes: { nil })?.resources
    }
    #expect(
      words(profile, try #require(filled(Resources()))).suffix(4) == [
        "--mem=2048M", "--time=60", "--gres=gpu:1", "/store/run.sh",
      ])
    #expect(filled(Resources(memory: 5, time: 6)) == Resources(memory: 5, time: 6))
  }

  /// A Slurm whose commands answer what is written here, and what it was asked.
  private final class Answers: Sendable {
    let asked = Mutex<[[String]]>([])
    let answers: [String: [String]]

    init(_ answers: [String: [String]]) { self.answers = answers }

    func call(_ words: [String]) -> SchedulerCall.Outcome {
      asked.withLock { $0.append(words) }
      let lines = answers[words[0]]
      return SchedulerCall.Outcome(isDone: lines != nil, lines: lines ?? [])
    }
  }

  private func scheduler(_ answers: Answers) throws -> SlurmScheduler {
    try SlurmScheduler(ClusterProfile(name: "default", kind: .slurm), call: answers.call)
  }

  @Test func limitsComeFromTheController() throws {
    let settings = ["AccountingStorageType = accounting_storage/slurmdbd", "MaxArraySize    = 301"]
    let known = try scheduler(Answers(["scontrol": settings]))
    #expect(known.mostTasks == 301 && known.keepsAccounts)
    let bare = try scheduler(
      Answers(["scontrol": ["AccountingStorageType   = accounting_storage/none"]]))
    #expect(bare.mostTasks == 1001 && !bare.keepsAccounts)
    #expect(throws: SchedulerError.self) { try scheduler(Answers([:])) }
  }

  /// One question for what waits and runs, and one more for what has ended long ago.
  @Test func accountsAreAskedForWhatTheQueueForgot() throws {
    let answers = Answers([
      "scontrol": ["AccountingStorageType = accounting_storage/slurmdbd"],
      "squeue": [
        "lastbit-a|7|0|RUNNING|None", "lastbit-a|7|1|PENDING|PartitionDown",
        "lastbit-a|7|2|COMPLETED|None",
      ],
      "sacct": [
        "8_0|TIMEOUT", "8_1|CANCELLED by 1000", "8_[2-5]|PENDING", "7_0|RUNNING", "8|FAILED",
      ],
    ])
    let states = try #require(
      try scheduler(answers).states(of: [
        SubmissionQuestion(name: "lastbit-a", id: "7", tasks: [0, 1, 2]),
        SubmissionQuestion(name: "lastbit-b", id: "8", tasks: [0, 1]),
        SubmissionQuestion(name: "lastbit-c", tasks: [0]),
      ]))
    #expect(
      states.map { "\($0.id) \($0.task ?? -1) \($0.phase)" } == [
        "7 0 running", "7 1 waiting", "7 2 over(\"COMPLETED\")", "8 0 over(\"TIMEOUT\")",
        "8 1 over(\"CANCELLED\")",
      ])
    #expect(states[1].reason == "PartitionDown")
    let asked = answers.asked.withLock { $0 }.map { $0[0] }
    #expect(asked == ["scontrol", "squeue", "sacct"])
    #expect(answers.asked.withLock { $0[2] }.contains("--jobs=8"))
  }

  /// Accounts are not asked where the queue knows all, or where there are none.
  @Test func accountsAreLeftAlone() throws {
    for accounts in ["slurmdbd", "none"] {
      let answers = Answers([
        "scontrol": ["AccountingStorageType = accounting_storage/\(accounts)"],
        "squeue": accounts == "none" ? [] : ["lastbit-a|7|0|RUNNING|None"],
      ])
      let states = try scheduler(answers).states(of: [
        SubmissionQuestion(name: "lastbit-a", id: "7", tasks: [0])
      ])
      #expect(states?.count == (accounts == "none" ? 0 : 1))
      #expect(answers.asked.withLock { $0.count } == 2)
    }
  }

  /// A scheduler that does not hear of a node's death has not the last word.
  @Test func aTaskThatSaysItIsOverIsOver() {
    func state(_ phase: TaskState.Phase) -> TaskState {
      TaskState(name: nil, id: "7", task: 0, phase: phase)
    }
    #expect(state(.running).goesOn(exit: false))
    #expect(!state(.running).goesOn(exit: true))
    // It was over, and is to begin again.
    #expect(state(.waiting).goesOn(exit: true))
    #expect(!state(.over("FAILED")).goesOn(exit: false))
  }
}
