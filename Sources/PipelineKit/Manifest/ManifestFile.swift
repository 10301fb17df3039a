internal import Files
internal import Glibc

/// Reads the bytes of a manifest, refusing whatever cannot be one before it costs memory or time.
enum ManifestFile {
  /// Manifests are written by hand: more than this is a mistake or an attack.
  static let maximumSize = 4 << 20

  /// - Parameter displayed: the name that messages print.
  static func read(
    _ path: String, displayed: String, maximumSize: Int = maximumSize
  ) throws(Diagnostic) -> SourceText {
    let file: RegularFile
    do { file = try RegularFile(path) } catch {
      throw problem(error, path, displayed: displayed)
    }
    guard file.size <= maximumSize else {
      throw Diagnostic(
        .error, "\(quoted(displayed)) has \(file.size) bytes; at most \(maximumSize) are read")
    }
    let bytes: [UInt8]?
    do { bytes = try file.bytes(atMost: maximumSize) } catch {
      throw problem(error, path, displayed: displayed)
    }
    // The file may be growing.
    guard let bytes else {
      throw Diagnostic(.error, "\(quoted(displayed)) has more than \(maximumSize) bytes")
    }
    return try decoded(bytes, file: displayed)
  }

  private static func problem(
    _ problem: RegularFile.Problem, _ path: String, displayed: String
  ) -> Diagnostic {
    switch problem {
    case .folder:
      return Diagnostic(.error, "\(quoted(displayed)) is a folder; name the manifest inside it")
    case .notRegular, .link, .unfetched:
      return Diagnostic(.error, "\(quoted(displayed)) \(problem)")
    case .system(let code):
      var hint: String?
      let name = PathText.name(of: path)
      if code == ENOENT, let names = Folder.names(in: PathText.folder(of: path)) {
        hint = Suggestion.hint(for: name, among: names.filter { $0 != name })
      }
      return Diagnostic(
        .error, "cannot read \(quoted(displayed)): \(systemMessage(code))", hint: hint)
    }
  }

  /// Checks the encoding of a manifest's bytes and takes a byte order mark away.
  static func decoded(_ bytes: [UInt8], file: String) throws(Diagnostic) -> SourceText {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw Diagnostic(
        .error,
        "the file is encoded in UTF-16; save it as UTF-8", at: Mark(file: file, line: 1, column: 1))
    }
    let binaries: [(name: String, start: [UInt8])] = [
      ("gzip", [0x1F, 0x8B]), ("HDF5", [0x89, 0x48, 0x44, 0x46]), ("zip", [0x50, 0x4B, 3, 4]),
    ]
    if let binary = binaries.first(where: { bytes.starts(with: $0.start) }) {
      throw Diagnostic(
        .error, "\(quoted(file)) is a \(binary.name) file, not a manifest, which is YAML text")
    }
    let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    let source = SourceText(file: file, bytes: bytes)
    do {
      _ = try UTF8Span(validating: bytes.span)
    } catch {
      let offset = error.byteOffsets.lowerBound
      let mark = source.mark(ofByte: offset)
      throw Diagnostic(
        .error,
        "byte \(hexadecimal(bytes[offset])) at offset \(offset) is not UTF-8; save the file as UTF-8",
        at: mark, excerpt: source.line(mark.line))
    }
    if let offset = bytes.firstIndex(of: 0) {
      let mark = source.mark(ofByte: offset)
      throw Diagnostic(.error, "a NUL byte is not text", at: mark, excerpt: source.line(mark.line))
    }
    return source
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    "0x" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
  }
}
