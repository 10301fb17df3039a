import Files
import Glibc
import PipelineKit
import Processes
import Synchronization

/// Says that a job is being run, so that nobody runs it twice: a file in the store that is touched as
/// long as its process lives, and counts for nothing once it has not been for a while.
///
/// Times are those of the file system that keeps the file, on both sides, and a file whose time lies
/// ahead counts for nothing once that has stood still for as long: clocks of nodes may differ.
final class JobClaim: Sendable {
  let path: String
  /// Seconds without a touch after which whoever claimed the job is dead.
  private static let patience =
    getenv("LASTBIT_CLAIM_PATIENCE").flatMap { Int(String(cString: $0)) }.map { max(1, $0) } ?? 150
  /// Seconds between two touches.
  fileprivate static let beat = max(1, patience / 7)

  /// - Parameters:
  ///   - holder: who claims it, in a line.
  ///   - isNeeded: false once there is nothing left to do.
  /// - Returns: `nil` where `isNeeded` says so.
  /// - Throws: `FileError` where the store cannot be written to; what `isNeeded` throws.
  static func take(
    _ key: JobKey, in store: String, holder: String, while isNeeded: () throws -> Bool
  ) throws -> JobClaim? {
    let folder = "\(store)/claims"
    try makeFolders(folder)
    let path = "\(folder)/\(key)"
    /// Since when the claim of somebody else has looked as it does.
    var seen: (mark: Mark, since: ContinuousClock.Instant)?
    while try isNeeded() {
      if try create(path, holder) { return JobClaim(path) }
      guard let mark = Mark(path) else { continue }
      if seen?.mark != mark { seen = (mark, .now) }
      let still = seen.map { ContinuousClock.now - $0.since } ?? .zero
      if still > .seconds(patience) || age(of: mark, in: folder) > patience {
        end(path, mark, in: folder)
      } else {
        sleep(1)
      }
    }
    return nil
  }

  /// Which file a claim is, and when it was last touched.
  private struct Mark: Equatable {
    var inode: UInt64
    var seconds: Int
    var nanoseconds: Int

    /// `nil` where there is no file.
    init?(_ path: String) {
      var information = stat()
      guard stat(path, &information) == 0 else { return nil }
      inode = UInt64(information.st_ino)
      seconds = information.st_mtim.tv_sec
      nanoseconds = information.st_mtim.tv_nsec
    }
  }

  /// Takes an expired claim away. Another process may do the same, and have a claim of its own there by
  /// now: so it is moved aside first, looked at, and put back where it is another one.
  private static func end(_ path: String, _ mark: Mark, in folder: String) {
    let aside = "\(folder)/.ended-\(UInt64.random(in: .min ... .max))"
    guard rename(path, aside) == 0 else { return }
    if Mark(aside) != mark { link(aside, path) }
    unlink(aside)
  }

  private init(_ path: String) {
    self.path = path
    ClaimBeat.shared.add(self)
  }

  deinit { ClaimBeat.shared.remove(self) }

  /// Gives the claim back.
  func release() {
    ClaimBeat.shared.remove(self)
    unlink(path)
  }

  /// Removes the claim of a holder that is known to be dead.
  static func drop(_ key: JobKey, in store: String, holder: String) {
    let path = "\(store)/claims/\(key)"
    if TaskTable.read(path).map({ String(decoding: $0, as: UTF8.self) }) == holder { unlink(path) }
  }

  private static func create(_ path: String, _ holder: String) throws(FileError) -> Bool {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard file >= 0 else {
      let code = errno
      if code == EEXIST { return false }
      throw FileError(path, "cannot be written: \(systemMessage(code))", code: code)
    }
    defer { close(file) }
    _ = holder.utf8CString.withUnsafeBytes { write(file, $0.baseAddress, holder.utf8.count) }
    return true
  }

  /// Seconds since a claim was touched, by the file system's clock.
  private static func age(of mark: Mark, in folder: String) -> Int {
    let probe = "\(folder)/.now-\(UInt64.random(in: .min ... .max))"
    let file = open(probe, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard file >= 0 else { return 0 }
    utimensat(AT_FDCWD, probe, nil, 0)
    defer {
      close(file)
      unlink(probe)
    }
    return (Mark(probe)?.seconds ?? mark.seconds) - mark.seconds
  }
}

/// Touches the claims of this process, on one thread for all of them: a task may run thousands of jobs that
/// take milliseconds.
private final class ClaimBeat: Sendable {
  static let shared = ClaimBeat()

  private struct State {
    /// By claim: one that was given back ends after another of the same key began.
    var paths: [ObjectIdentifier: String] = [:]
    var isRunning = false
  }

  private let state = Mutex(State())

  func add(_ claim: JobClaim) {
    let starts = state.withLock { state in
      state.paths[ObjectIdentifier(claim)] = claim.path
      defer { state.isRunning = true }
      return !state.isRunning
    }
    // Without a thread claims end early; whoever takes one then finds the same result.
    if starts, !startThread({ self.run() }) { state.withLock { $0.isRunning = false } }
  }

  func remove(_ claim: JobClaim) { state.withLock { $0.paths[ObjectIdentifier(claim)] = nil } }

  private func run() {
    while true {
      sleep(UInt32(JobClaim.beat))
      let paths = state.withLock { state in
        state.isRunning = !state.paths.isEmpty
        return state.paths
      }
      if paths.isEmpty { return }
      for path in paths.values { utimensat(AT_FDCWD, path, nil, 0) }
    }
  }
}
