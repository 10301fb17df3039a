internal import CZlib

/// Images of indexed colours in the Portable Network Graphics format.
package struct PNG {
  package let width: Int
  package let height: Int
  /// One palette index a pixel, row by row from the top left.
  package let pixels: [UInt8]
  /// Red, green, blue and opacity of each index; at most 256.
  package let palette: [[UInt8]]

  package init(width: Int, height: Int, pixels: [UInt8], palette: [[UInt8]]) {
    self.width = width
    self.height = height
    self.pixels = pixels
    self.palette = palette
  }

  /// The file: colour type 3, eight bits, no filter, packed by zlib.
  ///
  /// - Throws: `FigureError` where zlib runs out of memory.
  package func encoded() throws -> [UInt8] {
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
  package func dataURI() throws -> String {
    "data:image/png;base64,\(Base64.encode(try encoded()))"
  }

  private static func packed(_ bytes: [UInt8]) throws -> [UInt8] {
    var length = compressBound(UInt(bytes.count))
    var packed = [UInt8](repeating: 0, count: Int(length))
    guard compress2(&packed, &length, bytes, UInt(bytes.count), 9) == Z_OK else {
      throw FigureError("an image of \(bytes.count) bytes cannot be packed: out of memory")
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

/// A figure that cannot be made.
package struct FigureError: Error, CustomStringConvertible {
  /// What is wrong, in a sentence.
  package let description: String

  init(_ description: String) { self.description = description }
}
