import Arithmetic
import Foundation
import Networks
import Support
import Testing
import Values

@Suite struct SafetensorsTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  /// A file of this header and data.
  private func file(_ header: String, _ data: [UInt8] = []) throws -> String {
    var bytes = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) }
    bytes += Data(header.utf8) + Data(data)
    return try folder.write("a.safetensors", bytes)
  }

  private func message(_ header: String, _ data: [UInt8] = []) throws -> String? {
    let path = try file(header, data)
    let error = #expect(throws: ModelError.self) { try ModelFile.read(path) }
    #expect(error?.file == path)
    return error?.message
  }

  @Test(.enabled(if: Repository.python != nil)) func readsWhatTheLibraryWrote() throws {
    let path = folder.path("library.safetensors")
    _ = try Repository.run(
      python: """
        import sys, numpy as np
        from safetensors.numpy import save_file
        rng = np.random.default_rng(3)
        save_file({
          "a.weight": rng.normal(size=(3, 4, 5)).astype(np.float32), "b": rng.normal(size=7),
          "half": rng.normal(size=(2, 2)).astype(np.float16), "steps": np.array(7),
          "i4": np.arange(3, dtype=np.int32), "i2": np.arange(3, dtype=np.int16),
          "i1": np.arange(-1, 2, dtype=np.int8), "u1": np.arange(3, dtype=np.uint8),
          "flag": np.array([True, False]), "none": np.zeros((0, 2), np.float32),
        }, sys.argv[1], metadata={"format": "pt", "note": "a \\"b\\" ü"})
        """, [path])
    let weights = try ModelFile.read(path)
    let reference = try Reference(path)
    let found = try Reference.entries(of: weights).map { ($0.name, $0) }
    // The library lists names in no order; both widen 16-bit floats and single bytes.
    let widened = try Repository.run(
      python: """
        import hashlib, sys, numpy as np
        from safetensors import safe_open
        with safe_open(sys.argv[1], "np") as file:
          for name, kind in [("half", "f4"), ("i1", "i2"), ("flag", "u1")]:
            print(hashlib.sha256(file.get_tensor(name).astype(kind).tobytes()).hexdigest())
        """, [path]
    ).split(separator: "\n").map(String.init)
    let byName = Dictionary(uniqueKeysWithValues: found)
    for entry in reference.entries where !["half", "i1", "flag"].contains(entry.name) {
      #expect(byName[entry.name] == entry)
    }
    #expect(["half", "i1", "flag"].map { byName[$0]?.digest } == widened)
    #expect(byName.count == 10)
    #expect(weights[metadata: "note"] == "a \"b\" ü")
    #expect(weights.format == .safetensors)
  }

  @Test(.enabled(if: Repository.python != nil)) func theLibraryReadsWhatWasWritten() throws {
    let weights = try ModelWeights(
      [
        .init("conv.weight", .float32, .float32(Tensor(shape: [2, 1], values: [0.1, -2]))),
        .init("steps", .int64, .int64(Tensor(shape: [], values: [7]))),
        .init("none", .float64, .float64(Tensor(shape: [0, 2], values: []))),
        .init("half", .float16, .float32(Tensor(shape: [1], values: [0.5]))),
        .init("flag", .bool, .uint8(Tensor(shape: [1], values: [1]))),
      ], format: .pytorch, metadata: [.init("epoch", 3), .init("config", "A: \"1\"\n")])
    let path = folder.path("own.safetensors")
    try weights.writeSafetensors(to: path)
    #expect(folder.files() == ["own.safetensors"])
    let reference = try Reference(path)
    #expect(
      Set(reference.entries.map(\.name)) == ["conv.weight", "steps", "none", "half", "flag"])
    let own = try Reference.entries(of: weights)
    for entry in reference.entries { #expect(own.contains(entry)) }
    #expect(reference.facts["epoch"].text == "3")
    #expect(reference.facts["config"].text == "A: \"1\"\n")
    let again = try ModelFile.read(path)
    #expect(again.entries.map(\.tensor) == weights.entries.map(\.tensor))
    #expect(again.names == weights.names)
  }

  /// One tensor of a type that is not read does not take the others along.
  @Test func oddTypesAreLeftOut() throws {
    let header =
      #"{"c":{"dtype":"C64","shape":[1],"data_offsets":[0,8]},"#
      + #""f":{"dtype":"F4","shape":[2],"data_offsets":[8,9]},"#
      + #""u":{"dtype":"U64","shape":[1],"data_offsets":[9,17]},"#
      + #""s":{"dtype":"U16","shape":[2],"data_offsets":[17,21]},"#
      + #""e":{"dtype":"F8_E4M3","shape":[3],"data_offsets":[21,24]}}"#
    let bytes = [UInt8](repeating: 0xFF, count: 17) + [0xFF, 0xFF, 1, 0, 0x7E, 0x81, 0xFF]
    let weights = try ModelFile.read(file(header, bytes))
    #expect(weights.notImported == ["c", "f", "u"])
    #expect(weights["s"] == .int32(Tensor(shape: [2], values: [65535, 1])))
    guard case .float32(let numbers)? = weights["e"] else { throw ModelError("no numbers") }
    #expect(numbers.values[0] == 448 && numbers.values[1] == -0x1p-9 && numbers.values[2].isNaN)
  }

  @Test func everyFaultIsNamed() throws {
    let one = "\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]"
    #expect(try ModelFile.read(file("{\"a\":{\(one)}}", [1, 2]))["a"]?.shape == [2])
    for (header, count, expected) in [
      ("{\"a\":{\(one)}}", 1, "is cut short: its tensors end at byte 2 of its data, the file at 1"),
      ("{\"a\":{\(one)}}", 3, "goes on after its tensors, which end at byte 2 of its data"),
      (
        "{\"a\":{\(one)},\"b\":{\(one)}}", 2,
        "has tensor 'b' at bytes 0 to 2 of its data, where 2 was to come"
      ),
      (
        "{\"a\":{\(one)},\"a\":{\(one)}}", 2,
        "has tensor 'a' at bytes 0 to 2 of its data, where 2 was to come"
      ),
      ("{\"a\":{\"dtype\":7}}", 0, "describes tensor 'a' in an unknown way"),
      (
        "{\"a\":{\"dtype\":\"C64\",\"shape\":[1],\"data_offsets\":[0,8]}}", 8,
        "holds no tensor of a type that is read, only 'a'"
      ),
      (
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[-2],\"data_offsets\":[0,2]}}", 2,
        "has tensor 'a' with a negative size in [-2]"
      ),
      (
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,2]}}", 2,
        "for tensor 'a' of shape [2], float32"
      ),
      (
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[9223372036854775807,4],\"data_offsets\":[0,2]}}", 2,
        "which are too large"
      ),
      ("{\"__metadata__\":{\"a\":1}}", 0, "has metadata that are not texts"),
      ("{\"a\":", 0, "has a header that is not JSON: unexpected end at byte 13"),
      ("{} x", 0, "has a header that is not JSON"),
    ] {
      let text = try message(header, [UInt8](repeating: 0, count: count))
      #expect(text?.contains(expected) == true, "\(header): \(text ?? "")")
    }
    let huge = try folder.write("huge", Data([255, 255, 255, 255, 255, 255, 255, 127, 0x7B, 0x7D]))
    #expect(
      throws: ModelError(
        "is not a safetensors file: its header would not fit it", file: huge)
    ) { try ModelFile.read(huge) }
  }
}
