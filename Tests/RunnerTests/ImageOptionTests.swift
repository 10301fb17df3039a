import Foundation
import Support
import Testing

/// How images are read, by the keys of their sources, and what exported ones say, end to end.
@Suite struct ImageOptionTests {
  private let folder: TemporaryFolder
  private let lastbit: Lastbit

  init() throws {
    folder = try TemporaryFolder()
    lastbit = Lastbit(in: folder.path)
  }

  private func number<Number: FixedWidthInteger>(_ name: String, _ offset: Int, _: Number.Type)
    throws
    -> Number
  {
    let bytes = try folder.read(name)
    return bytes[offset..<offset + MemoryLayout<Number>.size].reversed().reduce(0) {
      $0 << 8 | Number(truncatingIfNeeded: $1)
    }
  }

  private func float(_ name: String, _ offset: Int) throws -> Float {
    Float(bitPattern: try number(name, offset, UInt32.self))
  }

  private func put(_ number: Float, _ offset: Int, _ bytes: inout Data) {
    bytes.replaceSubrange(
      offset..<offset + 4, with: withUnsafeBytes(of: number.bitPattern) { Data($0) })
  }

  /// Runs `source` through a stage that keeps the grid, into `out.nii`.
  private func carry(_ source: String) throws -> Lastbit.Outcome {
    try folder.write(
      "m.yaml",
      """
      lastbit: 1
      name: m
      sources: {head: \(source)}
      stages:
        out: {uses: preprocess/mask, in: {image: head, mask: head}, export: out.nii}
      """)
    return try lastbit("run", "m.yaml", "--overwrite")
  }

  /// A file with a qform 20 mm away from its sform, and another code.
  private func twoWorlds() throws {
    var head = SyntheticHead(size: 8, spacing: 24).image
    head[252] = 4
    for (offset, origin) in zip([268, 272, 276], [Float(-64), -84, -84]) {
      put(origin, offset, &head)
    }
    try folder.write("head.nii", head)
  }

  @Test func geometryChoosesTheMatrix() throws {
    try twoWorlds()
    let said = try carry("{file: head.nii}")
    #expect(said.status == 0, "\(said.messages)")
    #expect(
      said.messages.contains("warning") && said.messages.contains("qform"), "\(said.messages)")
    #expect(try float("out.nii", 292) == -84)
    // Scanner coordinates in the sform, MNI152 in the qform: the code goes along.
    #expect(try number("out.nii", 254, Int16.self) == 1)
    let other = try carry("{file: head.nii, geometry: qform}")
    #expect(other.status == 0 && !other.messages.contains("warning"), "\(other.messages)")
    #expect(try float("out.nii", 292) == -64)
    #expect(try number("out.nii", 254, Int16.self) == 4)
    #expect(try carry("{file: head.nii, geometry: sform}").messages.contains("warning") == false)
    #expect(try float("out.nii", 292) == -84)
    // Both are reported as what they are.
    let wrong = try carry("{file: head.nii, geometry: affine}")
    #expect(wrong.status == 2 && wrong.messages.contains("sform"), "\(wrong.messages)")
  }

  @Test func aMatrixThatIsNotThereIsAnError() throws {
    try folder.write("head.nii", SyntheticHead(size: 8, spacing: 24).image)
    let outcome = try carry("{file: head.nii, geometry: qform}")
    #expect(outcome.status == 2)
    #expect(outcome.messages.contains("has no qform that can be used"), "\(outcome.messages)")
    #expect(!folder.exists("out.nii"))
  }

  @Test func volumeTakesOneOfSeveral() throws {
    let (first, second) = (
      SyntheticHead(size: 8, spacing: 24).image,
      SyntheticHead(size: 8, spacing: 24, scale: 0.8).image
    )
    var both = first + second[352...]
    both[40] = 4
    both[48] = 2
    try folder.write("both.nii", both)
    for (number, image) in [(0, first), (1, second)] {
      let outcome = try carry("{file: both.nii, volume: \(number)}")
      #expect(outcome.status == 0, "\(outcome.messages)")
      #expect(try folder.read("out.nii")[352...] == image[352...])
    }
    let none = try carry("{file: both.nii}")
    #expect(none.status == 2)
    #expect(
      none.messages.contains(
        "say which in its source, 'volume: 0' for the first to 'volume: 1' for the last"))
    let third = try carry("{file: both.nii, volume: 2}")
    #expect(third.status == 2)
    #expect(third.messages.contains("has no volume 2: it has 2 volumes, numbers 0 to 1"))
  }

  /// Files say what made them, the same for the same result.
  @Test(arguments: ["out.nii", "out.nii.gz", "other.nii"]) func filesSayWhatMadeThem(_ name: String)
    throws
  {
    try folder.write("head.nii", SyntheticHead(size: 8, spacing: 24).image)
    #expect(try carry("{file: head.nii}").status == 0)
    if name != "out.nii" { #expect(try lastbit("export", "out", name).status == 0) }
    if name.hasSuffix(".gz") {
      #expect(try lastbit.shell("gzip -dc \(name) > plain.nii").status == 0)
    }
    let bytes = try folder.read(name.hasSuffix(".gz") ? "plain.nii" : name)
    let description = String(decoding: bytes[148..<228].prefix { $0 != 0 }, as: UTF8.self)
    #expect(
      description.hasPrefix("lastbit ") && description.contains(" preprocess/mask "),
      "\(description)")
  }
}
