import Glibc
import Processes
import Synchronization

/// One call of a scheduler's command, with this process' environment.
enum SchedulerCall {
  struct Outcome {
    var isDone: Bool
    var lines: [String]
  }

  /// Runs a command of the shell for at most `patience` seconds.
  static func run(_ words: [String], patience: Double = 60) -> Outcome {
    let said = Mutex<[String]>([])
    let started = ContinuousClock.now
    struct Late: Error {}
    do {
      let ending = try ToolProcess(
        "/usr/bin/env", words, environment: environment, in: "/", grace: 1,
        endsDescendants: false
      ).run {
        if ContinuousClock.now - started > .seconds(patience) { throw Late() }
      } said: { line in
        said.withLock { $0.append(line) }
      }
      return Outcome(isDone: ending == .exited(0), lines: said.withLock { $0 })
    } catch is Late {
      return Outcome(isDone: false, lines: ["it did not answer within \(Int(patience)) seconds"])
    } catch {
      return Outcome(isDone: false, lines: ["\(error)"])
    }
  }

  private static let environment: [String: String] = {
    var all: [String: String] = [:]
    var next = environ
    while let entry = next.pointee {
      let text = String(cString: entry)
      if let sign = text.firstIndex(of: "=") {
        all[String(text[..<sign])] = String(text[text.index(after: sign)...])
      }
      next += 1
    }
    return all
  }()
}
