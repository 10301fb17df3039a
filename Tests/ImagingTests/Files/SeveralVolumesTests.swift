import Arithmetic
import Imaging
import Support
import Testing

/// One volume out of several.
@Suite struct SeveralVolumesTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  /// 3 × 4 × 5 voxels of three volumes; volume n holds 1000 n and up.
  static let bytes: [UInt8] = {
    var header = NIfTIBytes()
    header.set(Int16(4), 40)
    header.set(Int16(3), 48)
    for volume in 1..<3 {
      for value in 0..<60 {
        header.bytes += withUnsafeBytes(of: Int16(1000 * volume + value).littleEndian) { Array($0) }
      }
    }
    return header.bytes
  }()

  @Test func eachCanBeTaken() throws {
    let path = try folder.file("a.nii", Self.bytes)
    for volume in 0..<3 {
      let image = try ImageFile.read(path, ImageOptions(volume: volume))
      #expect(image.volume.voxels.shape == [3, 4, 5])
      #expect(image.volume.voxels.doubles[0] == Double(1000 * volume))
      #expect(image.volume.voxels.doubles.max() == Double(1000 * volume + 59))
    }
    // Of a single one the first.
    let single = try folder.file("b.nii", NIfTIBytes().bytes)
    #expect(try ImageFile.read(single, ImageOptions(volume: 0)).volume.voxels.doubles.max() == 59)
  }

  @Test func noneOrTooManyIsAnError() throws {
    let path = try folder.file("a.nii", Self.bytes)
    #expect(
      throws: ImageFileError(
        path,
        "is an image of size 3 × 4 × 5 × 3: more than one volume; say which in its source,"
          + " 'volume: 0' for the first to 'volume: 2' for the last")
    ) { try ImageFile.read(path) }
    for volume in [-1, 3, .max] {
      #expect(
        throws: ImageFileError(path, "has no volume \(volume): it has 3 volumes, numbers 0 to 2")
      ) { try ImageFile.read(path, ImageOptions(volume: volume)) }
    }
    let cut = try folder.file("c.nii", Self.bytes.dropLast())
    #expect(throws: ImageFileError.self) { try ImageFile.read(cut, ImageOptions(volume: 0)) }
  }

  @Test func framesOfMGH() throws {
    let volume = Volume(voxels: NIfTITests.ramp, affine: MGHTests.conformed)
    try MGH.write(volume, to: folder("a.mgh"), as: .int16)
    var bytes = try folder.bytes("a.mgh")
    let frame = Array(bytes[284...])
    bytes[19] = 2
    let footer: [UInt8] = [1, 2, 3, 4]
    let path = try folder.file(
      "b.mgh", bytes + frame.enumerated().map { $0.offset % 2 == 0 ? 0 : 1 } + footer)
    #expect(try ImageFile.read(path, ImageOptions(volume: 0)).volume.voxels == volume.voxels)
    let second = try MGH.read(path, ImageOptions(volume: 1))
    #expect(second.volume.voxels.doubles.allSatisfy { $0 == 1 })
    #expect(second.footer == footer)
    #expect(throws: ImageFileError.self) { try ImageFile.read(path) }
    #expect(throws: ImageFileError.self) {
      try ImageFile.read(path, ImageOptions(matrix: .qform, volume: 0))
    }
  }
}
