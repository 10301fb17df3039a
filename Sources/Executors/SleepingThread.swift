import Glibc

/// Waits on the calling thread.
enum SleepingThread {
  static func sleep(_ seconds: Double) {
    let whole = seconds.rounded(.down)
    var time = timespec(tv_sec: Int(whole), tv_nsec: Int((seconds - whole) * 1e9))
    nanosleep(&time, nil)
  }
}
