import Glibc

/// The process that owns a file in the store: part of the name of everything it writes that is not
/// finished, so that others can tell what a dead process left behind.
///
/// Written `<machine>-<process>-<started>`. The machine is a hash of the running kernel and the
/// process namespace, because process numbers mean nothing outside them.
struct WriterIdentity: Hashable, CustomStringConvertible {
  var machine: String
  var process: Int
  /// Clock ticks from the kernel's start to the process's; tells apart processes of one number.
  var started: Int

  static let current = WriterIdentity(
    machine: currentMachine(), process: Int(getpid()), started: startTicks(of: Int(getpid())) ?? 0)

  var description: String { "\(machine)-\(process)-\(started)" }

  init(machine: String, process: Int, started: Int) {
    self.machine = machine
    self.process = process
    self.started = started
  }

  /// Reads the identity off the front of a name; what follows a dot is ignored.
  init?(name: String) {
    let parts = name.prefix { $0 != "." }.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, !parts[0].isEmpty, let process = Int(parts[1]),
      let started = Int(parts[2])
    else { return nil }
    self.init(machine: String(parts[0]), process: process, started: started)
  }

  /// Whether what this process left at `path` is nobody's any more.
  ///
  /// A process of this machine is asked for; one of another machine is taken for dead when it has
  /// not touched its folder or file for a week.
  func isAbandoned(at path: String) -> Bool {
    if machine == Self.current.machine {
      // What cannot be found out is taken for alive.
      guard let pid = pid_t(exactly: process), pid > 0 else { return true }
      if kill(pid, 0) != 0, errno == ESRCH { return true }
      guard started != 0, let ticks = Self.startTicks(of: process) else { return false }
      return ticks != started
    }
    guard let status = Files.status(path) else { return false }
    return Files.now() - status.modified > 7 * 24 * 3600 * 1_000_000_000
  }

  private static func currentMachine() -> String {
    var hasher = FieldHasher()
    let boot = (try? Files.read("/proc/sys/kernel/random/boot_id")) ?? []
    hasher.add(tag: "boot", String(decoding: boot, as: UTF8.self))
    var target = [CChar](repeating: 0, count: 256)
    let length = readlink("/proc/self/ns/pid", &target, target.count)
    let namespace = target.prefix(max(0, length)).map { UInt8(bitPattern: $0) }
    hasher.add(tag: "namespace", String(decoding: namespace, as: UTF8.self))
    return String(hasher.finalize().hex.prefix(12))
  }

  /// Field 22 of `/proc/<process>/stat`; `nil` where there is no such process.
  private static func startTicks(of process: Int) -> Int? {
    guard let bytes = try? Files.read("/proc/\(process)/stat") else { return nil }
    // The command's name, in parentheses, may hold anything; fields are counted after it.
    let fields = String(decoding: bytes, as: UTF8.self).split(separator: ")").last?
      .split(separator: " ")
    guard let fields, fields.count > 19 else { return nil }
    return Int(fields[19])
  }
}
