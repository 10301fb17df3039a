import PipelineKit

/// Files in one file: POSIX ustar, with pax headers for long names. Writes the same bytes for the same
/// files; reads regular files and passes over the rest.
enum TarFile {
  private static let block = 512

  static func bytes(of entries: [DirectoryContent.Entry]) -> [UInt8] {
    var bytes: [UInt8] = []
    for entry in entries {
      let path = Array(entry.path.utf8)
      if path.count > 100 {
        bytes += header("pax", size: pax(entry.path).count, kind: "x", mode: 0o644)
        bytes += padded(pax(entry.path))
      }
      bytes += header(
        path.count > 100 ? String(decoding: path.prefix(100), as: UTF8.self) : entry.path,
        size: entry.bytes.count, kind: "0", mode: entry.isExecutable ? 0o755 : 0o644)
      bytes += padded(Array(entry.bytes))
    }
    return bytes + [UInt8](repeating: 0, count: 2 * block)
  }

  /// `27 path=…\n`, which counts itself.
  private static func pax(_ path: String) -> [UInt8] {
    let content = " path=\(path)\n".utf8.count
    var length = content + "\(content)".count
    if "\(length)".count + content != length { length = content + "\(length)".count }
    return Array("\(length) path=\(path)\n".utf8)
  }

  private static func padded(_ content: [UInt8]) -> [UInt8] {
    content + [UInt8](repeating: 0, count: (block - content.count % block) % block)
  }

  private static func header(
    _ name: String, size: Int, kind: Character, mode: Int
  ) -> [UInt8] {
    var header = [UInt8](repeating: 0, count: block)
    func put(_ text: String, at offset: Int) {
      header.replaceSubrange(offset..<offset + text.utf8.count, with: text.utf8)
    }
    func octal(_ number: Int, _ digits: Int) -> String {
      let text = String(number, radix: 8)
      return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
    header.replaceSubrange(0..<min(100, name.utf8.count), with: name.utf8.prefix(100))
    put(octal(mode, 7), at: 100)
    put(octal(0, 7), at: 108)
    put(octal(0, 7), at: 116)
    if size < 1 << 33 {
      put(octal(size, 11), at: 124)
    } else {
      // Too large for eleven digits: base 256, as GNU tar and bsdtar write it.
      header[124] = 0x80
      for index in 0..<8 {
        header[128 + index] = UInt8(truncatingIfNeeded: size >> (56 - 8 * index))
      }
    }
    put(octal(0, 11), at: 136)
    put("        ", at: 148)
    put(String(kind), at: 156)
    put("ustar", at: 257)
    put("00", at: 263)
    put(octal(header.reduce(0) { $0 + Int($1) }, 6), at: 148)
    header[154] = 0
    return header
  }

  /// The regular files in an archive.
  ///
  /// - Throws: `StageError` where it is no archive, is cut short or leads outside its folder.
  static func entries(of bytes: [UInt8]) throws -> [DirectoryContent.Entry] {
    var entries: [String: DirectoryContent.Entry] = [:]
    var position = 0
    var longName: String?
    while position + block <= bytes.count {
      let start = position
      let header = bytes[start..<start + block]
      if header.allSatisfy({ $0 == 0 }) { return Array(entries.values) }
      func field(_ offset: Int, _ length: Int) -> ArraySlice<UInt8> {
        header[start + offset..<start + offset + length].prefix { $0 != 0 }
      }
      func text(_ offset: Int, _ length: Int) -> String {
        String(decoding: field(offset, length), as: UTF8.self)
      }
      guard text(257, 5) == "ustar", let size = size(of: header, at: start) else {
        throw StageError("it is no tar file of the kind ustar")
      }
      position += block
      guard size <= bytes.count - position else { throw StageError("it is cut short") }
      let content = bytes[position..<position + size]
      let kind = header[header.startIndex + 156]
      let name =
        text(345, 155).isEmpty || longName != nil
        ? text(0, 100) : "\(text(345, 155))/\(text(0, 100))"
      let mode = Int(text(100, 8).trimmed, radix: 8) ?? 0o644
      position += (size + block - 1) / block * block
      switch kind {
      case UInt8(ascii: "x"): longName = paxPath(content)
      case UInt8(ascii: "L"):
        longName = String(decoding: content.prefix { $0 != 0 }, as: UTF8.self)
      case UInt8(ascii: "0"), 0:
        var path = longName ?? name
        longName = nil
        while path.hasPrefix("./") { path.removeFirst(2) }
        guard DirectoryContent.isInside(path) else {
          throw StageError("its file \(quoted(path)) lies outside the folder that it would be")
        }
        entries[path] = .init(path: path, bytes: content, isExecutable: mode & 0o100 != 0)
      default: longName = nil
      }
    }
    throw StageError("it is cut short")
  }

  private static func size(of header: ArraySlice<UInt8>, at start: Int) -> Int? {
    let field = header[start + 124..<start + 136]
    if field.first == 0x80 {
      let number = field.suffix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      return Int(exactly: number)
    }
    return Int(String(decoding: field.prefix { $0 != 0 }, as: UTF8.self).trimmed, radix: 8)
      .flatMap { $0 >= 0 ? $0 : nil }
  }

  private static func paxPath(_ content: ArraySlice<UInt8>) -> String? {
    for line in content.split(separator: UInt8(ascii: "\n")) {
      let text = String(decoding: line, as: UTF8.self)
      if let range = text.firstRange(of: " path=") { return String(text[range.upperBound...]) }
    }
    return nil
  }
}

extension String {
  fileprivate var trimmed: String { String(drop { $0 == " " }.prefix { $0 != " " }) }
}
