import CNIfTI
import Files
import Glibc

/// An image file that appears whole or not at all, packed where it is asked for.
///
/// gzip streams carry no name and no time, so equal content gives equal bytes.
struct OutputFile: ~Copyable {
  private let file: AtomicFile
  private let stream: gzFile
  private var isOpen = true

  /// - Throws: `ImageFileError` where the folder does not exist or cannot be written to.
  init(_ path: String, compressed: Bool) throws(ImageFileError) {
    let file = try Self.file(path)
    // "T" writes bytes as they are; level 4 packs images nearly as well as 6 in half the time.
    guard let stream = gzdopen(dup(file.descriptor), compressed ? "wb4" : "wbT") else {
      throw ImageFileError(path, "cannot be written: out of memory")
    }
    gzbuffer(stream, 1 << 18)
    self.file = file
    self.stream = stream
  }

  private static func file(_ path: String) throws(ImageFileError) -> AtomicFile {
    do throws(FileError) { return try AtomicFile(path) } catch {
      throw ImageFileError(path, error.reason)
    }
  }

  deinit { if isOpen { gzclose(stream) } }

  var path: String { file.path }

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
    guard gzclose(stream) == Z_OK else { throw failure() }
    do throws(FileError) { try file.publish() } catch {
      throw ImageFileError(error.path, error.reason)
    }
  }

  private func failure() -> ImageFileError {
    ImageFileError(path, "cannot be written: \(systemMessage(errno))")
  }
}
