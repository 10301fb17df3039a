import PipelineKit

/// A scheduler that a profile gives the commands of: SGE, PBS, LSF, HTCondor.
///
/// `submit` prints a line with the number of the submission; `states` prints a line for each one that
/// waits or runs, which begins with its number, and nothing of those that are over.
struct TemplateScheduler: Scheduler {
  let profile: ClusterProfile
  let submitCommand: String
  let statesCommand: String
  let cancelCommand: String
  let indexVariable: String
  let mostTasks = 1000

  func submit(_ request: SubmissionRequest) throws -> String {
    let resources = request.resources
    let memory = resources.memory ?? 1 << 30
    let time = resources.time ?? 86_400
    let command = filled(
      submitCommand,
      [
        "name": request.name, "script": request.script, "tasks": "\(request.count)",
        "last": "\(request.count - 1)", "cores": "\(max(1, resources.cores))",
        "megabytes": "\(max(1, (memory + 999_999) / 1_000_000))",
        "seconds": "\(Int(time.rounded(.up)))", "minutes": "\(Int((time / 60).rounded(.up)))",
        "folder": request.folder,
        "flags": profile.flags.map(ShellWord.quoted).joined(separator: " "),
      ])
    let answer = SchedulerCall.run(["/bin/sh", "-c", command])
    if answer.isDone, let id = answer.lines.lazy.compactMap({ Self.number(in: $0) }).last {
      return id
    }
    throw SchedulerError(
      description: "the submit command of profile '\(profile.name)' gave no number of a job: "
        + (answer.lines.last ?? "it printed nothing"), mayPass: false)
  }

  func states(of submissions: [SubmissionQuestion]) -> [TaskState]? {
    let answer = SchedulerCall.run(["/bin/sh", "-c", statesCommand])
    guard answer.isDone else { return nil }
    return answer.lines.compactMap { line in
      Self.number(in: line).map { TaskState(name: nil, id: $0, task: nil, phase: .running) }
    }
  }

  func cancel(_ ids: [String]) {
    for id in ids {
      _ = SchedulerCall.run(["/bin/sh", "-c", filled(cancelCommand, ["id": id])])
    }
  }

  /// The first number of a line.
  private static func number(in line: String) -> String? {
    let digits = line.drop { !("0"..."9").contains($0) }.prefix { ("0"..."9").contains($0) }
    return digits.isEmpty ? nil : String(digits)
  }

  /// `command` with values in place of `$name`; the shell has the rest.
  private func filled(_ command: String, _ values: [String: String]) -> String {
    var command = command
    for (name, value) in values.sorted(by: { $0.key.count > $1.key.count }) {
      command = command.replacing("${\(name)}", with: value).replacing("$\(name)", with: value)
    }
    return command
  }
}
