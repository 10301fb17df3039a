internal import CProcesses
internal import Glibc

/// Finds what a program has started and left behind, also where it has a session of its own.
///
/// Programs hand their environment on, so all of them carry a variable with one random value. Those
/// whose parents have ended become children of this process, which says so to the system first.
struct DescendantMark: Sendable {
  static let name = "LASTBIT_TOOL"
  let value: String
  private static let adopts = lastbit_adopt_orphans() == 0

  init() {
    value = String(UInt64.random(in: .min ... .max), radix: 36)
    _ = Self.adopts
  }

  /// Ends all that is left.
  func endAll() {
    // What is ended leaves children of its own to this process.
    for _ in 0..<100 {
      let left = Self.children.filter(carries)
      if left.isEmpty { return }
      for process in left {
        kill(process, SIGKILL)
        waitpid(process, nil, 0)
      }
    }
  }

  /// The children of this process, of all its threads.
  private static var children: [pid_t] {
    guard let tasks = opendir("/proc/self/task") else { return [] }
    defer { closedir(tasks) }
    var children: [pid_t] = []
    while let entry = readdir(tasks) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      let text = String(decoding: read("/proc/self/task/\(name)/children"), as: UTF8.self)
      children += text.split(separator: " ").compactMap { pid_t($0) }
    }
    return children
  }

  private func carries(_ process: pid_t) -> Bool {
    let wanted = "\(Self.name)=\(value)"
    return Self.read("/proc/\(process)/environ").split(separator: 0)
      .contains { String(decoding: $0, as: UTF8.self) == wanted }
  }

  /// What a file of `/proc` holds; nothing where it is gone.
  private static func read(_ path: String) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return [] }
    defer { close(file) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 14)
    while case let count = Glibc.read(file, &block, block.count), count > 0 {
      bytes += block[..<count]
    }
    return bytes
  }
}
