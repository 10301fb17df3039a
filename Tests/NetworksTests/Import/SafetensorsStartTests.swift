import Foundation
import Support
import Testing

@testable import Networks

/// Files are told apart by their first bytes, which may be those of several formats.
@Suite struct SafetensorsStartTests {
  /// A header of 264 bytes begins as an ONNX file of version 1 does.
  @Test func aHeaderWhoseLengthLooksLikeONNXIsRead() throws {
    let folder = try TemporaryFolder()
    var header = #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
    header += String(repeating: " ", count: 264 - header.utf8.count)
    let bytes = [8, 1, 0, 0, 0, 0, 0, 0] + Array(header.utf8) + [0, 0, 0x80, 0x3F]
    let path = try folder.write("a.safetensors", Data(bytes))
    #expect(try ModelFile.read(path).names == ["a"])
  }
}
