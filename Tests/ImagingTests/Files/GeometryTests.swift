import Arithmetic
import Imaging
import Support
import Testing

/// One matrix a file, and what is said of the others.
@Suite struct GeometryTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  /// A sform and a qform of 2 × 2.5 × 3 mm, both with code 1, the qform shifted along the first axis.
  static func header(shift: Float = 0, _ change: (inout NIfTIBytes) -> Void = { _ in }) -> [UInt8] {
    NIfTIBytes().with {
      for (axis, size) in [Float(2), 2.5, 3].enumerated() {
        $0.set(size, 80 + 4 * axis)
        $0.set(size, 280 + 20 * axis)
        let offset = [Float(-7), -5, -4][axis]
        $0.set(offset, 292 + 16 * axis)
        $0.set(axis == 0 ? offset + shift : offset, 268 + 4 * axis)
      }
      change(&$0)
    }
  }

  static let affine = Affine(rows: [2, 0, 0, -7, 0, 2.5, 0, -5, 0, 0, 3, -4])

  func read(_ bytes: [UInt8], _ options: ImageOptions = .init()) throws -> ImageFile.Image {
    try ImageFile.read(folder.file("a.nii", bytes), options)
  }

  @Test func matricesThatAgreeSayNothing() throws {
    let image = try read(Self.header(shift: 0.19))
    #expect(image.volume.affine == Self.affine)
    #expect(image.volume.space == .scanner)
    #expect(image.warnings.isEmpty)
    #expect(image.contradictingSizes == nil)
  }

  @Test func theSformWinsAndTheDifferenceIsSaid() throws {
    let image = try read(Self.header(shift: 20))
    #expect(image.volume.affine == Self.affine)
    #expect(
      image.warnings == [
        "its sform and its qform put voxels up to 20.0 mm apart; the sform is taken: say"
          + " 'geometry: sform' or 'geometry: qform' in its source to decide"
      ])
  }

  @Test func aPersonDecides() throws {
    let bytes = Self.header(shift: 20) { $0.set(Int16(4), 252) }
    let qform = try read(bytes, ImageOptions(matrix: .qform))
    #expect(qform.volume.affine.translation == [13, -5, -4])
    #expect(qform.volume.space == .mni152)
    #expect(qform.warnings.isEmpty)
    let sform = try read(bytes, ImageOptions(matrix: .sform))
    #expect(sform.volume.affine == Self.affine)
    #expect(sform.warnings.isEmpty)
    let none = Self.header { $0.set(Int16(0), 252) }
    let error = #expect(throws: ImageFileError.self) {
      try read(none, ImageOptions(matrix: .qform))
    }
    #expect(
      error?.message
        == "has no qform that can be used (its code is 0, or it has no inverse); it has a"
        + " sform: leave 'geometry' out of its source to take what there is")
  }

  @Test func aBrokenMatrixBesideAGoodOneIsNoMatter() throws {
    let long = Self.header { for field in 0..<3 { $0.set(Float(0.9), 256 + 4 * field) } }
    #expect(try read(long).volume.affine == Self.affine)
    #expect(try read(long).warnings.isEmpty)
    for value in [Float(0), .nan, .infinity] {
      let broken = Self.header { for field in 0..<12 { $0.set(value, 280 + 4 * field) } }
      let image = try read(broken)
      #expect(image.volume.affine == Self.affine)
      #expect(image.warnings == ["its sform cannot be inverted; its qform is taken"])
    }
    let negative = Self.header(shift: 20) { $0.set(Int16(-1), 254) }
    #expect(try read(negative).volume.affine.translation[0] == 13)
  }

  @Test func withoutMatricesVoxelSizesCount() throws {
    let bytes = Self.header {
      $0.set(Int16(0), 252)
      $0.set(Int16(0), 254)
      $0.set(Float(0), 80)
      $0.set(Float(-2.5), 84)
    }
    let image = try read(bytes)
    #expect(image.volume.affine == Affine(rows: [-1, 0, 0, 1, 0, 2.5, 0, -3.75, 0, 0, 3, -6]))
    #expect(
      image.warnings == [
        "its voxel sizes (pixdim) are 0 × -2.5 × 3; 1 mm is taken where they say nothing"
      ])
    let both = Self.header {
      for field in 0..<12 { $0.set(Float(0), 280 + 4 * field) }
      $0.set(Float(2), 256)
    }
    #expect(
      try read(both).warnings == [
        "its sform and its qform cannot be inverted; its voxel sizes alone are taken, axes towards"
          + " left, anterior and superior"
      ])
  }

  @Test func voxelSizesThatContradictTheSformAreSaid() throws {
    func sizes(_ size: Float, qform: Int16) -> [UInt8] {
      Self.header {
        $0.set(qform, 252)
        $0.set(size, 80)
      }
    }
    #expect(try read(sizes(2.0005, qform: 0)).contradictingSizes == nil)
    // No number says nothing.
    #expect(try read(sizes(0, qform: 0)).contradictingSizes == nil)
    #expect(try read(sizes(.nan, qform: 0)).contradictingSizes == nil)
    let image = try read(sizes(4, qform: 0))
    #expect(image.volume.affine == Self.affine)
    #expect(image.contradictingSizes == [4, 2.5, 3])
    #expect(
      image.warnings == [
        "its voxel sizes (pixdim) are 4 × 2.5 × 3 mm, those of its sform 2 × 2.5 × 3 mm; the sform is"
          + " taken: correct the header, or say 'geometry: sform' in its source"
      ])
    #expect(
      try read(sizes(4, qform: 0), ImageOptions(matrix: .sform)).contradictingSizes == nil)
    // Beside a qform, whose sizes they are, they may be rounded.
    #expect(try read(sizes(2.1, qform: 1)).contradictingSizes == nil)
    #expect(try read(sizes(4, qform: 1)).contradictingSizes == [4, 2.5, 3])
  }

  @Test(arguments: [(UInt8(1), 1000.0, "metres"), (3, 0.001, "microns")])
  func lengthsAreMillimetres(unit: UInt8, factor: Double, name: String) throws {
    for qformOnly in [false, true] {
      let bytes = Self.header {
        $0.bytes[123] = unit | 8
        if qformOnly { $0.set(Int16(0), 254) }
        for field in [80, 84, 88] + Array(stride(from: 268, to: 328, by: 4)) {
          let raw = $0.bytes[field..<field + 4].enumerated().reduce(UInt32(0)) {
            $0 | UInt32($1.element) << (8 * UInt32($1.offset))
          }
          $0.set(Float(Double(Float(bitPattern: raw)) / factor), field)
        }
      }
      let image = try read(bytes)
      let expected = Self.affine.rows
      #expect(zip(image.volume.affine.rows, expected).allSatisfy { abs($0 - $1) < 1e-5 })
      #expect(
        image.warnings == [
          "its header counts in \(name); lengths are turned into millimetres: voxels of 2 × 2.5 × 3 mm"
        ])
    }
  }

  @Test func fieldsThatAreNotNeededAreNotJudged() throws {
    // bitpix, the header's size, the fraction of an offset, sizes beyond space.
    for change: (inout NIfTIBytes) -> Void in [
      { $0.set(Int16(0), 72) }, { $0.set(Int32(0), 0) }, { $0.set(Float(352.5), 108) },
      {
        $0.set(Int16(5), 40); $0.set(Int16(0), 48); $0.set(Int16(0), 50)
      },
      { $0.bytes[345] = UInt8(ascii: "i") },
    ] {
      let image = try read(Self.header(change))
      #expect(image.volume.affine == Self.affine)
      #expect(image.volume.voxels.doubles.reduce(0, +) == 1770)
    }
  }

  @Test func codesGoAlong() throws {
    for (space, code) in [(WorldSpace.scanner, 1), (.mni152, 4), (.template, 5)] {
      let volume = Volume(voxels: NIfTITests.ramp, affine: Self.affine, space: space)
      try ImageFile.write(volume, to: folder("b.nii.gz"), description: "made by a test")
      let header = try NIfTI.readHeader(folder("b.nii.gz"))
      #expect(header.sform?.code == code)
      #expect(header.qform?.code == code)
      #expect(try ImageFile.read(folder("b.nii.gz")).volume == volume)
    }
    try ImageFile.write(
      Volume(voxels: NIfTITests.ramp, affine: Self.affine), to: folder("c.nii"),
      description: String(repeating: "x", count: 200))
    let bytes = try folder.bytes("c.nii")
    #expect(bytes[148..<227].allSatisfy { $0 == UInt8(ascii: "x") })
    #expect(bytes[227] == 0)
  }

  @Test func namesInCapitals() throws {
    let volume = Volume(voxels: NIfTITests.ramp, affine: Self.affine)
    for name in ["A.NII", "A.NII.GZ", "a.Nii.Gz", "A.MGZ", "A.MGH"] {
      try ImageFile.write(volume, to: folder(name))
      #expect(try ImageFile.read(folder(name)).volume.voxels == volume.voxels)
      let packed = try folder.bytes(name).starts(with: [0x1F, 0x8B])
      #expect(packed == name.lowercased().hasSuffix("z"))
    }
  }
}
