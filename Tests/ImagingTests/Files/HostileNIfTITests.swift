import Arithmetic
import Foundation
import Imaging
import Support
import Testing

/// Files that are not what they say: each gets one error that names the file and the fault.
@Suite struct HostileNIfTITests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  func message(_ name: String, _ bytes: [UInt8]) throws -> String? {
    let path = try folder.file(name, bytes)
    let error = #expect(throws: ImageFileError.self) { try NIfTI.read(path) }
    #expect(error?.path == path)
    return error?.message
  }

  @Test func noImageAtAll() throws {
    #expect(try message("a.nii", []) == "is empty")
    #expect(try message("a.nii", [1])?.hasPrefix("is not a NIfTI file") == true)
    #expect(
      try message("a.nii", Array("# just a text that is long enough".utf8))?
        .hasPrefix("is not a NIfTI file") == true)
    #expect(throws: ImageFileError(folder.path, "is a folder, not a file")) {
      try NIfTI.read(folder.path)
    }
    #expect(throws: ImageFileError("/dev/null", "is not a regular file")) {
      try NIfTI.read("/dev/null")
    }
    let absent = folder("absent.nii")
    #expect(throws: ImageFileError(absent, "cannot be read: No such file or directory")) {
      try NIfTI.read(absent)
    }
  }

  @Test func anywhereCutShort() throws {
    let whole = NIfTIBytes().bytes
    for length in stride(from: 1, to: whole.count, by: 7) {
      let text = try message("a.nii", Array(whole[..<length]))
      #expect(text?.contains("cut short") == true || text?.contains("not a NIfTI") == true)
    }
  }

  @Test func gzipCutShortOrDamagedAnywhere() throws {
    let ramp = NIfTITests.ramp
    try NIfTI.write(Volume(voxels: ramp, affine: .identity), to: folder("whole.nii.gz"))
    let whole = try folder.bytes("whole.nii.gz")
    for length in 1..<whole.count {
      _ = try message("a.nii.gz", Array(whole[..<length]))
    }
    for position in stride(from: 10, to: whole.count, by: 3) {
      var damaged = whole
      damaged[position] ^= 0x55
      _ = try message("a.nii.gz", damaged)
    }
  }

  @Test func noByteOfTheHeaderCrashesTheReader() throws {
    let whole = NIfTIBytes().bytes
    for position in 0..<352 {
      for value in [UInt8(0), 0x7F, 0x80, 0xFF] {
        var bytes = whole
        bytes[position] = value
        let path = try folder.file("a.nii", bytes)
        // Either an image or a described error; a trap would end the process.
        do {
          let image = try NIfTI.read(path)
          #expect(image.volume.voxels.count <= 60)
        } catch { #expect(!error.message.isEmpty) }
      }
    }
  }

  @Test(arguments: [
    (Int16(0), "dimensions"), (-1, "dimensions"), (8, "dimensions"), (2, "2-dimensional"),
    (4, "more than one volume"),
  ])
  func dimensionCounts(count: Int16, expected: String) throws {
    let bytes = NIfTIBytes().with {
      $0.set(count, 40)
      $0.set(Int16(2), 48)
    }
    #expect(try message("a.nii", bytes)?.contains(expected) == true)
  }

  @Test func fourDimensionsWithOneVolumeAreAVolume() throws {
    let path = try folder.file("a.nii", NIfTIBytes().with { $0.set(Int16(4), 40) })
    #expect(try NIfTI.read(path).volume.voxels.shape == [3, 4, 5])
  }

  @Test(arguments: [Int16(0), -5])
  func extentsBelowOne(extent: Int16) throws {
    let text = try message("a.nii", NIfTIBytes().with { $0.set(extent, 44) })
    #expect(text == "says that its size is 3 × \(extent) × 5")
  }

  @Test func extentsBeyondTheFile() throws {
    let bytes = NIfTIBytes().with { for axis in 1...3 { $0.set(Int16(32767), 40 + 2 * axis) } }
    #expect(try message("a.nii", bytes)?.contains("the file has only 472 bytes") == true)
  }

  @Test func extentsThatGzipMightHoldButDoesNot() throws {
    // 40,000 packed bytes could be 41 million; the header promises 20 million, there are 2 million.
    let noise = (0..<1_000_000).map { (index: Int) -> Double in
      let draw = (index * 7919) % 65536
      return draw % 61 == 0 ? Double(index % 100) : 0
    }
    let volume = Volume(
      voxels: .init(.binary32, shape: [100, 100, 100], noise), affine: .identity)
    try NIfTI.write(volume, to: folder("whole.nii"), as: .int16)
    var bytes = NIfTIBytes()
    bytes.bytes = try folder.bytes("whole.nii")
    bytes.set(Int16(1000), 42)
    let packed = try folder.file("lie.nii", bytes.bytes)
    #expect(throws: ImageFileError.self) { try NIfTI.read(packed) }
    let error = #expect(throws: ImageFileError.self) {
      try NIfTI.read(gzip(bytes.bytes, "lie.nii.gz"))
    }
    #expect(
      error?.message.contains("is cut short: the image of 1000 × 100 × 100") == true,
      "\(error?.message ?? "no error")")
  }

  /// The bytes packed by the tool of that name.
  func gzip(_ bytes: [UInt8], _ name: String) throws -> String {
    let plain = try folder.file(String(name.dropLast(3)), bytes)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["gzip", "-f", plain]
    try process.run()
    process.waitUntilExit()
    return folder(name)
  }

  @Test func extentsThatOverflow() throws {
    // A NIfTI-2 header, whose extents have 64 bits.
    var bytes = NIfTIBytes()
    bytes.bytes = [UInt8](repeating: 0, count: 700)
    bytes.set(Int32(540), 0)
    bytes.bytes.replaceSubrange(4..<12, with: Array("n+2".utf8) + [0, 13, 10, 26, 10])
    bytes.set(Int16(16), 12)
    bytes.set(Int16(32), 14)
    for (index, extent) in [3, Int64.max / 2, 3, 7, 1, 1, 1, 1].enumerated() {
      bytes.set(Int64(extent), 16 + 8 * index)
    }
    for index in 0..<8 { bytes.set(1.0.bitPattern, 104 + 8 * index) }
    bytes.set(Int64(544), 168)
    #expect(try message("a.nii", bytes.bytes)?.contains("promises") == true)
    bytes.set(Int64.max, 168)
    for index in 1...3 { bytes.set(Int64(2), 16 + 8 * index) }
    #expect(try message("a.nii", bytes.bytes)?.contains("promises") == true)
  }

  @Test(arguments: [
    (Int16(0), "unknown data type"), (1, "single bits"), (32, "complex"), (128, "colours"),
    (1536, "128-bit"), (4242, "unknown data type"),
  ])
  func dataTypes(code: Int16, expected: String) throws {
    #expect(
      try message("a.nii", NIfTIBytes().with { $0.set(code, 70) })?.contains(expected) == true)
  }

  @Test(arguments: [Float(-1), 0, 351, .nan, .infinity, 1e30])
  func voxelOffsets(offset: Float) throws {
    _ = try message("a.nii", NIfTIBytes().with { $0.set(offset, 108) })
  }

  @Test func labelsThatAreNone() throws {
    let path = folder("a.nii")
    let volume = Volume(
      voxels: .init(.binary32, shape: [1, 1, 2], [3, 0.5]), affine: .identity)
    try NIfTI.write(volume, to: path)
    let error = #expect(throws: ImageFileError.self) { try ImageFile.readLabels(path) }
    #expect(error?.message.contains("voxel [0, 0, 1] holds 0.5") == true)
  }

  @Test func foldersThatCannotBeWrittenTo() throws {
    let volume = Volume(voxels: NIfTITests.ramp, affine: .identity)
    let path = folder("absent/a.nii")
    #expect(throws: ImageFileError(path, "cannot be written: No such file or directory")) {
      try NIfTI.write(volume, to: path)
    }
    #expect(throws: ImageFileError.self) { try ImageFile.write(volume, to: folder("a.txt")) }
  }
}
