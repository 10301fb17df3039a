internal import Glibc

/// A regular file that is open for reading: never a folder, a pipe or a device, on which reading would
/// fail or wait for ever.
///
/// Whatever lastbit reads from outside is opened here.
public struct RegularFile: ~Copyable, Sendable {
  public let path: String
  public let descriptor: Int32
  /// Bytes, when the file was opened.
  public let size: Int

  /// What stands in the way.
  public enum Problem: Error, Equatable, CustomStringConvertible {
    case folder
    case notRegular
    /// A symbolic link, where none is followed.
    case link
    /// The file stands for one whose content was not fetched.
    case unfetched(Pointer)
    /// The system's error number.
    case system(Int32)

    /// Without the path: `cannot be read: Permission denied`.
    public var description: String {
      switch self {
      case .folder: "is a folder, not a file"
      case .notRegular: "is not a regular file"
      case .link: "is a link"
      case .unfetched(let pointer):
        "is a pointer of \(pointer.rawValue), whose content is not here: get it with \(pointer.command)"
      case .system(let code): "cannot be read: \(systemMessage(code))"
      }
    }

    /// The system's error number, where it is the system's.
    public var code: Int32? { if case .system(let code) = self { code } else { nil } }
  }

  /// Programs that keep small texts in place of large files.
  public enum Pointer: String, Sendable, CaseIterable {
    case annex = "git-annex"
    case lfs = "Git LFS"

    var command: String {
      switch self {
      case .annex: "'datalad get' or 'git annex get'"
      case .lfs: "'git lfs pull'"
      }
    }

    /// How such a text begins.
    fileprivate var beginning: [UInt8] {
      switch self {
      case .annex: Array("/annex/objects/".utf8)
      case .lfs: Array("version https://git-lfs.github.com/spec/".utf8)
      }
    }
  }

  /// - Parameter followsLinks: whether the path itself may be a symbolic link.
  public init(_ path: String, followsLinks: Bool = true) throws(Problem) {
    // Without O_NONBLOCK, opening a pipe that nobody writes to would wait for ever.
    let descriptor = open(
      path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (followsLinks ? 0 : O_NOFOLLOW))
    guard descriptor >= 0 else {
      throw errno == ELOOP && !followsLinks ? .link : .system(errno)
    }
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
    if info.st_size > 0, info.st_size < 1024, let pointer = Self.pointer(descriptor) {
      close(descriptor)
      throw .unfetched(pointer)
    }
    self.path = path
    self.descriptor = descriptor
    self.size = Int(info.st_size)
  }

  /// What the file stands for, where its bytes say so.
  private static func pointer(_ descriptor: Int32) -> Pointer? {
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    return Pointer.allCases.first { bytes.prefix(max(0, count)).starts(with: $0.beginning) }
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

  /// Fills `bytes` from the byte at `offset` on, as far as the file goes, and says how far that was.
  public func read(into bytes: UnsafeMutableRawBufferPointer, at offset: Int) throws(Problem) -> Int
  {
    var filled = 0
    while filled < bytes.count, let base = bytes.baseAddress {
      let count = pread(descriptor, base + filled, bytes.count - filled, offset + filled)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .system(errno) }
      if count == 0 { break }
      filled += count
    }
    return filled
  }

  /// Hands over what follows where the file stands, block by block.
  public func forEachBlock(_ body: (UnsafeRawBufferPointer) -> Void) throws(Problem) {
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
    defer { block.deallocate() }
    while case let count = try read(into: block), count > 0 {
      body(UnsafeRawBufferPointer(rebasing: block[..<count]))
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
