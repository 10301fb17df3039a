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

  @Test(arguments: ["a.mgh", "a.mgz"], [VoxelType.uint8, .uint16])
  func unsignedVoxelsComeBack(name: String, type: VoxelType) throws {
    let values = (0..<60).map { Float($0 * (type == .uint8 ? 4 : 1000)) }
    let voxels = RealTensor.binary32(Tensor(shape: [3, 4, 5], values: values))
    try MGH.write(Volume(voxels: voxels, affine: Self.conformed), to: folder(name), as: type)
    let image = try MGH.read(folder(name))
    #expect(image.type == type && image.volume.voxels == voxels)
    #expect(image.footer.isEmpty)
  }

  /// Bytes after the voxels are scan parameters and tags that other programs read.
  @Test(arguments: ["a.mgh", "a.mgz"]) func footersAreKept(name: String) throws {
    let footer = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 * $0) }
    let volume = Volume(voxels: NIfTITests.ramp, affine: Self.conformed)
    try MGH.write(volume, to: folder(name), footer: footer)
    #expect(try MGH.read(folder(name)).footer == footer)
    let labels = try Labels(volume)
    try MGH.write(labels, to: folder(name), footer: footer)
    let image = try MGH.read(folder(name))
    #expect(image.footer == footer && image.type == .int16)
  }

  @Test func aFooterWithoutEndIsRefused() throws {
    let footer = [UInt8](repeating: 0, count: 1 << 24 + 1)
    let volume = Volume(voxels: NIfTITests.ramp, affine: Self.conformed)
    try MGH.write(volume, to: folder("a.mgz"), footer: footer)
    #expect(
      throws: ImageFileError(folder("a.mgz"), "has more than 16 MiB after its voxels")
    ) { try MGH.read(folder("a.mgz")) }
  }

  /// Without its flag the geometry in a header does not count: FreeSurfer's old coronal files.
  @Test func geometryWithoutItsFlagIsTheOldOne() throws {
    try MGH.write(Volume(voxels: NIfTITests.ramp, affine: Self.conformed), to: folder("a.mgh"))
    var bytes = try folder.bytes("a.mgh")
    bytes[29] = 0
    let image = try MGH.read(folder.file("b.mgh", bytes))
    #expect(
      image.volume.affine
        == Affine(linear: Affine.directionsLIA, translation: [1.5, -2.5, 2]))
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
