/// The processor that this process runs on.
enum Processor {
  /// The name that the system gives it, or `unknown`.
  static let name: String = {
    guard let bytes = try? Files.read("/proc/cpuinfo") else { return "unknown" }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    guard let line = lines.first(where: { $0.hasPrefix("model name") }),
      let colon = line.firstIndex(of: ":")
    else { return "unknown" }
    return String(line[line.index(after: colon)...].drop { $0 == " " })
  }()
}
