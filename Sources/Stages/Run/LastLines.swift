import Synchronization

/// The last lines that a tool has printed, for the sentence that says what went wrong.
final class LastLines: Sendable {
  private let lines = Mutex<[String]>([])
  private static let most = 3

  func take(_ line: String) {
    lines.withLock { $0 = $0.suffix(Self.most - 1) + [String(line.prefix(300))] }
  }

  var text: String { lines.withLock { $0.joined(separator: "; ") } }
}
