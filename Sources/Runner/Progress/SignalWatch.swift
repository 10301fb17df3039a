import Glibc
import Synchronization

/// Turns Ctrl-C, SIGTERM and a closed terminal into a clean stop; the second one leaves at once.
///
/// A signal that was ignored when the process started stays ignored: `nohup` and shells without job
/// control ask for that. Dispatch's signal sources would need file descriptors, and trap where there
/// are none.
final class SignalWatch {
  static let numbers = [SIGINT, SIGTERM, SIGHUP]

  /// What was there before.
  private var earlier: [(number: Int32, action: sigaction)] = []

  /// - Parameter stop: called once, from a thread of its own.
  init(stop: @escaping @Sendable () -> Void) {
    guard Arrivals.start(stop) else { return }
    for number in Self.numbers {
      var action = sigaction()
      guard sigaction(number, nil, &action) == 0, !Self.ignores(action) else { continue }
      earlier.append((number, action))
      action = sigaction()
      action.__sigaction_handler.sa_handler = { _ in Arrivals.note() }
      action.sa_flags = SA_RESTART
      sigemptyset(&action.sa_mask)
      sigaction(number, &action, nil)
    }
  }

  deinit {
    for (number, action) in earlier {
      var action = action
      sigaction(number, &action, nil)
    }
  }

  private static func ignores(_ action: sigaction) -> Bool {
    unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
      == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}

/// The way from a signal's handler, which may do next to nothing, to a thread that may do anything.
private enum Arrivals {
  private static let count = Atomic<Int>(0)
  private static let semaphore = Semaphore()

  /// May be used from any thread and from a handler; its pointer does not say so.
  private struct Semaphore: @unchecked Sendable {
    private let place = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init() { sem_init(place, 0, 0) }
    func signal() { sem_post(place) }
    func wait() { while sem_wait(place) != 0 {} }
  }

  /// Called by the handler.
  static func note() {
    // Finished results are safe whenever the process ends; running ones are lost.
    if count.wrappingAdd(1, ordering: .relaxed).newValue > 1 {
      _exit(ExitStatus.interrupted.rawValue)
    }
    semaphore.signal()
  }

  /// Starts the thread that waits for the first signal.
  ///
  /// - Returns: `false` where there can be no thread; signals then end the process as ever.
  static func start(_ stop: @escaping @Sendable () -> Void) -> Bool {
    // Made before any handler can run.
    let semaphore = semaphore
    let waiter = Waiter {
      // Threads of Dispatch, and programs that start others from one, block signals; here they come
      // through.
      var signals = sigset_t()
      sigemptyset(&signals)
      for number in SignalWatch.numbers { sigaddset(&signals, number) }
      pthread_sigmask(SIG_UNBLOCK, &signals, nil)
      semaphore.wait()
      stop()
    }
    let context = Unmanaged.passRetained(waiter).toOpaque()
    var thread = pthread_t()
    let code = pthread_create(&thread, nil, runWaiter, context)
    guard code == 0 else {
      Unmanaged<Waiter>.fromOpaque(context).release()
      return false
    }
    pthread_detach(thread)
    return true
  }
}

private final class Waiter: Sendable {
  let run: @Sendable () -> Void
  init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

private func runWaiter(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let context else { return nil }
  Unmanaged<Waiter>.fromOpaque(context).takeRetainedValue().run()
  return nil
}
