import Arithmetic
import Imaging
import Support
import Testing

@Suite struct MGHTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  static let conformed = Affine(
    linear: Affine.directionsLIA, translation: [1.5, -2, 2.5])

  @Test(arguments: ["a.mgh", "a.mgz"], [VoxelType.int16, .int32, .float32])
  func volumesComeBackAsTheyWere(name: String, type: VoxelType) throws {
    let volume = Volume(voxels: NIfTITests.ramp, affine: Self.conformed)
    try MGH.write(volume, to: folder(name), as: type)
    let image = try MGH.read(folder(name))
    #expect(image.type == type)
    #expect(image.volume.affine == volume.affine)
    #expect(image.volume.voxels.doubles == volume.voxels.doubles)
    #expect(folder.names == [name])
  }

  @Test func packedFilesHaveNoTime() throws {
    try MGH.write(Volume(voxels: NIfTITests.ramp, affine: Self.conformed), to: folder("a.mgz"))
    #expect(try folder.bytes("a.mgz")[4..<8].allSatisfy { $0 == 0 })
  }

  @Test func cutShortAnywhere() throws {
    try MGH.write(Volume(voxels: NIfTITests.ramp, affine: Self.conformed), to: folder("a.mgh"))
    let whole = try folder.bytes("a.mgh")
    for length in stride(from: 0, to: whole.count, by: 9) {
      let path = try folder.file("b.mgh", Array(whole[..<length]))
      #expect(throws: ImageFileError.self) { try MGH.read(path) }
    }
  }

  @Test func noByteOfTheHeaderCrashesTheReader() throws {
    try MGH.write(Volume(voxels: NIfTITests.ramp, affine: Self.conformed), to: folder("a.mgh"))
    let whole = try folder.bytes("a.mgh")
    for position in 0..<90 {
      for value in [UInt8(0), 0x7F, 0x80, 0xFF] {
        var bytes = whole
        bytes[position] = value
        let path = try folder.file("b.mgh", bytes)
        do {
          #expect(try MGH.read(path).volume.voxels.count <= 60)
        } catch { #expect(!error.message.isEmpty) }
      }
    }
  }

  @Test func aNIfTIIsNotAnMGH() throws {
    let path = try folder.file("a.mgz", NIfTIBytes().bytes)
    #expect(
      throws: ImageFileError(path, "is not an MGH file: it does not begin with version 1")
    ) { try ImageFile.read(path) }
  }
}
