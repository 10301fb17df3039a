import Foundation
import Support
import Testing

/// Results that do not get where they are printed to.
@Suite struct OutputTests {
  private static let calls = [
    "run noise.yaml", "run noise.yaml -n", "check noise.yaml", "plan noise.yaml",
    "plan noise.yaml --shape", "why noise.yaml bits", "graph noise.yaml", "show bits",
    "show bits.summary", "export normal x.nii", "stages", "arithmetics", "schema", "cache list",
    "cache manifests", "cache verify", "cache clean -n", "doctor",
  ]

  private func experiment() throws -> NoiseExperiment {
    let experiment = try NoiseExperiment()
    let outcome = try experiment.lastbit("run", "noise.yaml")
    guard outcome.status == 0 else { throw UnexpectedOutcome(outcome: outcome) }
    return experiment
  }

  @Test func aFullDiskIsAFailure() throws {
    let experiment = try experiment()
    for call in Self.calls + Self.calls.map({ $0 + " --json" }) + ["--help", "--version"] {
      let outcome = try experiment.lastbit.shell("exec $LASTBIT \(call) > /dev/full")
      #expect(outcome.status == 1, "\(call)")
      #expect(
        outcome.messages.contains(
          "error: cannot write to standard output: No space left on device\n"),
        "\(call): \(outcome.messages)")
    }
    // A wrong call stays one.
    let wrong = try experiment.lastbit.shell("exec $LASTBIT check none.yaml --json > /dev/full")
    #expect(wrong.status == 2)
  }

  @Test func aClosedOutputIsAFailure() throws {
    let experiment = try experiment()
    for call in Self.calls + Self.calls.map({ $0 + " --json" }) {
      let outcome = try experiment.lastbit.shell("exec $LASTBIT \(call) >&-")
      #expect(outcome.status == 1, "\(call)")
      #expect(
        outcome.messages.contains("error: cannot write to standard output: it is closed\n"),
        "\(call): \(outcome.messages)")
    }
  }

  @Test func aReaderThatGoesAwayIsNone() throws {
    let experiment = try experiment()
    for call in ["schema", "stages --json", "plan noise.yaml --json"] {
      let outcome = try experiment.lastbit.shell(
        "{ $LASTBIT \(call); echo $? > status; } | true; cat status")
      #expect(outcome.messages == "", "\(call)")
      #expect(outcome.output == "0\n", "\(call)")
    }
  }

  /// Files get the numbers of streams that are closed; what is printed must not land in them.
  @Test func closedStreamsSpoilNoFile() throws {
    let experiment = try NoiseExperiment()
    let run = try experiment.lastbit.shell("exec $LASTBIT run noise.yaml <&- >&- 2>&-")
    #expect(run.status == 1)
    let both = try experiment.lastbit.shell("exec $LASTBIT run noise.yaml --set size=9 >&- 2>&-")
    #expect(both.status == 1)
    #expect(try experiment.lastbit("run", "noise.yaml").output.hasPrefix("Nothing to "))
    #expect(try experiment.lastbit("cache", "verify").output.contains("9 results read, all whole"))
    #expect(
      !experiment.folder.files(under: ".lastbit").contains { $0.contains("damaged") })
  }
}
