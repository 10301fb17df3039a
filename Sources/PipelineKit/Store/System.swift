internal import Glibc

/// The operating system that this process runs on.
enum System {
  /// Distribution, kernel and architecture, as far as they can be found out.
  static let name: String = {
    var info = utsname()
    var parts = [distribution].compactMap { $0 }
    if uname(&info) == 0 {
      parts.append("\(text(&info.sysname)) \(text(&info.release))")
      parts.append(text(&info.machine))
    }
    return parts.isEmpty ? "unknown" : parts.joined(separator: ", ")
  }()

  /// `PRETTY_NAME` of os-release(5).
  private static var distribution: String? {
    for path in ["/etc/os-release", "/usr/lib/os-release"] {
      guard let bytes = try? Files.read(path) else { continue }
      let start = "PRETTY_NAME="
      let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      guard let line = lines.first(where: { $0.hasPrefix(start) }) else { continue }
      return String(line.dropFirst(start.count).filter { $0 != "\"" })
    }
    return nil
  }

  /// A C string in a tuple.
  private static func text<Characters>(_ characters: inout Characters) -> String {
    withUnsafeBytes(of: &characters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
