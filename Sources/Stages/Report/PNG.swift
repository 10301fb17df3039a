import CNIfTI
import PipelineKit

/// Images of indexed colours in the Portable Network Graphics format.
struct PNG {
  let width: Int
  let height: Int
  /// One palette index a pixel, row by row from the top left.
  let pixels: [UInt8]
  /// Red, green, blue and opacity of each index; at most 256.
  let palette: [[UInt8]]

  /// The file: colour type 3, eight bits, no filter, packed by zlib.
  ///
  /// - Throws: `StageError` where zlib runs out of memory.
  func encoded() throws -> [UInt8] {
    var rows: [UInt8] = []
    rows.reserveCapacity((width + 1) * height)
    for row in 0..<height {
      rows.append(0)
      rows += pixels[(row * width)..<((row + 1) * width)]
    }
    var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    PNG.append("IHDR", PNG.word(width) + PNG.word(height) + [8, 3, 0, 0, 0], to: &file)
    PNG.append("PLTE", palette.flatMap { $0.prefix(3) }, to: &file)
    PNG.append("tRNS", palette.map { $0[3] }, to: &file)
    PNG.append("IDAT", try PNG.packed(rows), to: &file)
    PNG.append("IEND", [], to: &file)
    return file
  }

  /// `data:image/png;base64,…`.
  func dataURI() throws -> String { "data:image/png;base64,\(Base64.encode(try encoded()))" }

  private static func packed(_ bytes: [UInt8]) throws -> [UInt8] {
    var length = compressBound(UInt(bytes.count))
    var packed = [UInt8](repeating: 0, count: Int(length))
    guard compress2(&packed, &length, bytes, UInt(bytes.count), 9) == Z_OK else {
      throw StageError("an image of \(bytes.count) bytes cannot be packed: out of memory")
    }
    return Array(packed.prefix(Int(length)))
  }

  private static func append(_ kind: String, _ content: [UInt8], to file: inout [UInt8]) {
    let checked = Array(kind.utf8) + content
    file += word(content.count) + checked
    file += word(Int(crc32(0, checked, UInt32(checked.count))))
  }

  private static func word(_ number: Int) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
  }
}

/// Bytes as text (RFC 4648).
enum Base64 {
  static func encode(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let present = min(3, bytes.count - start)
      var word = 0
      for offset in 0..<3 { word = word << 8 | (offset < present ? Int(bytes[start + offset]) : 0) }
      for digit in 0..<4 {
        text.append(
          digit <= present ? alphabet[word >> (18 - 6 * digit) & 63] : UInt8(ascii: "="))
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
