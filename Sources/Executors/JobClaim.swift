import Files
import Glibc
import PipelineKit
import Processes
import Synchronization

/// Says that a job is being run, so that nobody runs it twice: a file in the store that is touched as
/// long as its process lives, and counts for nothing once it has not been for a while.
///
/// Times are those of the file system that keeps the file, on both sides: clocks of nodes may differ.
final class JobClaim: Sendable {
  let path: String
  private let isOver = Atomic(false)
  /// Seconds between two touches.
  private static let beat = 20
  /// Seconds without one after which whoever claimed the job is dead.
  static let patience = 150

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
    while try isNeeded() {
      if try create(path, holder) { return JobClaim(path) }
      if isExpired(path, in: folder) {
        unlink(path)
      } else {
        sleep(1)
      }
    }
    return nil
  }

  private init(_ path: String) {
    self.path = path
    // Without a thread the claim ends early; whoever takes it then finds the same result.
    _ = startThread { [weak self] in
      repeat { sleep(UInt32(Self.beat)) } while self?.touch() ?? false
    }
  }

  deinit { isOver.store(true, ordering: .relaxed) }

  /// Gives the claim back.
  func release() {
    isOver.store(true, ordering: .relaxed)
    unlink(path)
  }

  private func touch() -> Bool {
    guard !isOver.load(ordering: .relaxed) else { return false }
    utimensat(AT_FDCWD, path, nil, 0)
    return true
  }

  /// Removes the claim of a holder that is known to be dead.
  static func drop(_ key: JobKey, in store: String, holder: String) {
    let path = "\(store)/claims/\(key)"
    if TaskTable.read(path).map({ String(decoding: $0, as: UTF8.self) }) == holder { unlink(path) }
  }

  private static func create(_ path: String, _ holder: String) throws(FileError) -> Bool {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard file >= 0 else {
      if errno == EEXIST { return false }
      throw FileError(path, "cannot be written", code: errno)
    }
    defer { close(file) }
    _ = holder.utf8CString.withUnsafeBytes { write(file, $0.baseAddress, holder.utf8.count) }
    return true
  }

  private static func isExpired(_ path: String, in folder: String) -> Bool {
    var claimed = stat()
    var now = stat()
    let probe = "\(folder)/.now-\(getpid())"
    let file = open(probe, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard file >= 0 else { return false }
    utimensat(AT_FDCWD, probe, nil, 0)
    defer {
      close(file)
      unlink(probe)
    }
    guard stat(path, &claimed) == 0, stat(probe, &now) == 0 else { return false }
    return now.st_mtim.tv_sec - claimed.st_mtim.tv_sec > patience
  }
}
