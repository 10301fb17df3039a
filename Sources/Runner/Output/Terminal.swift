import Files
import Glibc
import PipelineKit
import Synchronization

/// The two streams: results go to standard output, everything else to standard error.
enum Terminal {
  /// Prints a result and a line break.
  static func printResult(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }

  /// Prints a result as JSON over several lines.
  static func printResult(json value: Value) { printResult(value.indentedJSON()) }

  /// Prints a result as JSON on one line.
  static func printLine(json value: Value) { printResult(value.json(nonFinite: .token)) }

  /// Prints a diagnostic, a warning or progress, and a line break.
  static func printMessage(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

  /// Whether standard error is a terminal that understands cursor movements.
  static var isInteractive: Bool {
    isatty(STDERR_FILENO) == 1 && variable("TERM") != nil && variable("TERM") != "dumb"
  }

  /// Whether messages may be coloured (https://no-color.org).
  static var isColoured: Bool { isInteractive && (variable("NO_COLOR") ?? "").isEmpty }

  /// Columns of the terminal behind standard error; 80 where it does not say.
  static var width: Int { size?.columns ?? 80 }

  /// Rows of the terminal behind standard error; 24 where it does not say.
  static var height: Int { size?.rows ?? 24 }

  private static var size: (columns: Int, rows: Int)? {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return (Int(size.ws_col), size.ws_row > 0 ? Int(size.ws_row) : 24)
  }

  /// Writes all of `text`. A reader that went away is not an error; what else is lost of standard
  /// output is remembered for `lostOutput`.
  static func write(_ text: String, to descriptor: CInt) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 {
        bytes = bytes.dropFirst(count)
        continue
      }
      switch errno {
      case EINTR: continue
      case EAGAIN:
        var place = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&place, 1, -1)
      case let code:
        if descriptor == STDOUT_FILENO, code != EPIPE {
          outputError.store(code, ordering: .relaxed)
        }
        return
      }
    }
  }

  private static let outputError = Atomic<Int32>(0)

  /// Why something that was printed on standard output did not get there; `nil` where all did.
  ///
  /// Closes standard output: some file systems tell only then that there was no space.
  static func lostOutput() -> String? {
    var code = outputError.load(ordering: .relaxed)
    if close(STDOUT_FILENO) != 0, code == 0, errno != EBADF { code = errno }
    switch code {
    case 0: return nil
    case EBADF: return "it is closed"
    default: return systemMessage(code)
    }
  }

  private static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }
}
