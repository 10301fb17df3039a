import Dispatch
import Glibc

/// Turns Ctrl-C, SIGTERM and a closed terminal into a clean stop; the second one leaves at once.
final class SignalWatch {
  private let sources: [any DispatchSourceSignal]

  /// - Parameter stop: called once, from a thread of its own.
  init(stop: @escaping @Sendable () -> Void) {
    let queue = DispatchQueue(label: "lastbit.signals")
    let count = SignalCount()
    sources = [SIGINT, SIGTERM, SIGHUP].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        count.value += 1
        // Finished results are safe whenever the process ends; running ones are lost.
        if count.value > 1 { _exit(ExitStatus.interrupted.rawValue) }
        stop()
      }
      source.resume()
      return source
    }
  }

  deinit { for source in sources { source.cancel() } }
}

/// Touched on one serial queue only.
private final class SignalCount: @unchecked Sendable {
  var value = 0
}
