import Arithmetic
import Imaging
import Support
import Testing

@Suite struct NIfTITests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  /// Rotated, anisotropic, left-handed and off-centre; numbers that binary32 holds.
  static let oblique = Affine(rows: [
    -1.5, 0.5, 0.25, 10, 0.75, 1.0, -0.5, -20.5, 0.125, 0.25, 3, 7.25,
  ])
  static let ramp = RealTensor(.binary32, shape: [3, 4, 5], (0..<60).map { Double($0) - 7 })

  @Test func indexOrderIsFirstAxisFastestInTheFile() throws {
    let image = try NIfTI.read(folder.file("a.nii", NIfTIBytes().bytes))
    #expect(image.volume.voxels.shape == [3, 4, 5])
    // Voxel [i, j, k] is stored at i + 3 j + 12 k.
    var expected: [Double] = []
    for i in 0..<3 {
      for j in 0..<4 { for k in 0..<5 { expected.append(Double(i + 3 * j + 12 * k)) } }
    }
    #expect(image.volume.voxels == RealTensor(.binary32, shape: [3, 4, 5], expected))
    #expect(image.volume.affine == .identity)
    #expect(image.header.qform?.affine == Affine(rows: [2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2, 0]))
  }

  @Test(arguments: ["a.nii", "a.nii.gz"])
  func volumesComeBackAsTheyWere(name: String) throws {
    let volume = Volume(voxels: Self.ramp, affine: Self.oblique)
    try NIfTI.write(volume, to: folder(name))
    #expect(try NIfTI.read(folder(name)).volume == volume)
    #expect(folder.names == [name])
  }

  @Test(arguments: [VoxelType.int16, .int32, .float32, .float64])
  func everyWrittenTypeIsExact(type: VoxelType) throws {
    try NIfTI.write(Volume(voxels: Self.ramp, affine: .identity), to: folder("a.nii"), as: type)
    let image = try NIfTI.read(folder("a.nii"))
    #expect(image.header.type == type)
    #expect(image.volume.voxels.doubles == Self.ramp.doubles)
  }

  @Test func valuesThatDoNotFitAreRefusedAndNothingIsWritten() throws {
    let error = #expect(throws: ImageFileError.self) {
      try NIfTI.write(
        Volume(voxels: Self.ramp, affine: .identity), to: folder("a.nii.gz"), as: .uint8)
    }
    #expect(error?.message == "cannot be written as uint8: voxel [0, 0, 0] holds -7.0")
    #expect(folder.names.isEmpty)
  }

  @Test func equalVolumesGiveEqualBytesWithoutATime() throws {
    let volume = Volume(voxels: Self.ramp, affine: Self.oblique)
    try NIfTI.write(volume, to: folder("a.nii.gz"))
    try NIfTI.write(volume, to: folder("b.nii.gz"))
    let bytes = try folder.bytes("a.nii.gz")
    #expect(try bytes == folder.bytes("b.nii.gz"))
    #expect(bytes[3] == 0 && bytes[4..<8].allSatisfy { $0 == 0 })
  }

  @Test func scalingIsBinary64AndASlopeOfZeroOrNaNIsNone() throws {
    func read(_ slope: Float, _ intercept: Float) throws -> RealTensor {
      let bytes = NIfTIBytes().with {
        $0.set(slope, 112)
        $0.set(intercept, 116)
      }
      return try NIfTI.read(folder.file("a.nii", bytes)).volume.voxels
    }
    #expect(try read(0.1, 3).doubles[1] == 12 * Double(Float(0.1)) + 3)
    #expect(try read(0.1, 3).format == .binary64)
    #expect(try read(0, 3).doubles[1] == 12)
    #expect(try read(.nan, 3).doubles[1] == 12)
  }

  @Test func bigEndianFilesAreRead() throws {
    var header = NIfTIBytes().bytes
    func swap(_ range: Range<Int>, _ width: Int) {
      for start in stride(from: range.lowerBound, to: range.upperBound, by: width) {
        header[start..<start + width].reverse()
      }
    }
    swap(0..<4, 4)
    swap(40..<56, 2)
    swap(68..<74, 2)
    swap(76..<124, 4)
    swap(252..<256, 2)
    swap(256..<328, 4)
    swap(352..<472, 2)
    let image = try NIfTI.read(folder.file("a.nii", header))
    #expect(image.volume.voxels.doubles[1] == 12)
    #expect(image.volume.affine == .identity)
  }

  @Test func withoutFormsTheGridIsCentredAndRunsToTheLeft() throws {
    let bytes = NIfTIBytes().with {
      $0.set(Int16(0), 252)
      $0.set(Int16(0), 254)
    }
    let affine = try NIfTI.read(folder.file("a.nii", bytes)).volume.affine
    #expect(affine == Affine(rows: [-2, 0, 0, 2, 0, 2, 0, -3, 0, 0, 2, -4]))
  }

  @Test func shearsGoToTheSformOnly() throws {
    let sheared = Affine(rows: [1, 0.5, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0])
    try NIfTI.write(Volume(voxels: Self.ramp, affine: sheared), to: folder("a.nii"))
    let header = try NIfTI.readHeader(folder("a.nii"))
    #expect(header.affine == sheared)
    #expect(header.qform == nil)
  }

  @Test func voxelsInAFileOfTheirOwn() throws {
    let whole = NIfTIBytes().with { $0.set(Float(0), 108) }
    var header = Array(whole[..<348])
    header[345] = UInt8(ascii: "i")
    let path = try folder.file("a.hdr", header)
    _ = try folder.file("a.img", Array(whole[352...]))
    #expect(try NIfTI.read(path).volume.voxels.doubles[1] == 12)
    #expect(try NIfTI.read(folder("a.img")).volume.voxels.doubles[1] == 12)
    // One image, whichever half is named, also while the other is missing.
    let pair = ["a.hdr", "a.img"].map { folder($0) }
    #expect(ImageFile.files(of: pair[0]) == pair)
    #expect(ImageFile.files(of: pair[1]) == pair)
    #expect(ImageFile.files(of: folder("b.img.gz")) == [folder("b.hdr.gz"), folder("b.img.gz")])
    #expect(ImageFile.files(of: folder("a.nii.gz")) == [folder("a.nii.gz")])
    // A whole image under the name of a header.
    let single = try folder.file("c.hdr", NIfTIBytes().bytes)
    #expect(ImageFile.files(of: single) == [single])
  }

  @Test func labelsTakeTheNarrowestType() throws {
    let shape = [1, 1, 3]
    for (values, type) in [
      ([0, 17, 255], VoxelType.uint8), ([0, -1, 2035], .int16), ([0, 70000, 1], .int32),
    ] {
      let labels = Labels(
        voxels: Tensor(shape: shape, values: values.map(Int32.init)), affine: .identity)
      try NIfTI.write(labels, to: folder("a.nii"))
      #expect(try NIfTI.readHeader(folder("a.nii")).type == type)
      #expect(try ImageFile.readLabels(folder("a.nii")).labels == labels)
    }
  }
}
