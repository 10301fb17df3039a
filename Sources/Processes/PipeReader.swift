internal import Dispatch
internal import Glibc
internal import Synchronization

/// Reads lines from a pipe on a thread of its own, in bounded memory and time whatever comes: the first
/// lines as they come, how many follow, and in the end the last ones.
final class PipeReader: Sendable {
  private let pipe: Int32
  private let take: @Sendable (String) -> Void
  private let isOver = Atomic(false)
  private let done = DispatchSemaphore(value: 0)

  /// Lines that are given as they come.
  private static let firstLines = 2000
  /// Lines that are given in the end, where there were more.
  private static let lastLines = 100
  /// Bytes after which a line without an end is cut.
  private static let longestLine = 4096

  /// - Parameter pipe: the end to read from, closed when all is read.
  init(_ pipe: Int32, _ take: @escaping @Sendable (String) -> Void) {
    self.pipe = pipe
    self.take = take
  }

  func start() {
    startThreadOrHere { [self] in
      read()
      close(pipe)
      done.signal()
    }
  }

  /// Waits until all is read that was written; what is still open for writing then is not waited for.
  func finish() {
    isOver.store(true, ordering: .sequentiallyConsistent)
    done.wait()
  }

  private func read() {
    var block = [UInt8](repeating: 0, count: 1 << 16)
    var line: [UInt8] = []
    var given = 0
    /// Bytes behind the first lines, as many as the last lines may be.
    var tail: [UInt8] = []
    var lost = 0
    while let length = next(&block) {
      var bytes = block[..<length]
      while given < Self.firstLines, let byte = bytes.popFirst() {
        // A carriage return is how progress is drawn over itself.
        if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
          if give(line) { given += 1 }
          line.removeAll(keepingCapacity: true)
        } else if line.count < Self.longestLine {
          line.append(byte)
        }
      }
      tail += bytes
      let most = Self.lastLines * Self.longestLine
      if tail.count > 2 * most {
        lost += tail.prefix(tail.count - most).count { $0 == UInt8(ascii: "\n") }
        tail.removeFirst(tail.count - most)
      }
    }
    guard given >= Self.firstLines else {
      _ = give(line)
      return
    }
    let last = tail.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
    lost += max(0, last.count - Self.lastLines)
    if lost > 0 { take("… \(lost) lines left out …") }
    for line in last.suffix(Self.lastLines) { _ = give(Array(line.prefix(Self.longestLine))) }
  }

  /// Reads what has come; `nil` at the end.
  private func next(_ block: inout [UInt8]) -> Int? {
    while true {
      var waiting = pollfd(fd: pipe, events: Int16(POLLIN), revents: 0)
      let isEnding = isOver.load(ordering: .sequentiallyConsistent)
      let count = poll(&waiting, 1, isEnding ? 0 : 20)
      if count < 0, errno == EINTR { continue }
      if count == 0 {
        if isEnding { return nil }
        continue
      }
      let length = Glibc.read(pipe, &block, block.count)
      if length < 0, errno == EINTR { continue }
      return length > 0 ? length : nil
    }
  }

  /// Hands a line on without colours and other orders to a terminal; false where nothing is left of it.
  private func give(_ line: [UInt8]) -> Bool {
    let text = String(decoding: line, as: UTF8.self).unicodeScalars
      .filter { $0.value >= 32 && $0.value != 127 || $0 == "\t" }
    if text.isEmpty { return false }
    take(String(String.UnicodeScalarView(text)))
    return true
  }
}
