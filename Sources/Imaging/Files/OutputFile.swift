import CNIfTI
import Glibc

/// A file that appears whole or not at all.
///
/// Bytes go to a temporary name beside the wanted one; `publish` renames it. Where that is not
/// reached the temporary file is removed. gzip streams carry no name and no time, so equal content
/// gives equal bytes.
struct OutputFile: ~Copyable {
  let path: String
  private let temporary: String
  private let stream: gzFile
  private let descriptor: Int32
  private var isOpen = true

  /// - Throws: `ImageFileError` where the folder does not exist or cannot be written to.
  init(_ path: String, compressed: Bool) throws(ImageFileError) {
    let nameStart = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    let nonce = String(UInt64.random(in: .min ... .max), radix: 36)
    let temporary = "\(path[..<nameStart]).\(path[nameStart...]).\(nonce)"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw ImageFileError(path, "cannot be written: \(String(cString: strerror(errno)))")
    }
    // "T" writes bytes as they are; level 4 packs images nearly as well as 6 in half the time.
    guard let stream = gzdopen(dup(descriptor), compressed ? "wb4" : "wbT") else {
      close(descriptor)
      unlink(temporary)
      throw ImageFileError(path, "cannot be written: out of memory")
    }
    gzbuffer(stream, 1 << 18)
    self.path = path
    self.temporary = temporary
    self.stream = stream
    self.descriptor = descriptor
  }

  deinit {
    guard isOpen else { return }
    gzclose(stream)
    close(descriptor)
    unlink(temporary)
  }

  mutating func write(_ bytes: UnsafeRawBufferPointer) throws(ImageFileError) {
    var written = 0
    while written < bytes.count, let base = bytes.baseAddress {
      let length = UInt32(min(bytes.count - written, 1 << 30))
      let count = gzwrite(stream, base + written, length)
      guard count > 0 else { throw failure() }
      written += Int(count)
    }
  }

  /// Closes the file and gives it its name, in place of any file of that name.
  consuming func publish() throws(ImageFileError) {
    isOpen = false
    let closed = gzclose(stream)
    let synced = fsync(descriptor)
    let error = errno
    close(descriptor)
    guard closed == Z_OK, synced == 0 else {
      unlink(temporary)
      throw ImageFileError(path, "cannot be written: \(String(cString: strerror(error)))")
    }
    guard rename(temporary, path) == 0 else {
      let error = errno
      unlink(temporary)
      throw ImageFileError(path, "cannot be written: \(String(cString: strerror(error)))")
    }
  }

  private func failure() -> ImageFileError {
    ImageFileError(path, "cannot be written: \(String(cString: strerror(errno)))")
  }
}
