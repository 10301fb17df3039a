import CZlib
import Testing

@testable import Figures

struct PNGTests {
  @Test func base64() {
    for (text, encoded) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foobar", "Zm9vYmFy")] {
      #expect(Base64.encode(Array(text.utf8)) == encoded)
    }
  }

  /// The chunks of the file, with the rows unpacked again.
  @Test func chunksHoldThePixels() throws {
    let png = PNG(
      width: 3, height: 2, pixels: [0, 1, 2, 2, 1, 0],
      palette: [[0, 0, 0, 0], [9, 9, 9, 255], [255, 0, 1, 255]])
    let file = try png.encoded()
    #expect(Array(file.prefix(8)) == [137, 80, 78, 71, 13, 10, 26, 10])
    var position = 8
    var chunks: [String: [UInt8]] = [:]
    while position < file.count {
      let length = file[position..<(position + 4)].reduce(0) { $0 << 8 | Int($1) }
      let checked = Array(file[(position + 4)..<(position + 8 + length)])
      let sum = file[(position + 8 + length)..<(position + 12 + length)].reduce(0) {
        $0 << 8 | Int($1)
      }
      #expect(Int(crc32(0, checked, UInt32(checked.count))) == sum)
      chunks[String(decoding: checked.prefix(4), as: UTF8.self)] = Array(checked.dropFirst(4))
      position += 12 + length
    }
    #expect(chunks["IHDR"] == [0, 0, 0, 3, 0, 0, 0, 2, 8, 3, 0, 0, 0])
    #expect(chunks["tRNS"] == [0, 255, 255])
    var rows = [UInt8](repeating: 0, count: 8)
    var count: UInt = 8
    let packed = try #require(chunks["IDAT"])
    #expect(uncompress(&rows, &count, packed, UInt(packed.count)) == Z_OK)
    #expect(rows == [0, 0, 1, 2, 0, 2, 1, 0])
  }
}
