/// Reads a NIfTI-1 or NIfTI-2 header and believes nothing in it.
///
/// libnifti's own reader trusts the header, prints its complaints and exits on some of them; so
/// fields are checked here before any of them is used. Field offsets are those of `nifti1.h` and
/// `nifti2.h`.
struct NIfTIHeaderParser {
  let path: String
  let fields: ByteFields
  let version: Int
  /// The numbers of each voxel, where vectors are expected.
  private let vectors: Int?

  /// `NIFTI_INTENT_VECTOR`; displacements may also say so.
  static let vectorIntent = 1007
  private static let displacementIntent = 1006

  /// - Parameter vectors: the numbers that each voxel must have, where these are vectors.
  /// - Throws: `ImageFileError` where the file does not begin with a NIfTI header.
  init(_ file: inout InputFile, vectors: Int? = nil) throws(ImageFileError) {
    path = file.path
    self.vectors = vectors
    var bytes = [UInt8](repeating: 0, count: 540)
    let start = try Self.fill(&bytes, 0..<4, from: &file)
    let little = ByteFields(bytes: bytes, bigEndian: false).int32(at: 0)
    let big = ByteFields(bytes: bytes, bigEndian: true).int32(at: 0)
    guard start == 4, [348, 540].contains(little) || [348, 540].contains(big) else {
      throw ImageFileError(path, "is not a NIfTI file: it does not begin with a NIfTI header")
    }
    let bigEndian = ![348, 540].contains(little)
    let length = bigEndian ? big : little
    let rest = try Self.fill(&bytes, 4..<length, from: &file)
    guard rest == length - 4 else {
      throw ImageFileError(
        path, "is cut short: its header has \(rest + 4) of \(length) bytes")
    }
    fields = ByteFields(bytes: bytes, bigEndian: bigEndian)
    version = length == 348 ? 1 : 2
  }

  private static func fill(
    _ bytes: inout [UInt8], _ range: Range<Int>, from file: inout InputFile
  ) throws(ImageFileError) -> Int {
    let part = UnsafeMutableRawBufferPointer.allocate(byteCount: range.count, alignment: 1)
    defer { part.deallocate() }
    let count = try file.read(into: part)
    for index in 0..<count { bytes[range.lowerBound + index] = part[index] }
    return count
  }

  /// The checked header.
  func header() throws(ImageFileError) -> NIfTIHeader {
    let isPair = try checkMagic()
    let shape = try shape()
    let type = try type()
    var header = NIfTIHeader(
      version: version, shape: shape, type: type, voxelSizes: try voxelSizes(),
      scaling: try scaling(), offset: try offset(isPair: isPair), isPair: isPair,
      bigEndian: fields.bigEndian)
    header.sform = try sform()
    header.qform = try qform(header.voxelSizes)
    guard header.affine.isInvertible else {
      throw ImageFileError(
        path,
        "its \(header.qform == nil ? "voxel sizes are" : "qform is")"
          + " not a usable geometry: \(header.affine.rows)")
    }
    return header
  }

  /// Whether the voxels are in an .img file beside this .hdr.
  private func checkMagic() throws(ImageFileError) -> Bool {
    let magic = version == 1 ? Array(fields.bytes[344..<348]) : Array(fields.bytes[4..<12])
    let digit = version == 1 ? UInt8(ascii: "1") : UInt8(ascii: "2")
    let tail: [UInt8] = version == 1 ? [0] : [0, 13, 10, 26, 10]
    if magic == Array("n+".utf8) + [digit] + tail { return false }
    if magic == Array("ni".utf8) + [digit] + tail { return true }
    throw ImageFileError(
      path, "is not a NIfTI file: its magic bytes are missing (ANALYZE 7.5 files are not read)")
  }

  private func shape() throws(ImageFileError) -> [Int] {
    func extent(_ index: Int) -> Int {
      version == 1 ? fields.int16(at: 40 + 2 * index) : fields.int64(at: 16 + 8 * index)
    }
    let count = extent(0)
    guard (1...7).contains(count) else {
      throw ImageFileError(path, "says that it has \(count) dimensions; 3 are expected")
    }
    let extents = (1...count).map(extent)
    guard extents.allSatisfy({ $0 > 0 }) else {
      throw ImageFileError(path, "says that its size is \(Self.text(extents))")
    }
    guard count >= 3 else {
      throw ImageFileError(path, "is a \(count)-dimensional image; a volume has 3 dimensions")
    }
    if let vectors {
      let intent = version == 1 ? fields.int16(at: 68) : fields.int32(at: 504)
      let nameStart = version == 1 ? 328 : 508
      let name = fields.bytes[nameStart..<nameStart + 16].prefix { $0 != 0 }
      try FieldFormat.refuse(
        intent: intent, name: String(decoding: name, as: UTF8.self), extents: extents, path: path)
      guard extents.dropFirst(3) == [1, vectors] || extents.dropFirst(3) == [1, vectors, 1] else {
        throw ImageFileError(
          path,
          "is an image of size \(Self.text(extents)); a field has X × Y × Z × 1 × \(vectors)")
      }
      guard [Self.vectorIntent, Self.displacementIntent].contains(intent) else {
        throw ImageFileError(
          path,
          "has intent \(intent); fields have \(Self.vectorIntent), vectors, or"
            + " \(Self.displacementIntent), displacements")
      }
      return Array(extents.prefix(3))
    }
    guard extents.dropFirst(3).allSatisfy({ $0 == 1 }) else {
      throw ImageFileError(
        path,
        "is an image of size \(Self.text(extents)): more than one volume;"
          + " take out the volume that you mean")
    }
    return Array(extents.prefix(3))
  }

  static func text(_ extents: [Int]) -> String {
    extents.map(String.init).joined(separator: " × ")
  }

  private func type() throws(ImageFileError) -> VoxelType {
    let code = fields.int16(at: version == 1 ? 70 : 12)
    let bits = fields.int16(at: version == 1 ? 72 : 14)
    guard let type = Self.types[code] else {
      let what = Self.unsupported[code] ?? "an unknown data type"
      throw ImageFileError(
        path, "holds \(what) (NIfTI data type \(code)); real numbers are needed")
    }
    guard bits == 8 * type.size else {
      throw ImageFileError(
        path, "contradicts itself: data type \(type.rawValue), but \(bits) bits a voxel")
    }
    return type
  }

  static let types: [Int: VoxelType] = [
    2: .uint8, 4: .int16, 8: .int32, 16: .float32, 64: .float64, 256: .int8, 512: .uint16,
    768: .uint32, 1024: .int64, 1280: .uint64,
  ]

  private static let unsupported = [
    1: "single bits", 32: "complex numbers", 128: "colours", 1536: "128-bit floats",
    1792: "complex numbers", 2048: "complex numbers", 2304: "colours",
  ]

  private func number(_ one: Int, _ two: Int) -> Double {
    version == 1 ? fields.float32(at: one) : fields.float64(at: two)
  }

  private func voxelSizes() throws(ImageFileError) -> [Double] {
    let sizes = (1...3).map { abs(number(76 + 4 * $0, 104 + 8 * $0)) }
    guard sizes.allSatisfy(\.isFinite) else {
      throw ImageFileError(path, "has voxel sizes that are not numbers: \(sizes)")
    }
    return sizes
  }

  private func scaling() throws(ImageFileError) -> NIfTIHeader.Scaling? {
    let slope = number(112, 176)
    let intercept = number(116, 184)
    // A slope of zero, or none, means that stored values are the values.
    guard slope.isFinite, slope != 0 else { return nil }
    guard intercept.isFinite else {
      throw ImageFileError(path, "scales its values by \(slope) and adds \(intercept)")
    }
    return slope == 1 && intercept == 0 ? nil : .init(slope: slope, intercept: intercept)
  }

  private func offset(isPair: Bool) throws(ImageFileError) -> Int {
    let least = isPair ? 0 : version == 1 ? 352 : 544
    let offset = version == 1 ? Int(exactly: fields.float32(at: 108)) : fields.int64(at: 168)
    guard let offset, offset >= least else {
      let stated = version == 1 ? "\(fields.float32(at: 108))" : "\(fields.int64(at: 168))"
      throw ImageFileError(
        path, "says that its voxels begin at byte \(stated), inside its header")
    }
    return offset
  }

  private func sform() throws(ImageFileError) -> NIfTIHeader.Transform? {
    let code = version == 1 ? fields.int16(at: 254) : fields.int32(at: 348)
    guard code != 0 else { return nil }
    let affine = Affine(rows: (0..<12).map { number(280 + 4 * $0, 400 + 8 * $0) })
    guard affine.isInvertible else {
      throw ImageFileError(path, "its sform cannot be inverted: \(affine.rows)")
    }
    return .init(code: code, affine: affine)
  }

  private func qform(_ sizes: [Double]) throws(ImageFileError) -> NIfTIHeader.Transform? {
    let code = version == 1 ? fields.int16(at: 252) : fields.int32(at: 344)
    guard code != 0 else { return nil }
    let numbers = (0..<6).map { number(256 + 4 * $0, 352 + 8 * $0) }
    let quaternion = Quaternion(
      b: numbers[0], c: numbers[1], d: numbers[2], offset: Array(numbers[3...]),
      voxelSizes: sizes, handedness: number(76, 104) < 0 ? -1 : 1)
    guard numbers.allSatisfy(\.isFinite), let affine = quaternion.affine else {
      throw ImageFileError(path, "its qform is not a rotation: \(numbers)")
    }
    return .init(code: code, affine: affine)
  }
}
