import Glibc

/// A file of the store that is open: whatever is read of it is of one file, even where another takes
/// its name meanwhile, and an error of the system is known as one.
final class OpenFile: Sendable {
  let path: String
  let descriptor: Int32

  /// Opens an existing file for reading.
  init(reading path: String) throws(StoreError) {
    // Without waiting, should somebody have put a pipe in its place.
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    self.path = path
    guard descriptor >= 0 else { throw StoreError(system: "open", path, code: errno) }
  }

  /// Makes a file, which must not exist, for writing and reading.
  init(making path: String) throws(StoreError) {
    descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    self.path = path
    guard descriptor >= 0 else { throw StoreError(system: "make", path, code: errno) }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  func status() throws(StoreError) -> Files.Status {
    var info = stat()
    guard fstat(descriptor, &info) == 0 else {
      throw StoreError(system: "look at", path, code: errno)
    }
    return Files.Status(info)
  }

  /// Fills `target` from the byte at `offset` on; what lies behind the end is zero.
  ///
  /// - Returns: how many bytes there were.
  @discardableResult
  func read(_ target: UnsafeMutableRawBufferPointer, at offset: Int) throws(StoreError) -> Int {
    var done = 0
    while done < target.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: target[done...])
      let count = pread(descriptor, rest.baseAddress, rest.count, offset + done)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw StoreError(system: "read", path, code: errno) }
      if count == 0 {
        rest.initializeMemory(as: UInt8.self, repeating: 0)
        break
      }
      done += count
    }
    return done
  }

  /// The first bytes, as many as there are up to `count`.
  func read(first count: Int) throws(StoreError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let read = try bytes.withUnsafeMutableBufferPointer {
      (buffer: inout UnsafeMutableBufferPointer<UInt8>) throws(StoreError) -> Int in
      try self.read(UnsafeMutableRawBufferPointer(buffer), at: 0)
    }
    bytes.removeLast(count - read)
    return bytes
  }

  /// Writes all of `bytes` from the byte at `offset` on.
  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(StoreError) {
    var done = 0
    while done < bytes.count {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
      let count = pwrite(descriptor, rest.baseAddress, rest.count, offset + done)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        throw StoreError(system: "write", path, code: count == 0 ? ENOSPC : errno)
      }
      done += count
    }
  }

  /// XXH64 of the bytes from the one at `offset`, read in blocks.
  func checksum(from offset: Int) throws(StoreError) -> UInt64 {
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
    defer { block.deallocate() }
    var sum = XXH64()
    var position = offset
    while true {
      let count = try read(block, at: position)
      sum.update(UnsafeRawBufferPointer(rebasing: block[..<count]))
      position += count
      if count < block.count { return sum.finalize() }
    }
  }

  /// Gives the file its size; new bytes are zero.
  func resize(_ size: Int) throws(StoreError) {
    guard ftruncate(descriptor, size) == 0 else {
      throw StoreError(system: "write", path, code: errno)
    }
  }

  /// Waits until all is on the disk.
  func flush() throws(StoreError) {
    guard fsync(descriptor) == 0 else { throw StoreError(system: "flush", path, code: errno) }
  }
}
