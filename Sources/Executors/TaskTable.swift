import Files
import Glibc
import PipelineKit

/// The jobs of one submission: a folder in the store that is written once and never changed, called
/// after what it holds, so that no task ever reads the jobs of another submission.
///
/// Tasks add what becomes of each job, in a file of its own. Whoever runs the same manifest later finds
/// the folder and waits for what is still under way.
struct TaskTable: Sendable {
  let folder: String
  /// What the scheduler calls the submission.
  var name: String { "lastbit-\(folder.split(separator: "/").last ?? "")" }
  /// The lines of each task.
  let tasks: [Range<Int>]
  /// The key of each line's job.
  let keys: [JobKey]

  /// Where a store keeps tables.
  static func parent(in store: String) -> String { "\(store)/cluster" }

  /// Writes a table.
  ///
  /// - Throws: `FileError` where the store cannot be written to.
  init(_ orders: [JobOrder], tasks: [Range<Int>], in store: String) throws {
    let nonce = UInt64.random(in: .min ... .max)
    let lines = orders.map { $0.value.json(nonFinite: .token) }
    var hasher = FieldHasher()
    hasher.add(tag: "nonce", nonce)
    for line in lines { hasher.add(tag: "order", line) }
    folder = "\(Self.parent(in: store))/\(hasher.finalize().hex.prefix(16))"
    self.tasks = tasks
    keys = orders.map(\.record.key)
    try makeFolders(folder)
    let content: Value = [
      "tasks": .list(tasks.map { [.integer($0.lowerBound), .integer($0.upperBound)] }),
      "keys": .list(keys.map { .string($0.description) }),
    ]
    try AtomicFile.write(Array(lines.joined(separator: "\n").utf8), to: "\(folder)/orders.jsonl")
    // Last: a table is one where this is.
    try AtomicFile.write(Array(content.json().utf8), to: "\(folder)/table.json")
  }

  /// Reads a table back; `nil` where the folder holds none.
  init?(_ folder: String) {
    self.folder = folder
    guard let bytes = Self.read("\(folder)/table.json"),
      let content = try? Value(json: String(decoding: bytes, as: UTF8.self)),
      case .list(let tasks)? = content["tasks"], case .list(let keys)? = content["keys"]
    else { return nil }
    self.tasks = tasks.compactMap { task in
      guard case .list(let ends) = task, ends.count == 2, case .integer(let start) = ends[0],
        case .integer(let end) = ends[1], start >= 0, start <= end, end <= keys.count
      else { return nil }
      return start..<end
    }
    self.keys = keys.compactMap { key in
      if case .string(let text) = key { JobKey(hex: text) } else { nil }
    }
    guard self.tasks.count == tasks.count, self.keys.count == keys.count else { return nil }
  }

  /// The tables of a store.
  static func all(in store: String) -> [TaskTable] {
    Self.names(in: parent(in: store)).compactMap { TaskTable("\(parent(in: store))/\($0)") }
  }

  /// The orders of some lines; `nil` for those that cannot be read.
  func orders(_ lines: Range<Int>) -> [JobOrder?] {
    let all = Self.read("\(folder)/orders.jsonl")?.split(separator: UInt8(ascii: "\n")) ?? []
    return lines.map { line in
      guard all.indices.contains(line) else { return nil }
      return (try? Value(json: String(decoding: all[line], as: UTF8.self))).flatMap { JobOrder($0) }
    }
  }

  /// The files of a folder; none where there is none. Hidden ones are being written.
  private static func names(in folder: String) -> [String] {
    ((try? namesInFolder(folder)) ?? []).filter { !$0.hasPrefix(".") }
  }

  static func read(_ path: String) -> [UInt8]? { try? RegularFile(path).bytes() }

  // MARK: What becomes of it

  /// What the scheduler calls the submission, once it has taken it.
  var submission: String? {
    get { Self.read("\(folder)/submitted").map { String(decoding: $0, as: UTF8.self) } }
    nonmutating set {
      // It can be found by its name as well.
      if let newValue { try? AtomicFile.write(Array(newValue.utf8), to: "\(folder)/submitted") }
    }
  }

  /// The lines whose jobs have begun, those that have ended, and the status of tasks that have.
  var progress: (begun: Set<Int>, ended: Set<Int>, exits: Set<Int>) {
    var result: (begun: Set<Int>, ended: Set<Int>, exits: Set<Int>) = ([], [], [])
    for name in Self.names(in: folder) {
      let parts = name.split(separator: "-")
      guard parts.count == 2, let number = Int(parts[1]) else { continue }
      switch parts[0] {
      case "begun": result.begun.insert(number)
      case "ended": result.ended.insert(number)
      case "exit": result.exits.insert(number)
      default: break
      }
    }
    return result
  }

  func noteBegin(_ line: Int) { try? AtomicFile.write([], to: "\(folder)/begun-\(line)") }

  func noteEnd(_ line: Int, _ record: TaskRecord) throws {
    try AtomicFile.write(
      Array(record.value.json(nonFinite: .token).utf8), to: "\(folder)/ended-\(line)")
  }

  func record(_ line: Int) -> TaskRecord? {
    Self.read("\(folder)/ended-\(line)")
      .flatMap { try? Value(json: String(decoding: $0, as: UTF8.self)) }.flatMap { TaskRecord($0) }
  }

  /// What a task's shell has said of its end; `nil` where it did not come to say it.
  func exit(of task: Int) -> TaskExit? {
    Self.read("\(folder)/exit-\(task)")
      .flatMap { TaskExit(String(decoding: $0, as: UTF8.self)) }
  }

  /// The last lines that a task has printed, or its scheduler for it.
  func lastLines(of task: Int) -> [String] {
    guard let bytes = Self.read("\(folder)/task-\(task).log") else { return [] }
    return String(decoding: bytes.suffix(4000), as: UTF8.self).split(separator: "\n")
      .map(String.init)
  }

  func remove() {
    // First: a task whose shell ends now adds nothing to what is no table.
    unlink("\(folder)/table.json")
    for name in (try? namesInFolder(folder)) ?? [] { unlink("\(folder)/\(name)") }
    rmdir(folder)
  }
}

/// What became of one job on a cluster, and what it said meanwhile.
struct TaskRecord: Sendable {
  var outcome: JobOutcome
  var events: [JobEvent]

  init(_ outcome: JobOutcome, _ events: [JobEvent]) {
    self.outcome = outcome
    self.events = events
  }

  var value: Value {
    ["result": outcome.value, "events": .list(events.map(\.value))]
  }

  init?(_ value: Value) {
    guard let outcome = value["result"].flatMap({ JobOutcome($0) }),
      case .list(let events)? = value["events"]
    else { return nil }
    self.init(outcome, events.compactMap { JobEvent($0) })
  }
}
