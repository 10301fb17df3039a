internal import Glibc

/// A regular file that is open for reading: never a folder, a pipe or a device, on which reading would
/// fail or wait for ever.
public struct RegularFile: ~Copyable {
  public let path: String
  public let descriptor: Int32
  /// Bytes, when the file was opened.
  public let size: Int

  /// What stands in the way.
  public enum Problem: Error, Equatable, CustomStringConvertible {
    case folder
    case notRegular
    /// The system's error number.
    case system(Int32)

    /// Without the path: `cannot be read: Permission denied`.
    public var description: String {
      switch self {
      case .folder: "is a folder, not a file"
      case .notRegular: "is not a regular file"
      case .system(let code): "cannot be read: \(systemMessage(code))"
      }
    }
  }

  public init(_ path: String) throws(Problem) {
    // Without O_NONBLOCK, opening a pipe that nobody writes to would wait for ever.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { throw .system(errno) }
    var info = stat()
    guard fstat(descriptor, &info) == 0 else {
      let code = errno
      close(descriptor)
      throw .system(code)
    }
    guard info.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw info.st_mode & S_IFMT == S_IFDIR ? .folder : .notRegular
    }
    self.path = path
    self.descriptor = descriptor
    self.size = Int(info.st_size)
  }

  deinit { close(descriptor) }

  /// Reads where the file stands, as much as comes, and says how much; 0 at the end.
  public func read(into bytes: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
    while true {
      let count = Glibc.read(descriptor, bytes.baseAddress, bytes.count)
      if count >= 0 { return count }
      if errno != EINTR { throw .system(errno) }
    }
  }

  /// All bytes from where the file stands; `nil` where there are more than `limit`, which a file that
  /// grows may have in spite of its `size`.
  public func bytes(atMost limit: Int = .max) throws(Problem) -> [UInt8]? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(min(size, limit))
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { block.deallocate() }
    while case let count = try read(into: block), count > 0 {
      bytes += block[..<count]
      guard bytes.count <= limit else { return nil }
    }
    return bytes
  }
}
