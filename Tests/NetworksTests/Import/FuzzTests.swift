import Foundation
import Support
import Testing

@testable import Networks

/// Thousands of damaged files: each is read, or refused with an error; a trap would end the tests.
@Suite(.enabled(if: Repository.python != nil)) struct FuzzTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  /// SplitMix64.
  struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var word = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
      word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
      return word ^ word >> 31
    }
  }

  /// Bytes that mean something to one of the formats, more often than chance would have them.
  private static let telling: [UInt8] =
    [0, 1, 2, 0x7F, 0x80, 0xFF] + Array("()].}RbQhjqrtu{X".utf8)

  /// One to four changes within `range`, some of which change the length.
  static func mutate(
    _ bytes: [UInt8], in range: Range<Int>, keepsLength: Bool, _ random: inout Generator
  ) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let range = range.clamped(to: 0..<bytes.count)
      guard !range.isEmpty else { return bytes }
      let place = Int.random(in: range, using: &random)
      let end = min(place + Int.random(in: 1...16, using: &random), range.upperBound)
      switch Int.random(in: 0..<(keepsLength ? 5 : 8), using: &random) {
      case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      case 1: bytes[place] = .random(in: .min ... .max, using: &random)
      case 2: bytes[place] = Self.telling.randomElement(using: &random) ?? 0
      case 3: for index in place..<end { bytes[index] = 0xFF }
      case 4:
        let source = Int.random(
          in: range.lowerBound...(range.upperBound - (end - place)), using: &random)
        bytes.replaceSubrange(place..<end, with: Array(bytes[source..<source + end - place]))
      case 5: bytes.removeSubrange(place...)
      case 6: bytes.removeSubrange(place..<end)
      default: bytes.insert(contentsOf: Array(bytes[place..<end]), at: place)
      }
    }
    return bytes
  }

  /// Reads the bytes as a file.
  ///
  /// - Returns: whether they were accepted.
  private func isRead(_ bytes: [UInt8]) throws -> Bool {
    let path = folder.path("mutant")
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    switch Result(catching: { () throws(ModelError) in try ModelFile.read(path) }) {
    case .success(let weights):
      let size = weights.entries.reduce(0) { $0 + $1.tensor.count * $1.tensor.type.size }
      #expect(size <= 64 * bytes.count * 8)
      return true
    case .failure(let error):
      #expect(!error.message.isEmpty)
      return false
    }
  }

  private func fuzz(_ bytes: [UInt8], seed: UInt64, count: Int) throws {
    #expect(try isRead(bytes))
    var random = Generator(state: seed)
    for _ in 0..<count {
      _ = try isRead(Self.mutate(bytes, in: 0..<bytes.count, keepsLength: false, &random))
    }
  }

  @Test(arguments: ["ZIP_STORED", "ZIP_DEFLATED"])
  func archives(compression: String) throws {
    let path = try Checkpoints.write(
      in: folder,
      Checkpoints.mixed.replacingOccurrences(
        of: "\n})", with: "\n}, compression=zipfile.\(compression))"))
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    try fuzz(bytes, seed: 1, count: 1000)
    for length in 0..<bytes.count where !length.isMultiple(of: 3) || length < 64 {
      #expect(try !isRead(Array(bytes[..<length])))
    }
  }

  /// Changes in the pickle alone, with checksums that match.
  @Test func pickles() throws {
    let path = try Checkpoints.write(in: folder, Checkpoints.mixed)
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    let archive = try ZipArchive(RandomAccessFile(path))
    let member = try #require(archive["archive/data.pkl"])
    let entry = try #require(
      (member.data + member.size..<bytes.count).first { start in
        bytes[start...].starts(with: [0x50, 0x4B, 0x01, 0x02])
          && bytes[(start + 46)...].starts(with: member.name.utf8)
      })
    let range = member.data..<member.data + member.size
    var random = Generator(state: 2)
    var accepted = 0
    for _ in 0..<3000 {
      var mutant = Self.mutate(bytes, in: range, keepsLength: true, &random)
      let checksum = withUnsafeBytes(of: Deflate.checksum(Array(mutant[range])).littleEndian) {
        Array($0)
      }
      mutant.replaceSubrange(member.header + 14..<member.header + 18, with: checksum)
      mutant.replaceSubrange(entry + 16..<entry + 20, with: checksum)
      if try isRead(mutant) { accepted += 1 }
    }
    // Some changes only change names and numbers: the mutants do reach the machine.
    #expect(accepted > 30)
  }

  @Test func safetensors() throws {
    let path = try Checkpoints.write(in: folder, Checkpoints.mixed)
    let own = folder.path("a.safetensors")
    try ModelFile.read(path).writeSafetensors(to: own)
    try fuzz([UInt8](Data(contentsOf: URL(fileURLWithPath: own))), seed: 3, count: 2000)
  }

  @Test(arguments: ["earliest", "latest"])
  func hdf5(version: String) throws {
    let path = folder.path("a.h5")
    _ = try Repository.run(
      python: """
        import sys, h5py, numpy as np
        with h5py.File(sys.argv[1], "w", libver="\(version)") as file:
          group = file.create_group("model_weights")
          layers = [f"conv_{i}".encode() for i in range(5)]
          group.attrs["layer_names"] = layers
          for name in layers:
            layer = group.create_group(name)
            layer.attrs["weight_names"] = [name + b"/kernel:0"]
            layer[name + b"/kernel:0"] = np.ones((2, 3), "f4")
          file.attrs["model_config"] = "{}"
          file.attrs["backend"] = b"tensorflow"
        """, [path])
    try fuzz([UInt8](Data(contentsOf: URL(fileURLWithPath: path))), seed: 4, count: 3000)
  }
}
