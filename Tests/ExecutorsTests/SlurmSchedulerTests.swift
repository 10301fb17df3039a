import PipelineKit
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

  @Test func whatALabKeepsToItselfComesFromItsProfile() {
    var profile = ClusterProfile(name: "cedar", kind: .slurm)
    profile.memory = 2 << 30
    profile.time = 3600
    profile.flags = ["--gres=gpu:1"]
    let words = words(profile, Resources())
    #expect(words.suffix(4) == ["--mem=2048M", "--time=60", "--gres=gpu:1", "/store/run.sh"])
  }

  /// A job whose task ended before it, as Slurm says it, or as its shell does.
  @Test func endsAreToldApart() {
    func failure(_ word: String, _ exit: Int? = nil) -> RetryRule.Cause? {
      guard
        case .failed(_, _, let cause)? = ClusterQueue.failure(
          word, exit: exit, hasBegun: true, said: [])
      else { return nil }
      return cause
    }
    #expect(failure("TIMEOUT") == .timeout)
    #expect(failure("OUT_OF_MEMORY") == .memory)
    #expect(failure("FAILED", 137) == .memory)
    #expect(failure("FAILED", 139) == .other)
    #expect(failure("CANCELLED") == .other)
    #expect(failure("NODE_FAIL") == nil)
    #expect(failure("") == nil)
  }
}
