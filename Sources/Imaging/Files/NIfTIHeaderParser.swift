/// Reads a NIfTI-1, NIfTI-2 or ANALYZE 7.5 header and believes nothing in it.
///
/// libnifti's own reader trusts the header, prints its complaints and exits on some of them; so
/// fields are checked here before any of them is used. Field offsets are those of `nifti1.h` and
/// `nifti2.h`. A field that is not needed is not judged: a wrong `bitpix` or a broken matrix beside a
/// good one refuses no file.
struct NIfTIHeaderParser {
  let path: String
  let fields: ByteFields
  /// 1 or 2; 0 for ANALYZE.
  let version: Int
  /// Whether the voxels are in a file of their own.
  let isPair: Bool
  /// How a field is kept, where one is expected.
  private let field: FieldConvention?

  /// - Parameter field: how the field is kept that the file must hold; `nil` for an image.
  /// - Throws: `ImageFileError` where the file does not begin with a header of these formats.
  init(_ file: inout InputFile, field: FieldConvention? = nil) throws(ImageFileError) {
    path = file.path
    self.field = field
    var bytes = [UInt8](repeating: 0, count: 540)
    var count = try Self.fill(&bytes, 0..<348, from: &file)
    let little = ByteFields(bytes: bytes, bigEndian: false)
    let big = ByteFields(bytes: bytes, bigEndian: true)
    guard count >= 4, let fields = [little, big].first(where: Self.isHeader) else {
      throw ImageFileError(path, "is not a NIfTI file: it does not begin with a NIfTI header")
    }
    let size = fields.int32(at: 0) == 540 ? 540 : 348
    if size == 540, count == 348 { count += try Self.fill(&bytes, 348..<540, from: &file) }
    guard count == size else {
      throw ImageFileError(path, "is cut short: its header has \(count) of \(size) bytes")
    }
    self.fields = ByteFields(bytes: bytes, bigEndian: fields.bigEndian)
    let pair = ImagePair(path)
    if let magic = Self.magic(bytes, version: size == 540 ? 2 : 1) {
      version = size == 540 ? 2 : 1
      isPair = pair.map { magic.isPair || $0.hasVoxels } ?? false
    } else if size == 348, pair != nil {
      version = 0
      isPair = true
    } else {
      throw ImageFileError(path, "is not a NIfTI file: its magic bytes are missing")
    }
  }

  /// Whether the bytes begin a header in this order: they begin with its size, or, where that is
  /// wrong, there is all else. nibabel and ITK read such files.
  private static func isHeader(_ fields: ByteFields) -> Bool {
    [348, 540].contains(fields.int32(at: 0))
      || magic(fields.bytes, version: 1) != nil && (1...7).contains(fields.int16(at: 40))
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

  private struct Magic { var isPair: Bool }

  /// What the magic bytes say of where the voxels are; `nil` without them.
  private static func magic(_ bytes: [UInt8], version: Int) -> Magic? {
    let start = version == 1 ? 344 : 4
    let digit = version == 1 ? UInt8(ascii: "1") : UInt8(ascii: "2")
    switch Array(bytes[start..<start + 4]) {
    case Array("n+".utf8) + [digit, 0]: return Magic(isPair: false)
    case Array("ni".utf8) + [digit, 0]: return Magic(isPair: true)
    default: return nil
    }
  }

  /// The checked header.
  func header() throws(ImageFileError) -> NIfTIHeader {
    let (shape, volumes) = try shape()
    let unit = unit
    var header = NIfTIHeader(
      version: version, shape: shape, volumes: volumes, type: try type(),
      statedSizes: statedSizes(unit), unit: unit, plain: .identity, remarks: [],
      scaling: version == 0 ? analyzeScaling : try scaling(), offset: try offset(),
      isPair: isPair, bigEndian: fields.bigEndian)
    if version == 0 {
      header.plain = analyzeAffine(header)
      header.remarks = analyzeRemarks
      return header
    }
    header.plain = plain(header)
    header.sform = sform(unit)
    header.qform = qform(header)
    header.remarks = remarks(header)
    return header
  }

  private func shape() throws(ImageFileError) -> (shape: [Int], volumes: Int) {
    func extent(_ index: Int) -> Int {
      version < 2 ? fields.int16(at: 40 + 2 * index) : fields.int64(at: 16 + 8 * index)
    }
    let count = extent(0)
    guard (1...7).contains(count) else {
      throw ImageFileError(path, "says that it has \(count) dimensions; 3 are expected")
    }
    var extents = (1...count).map(extent)
    // Beyond space a size of 0 is a way of saying 1.
    for axis in extents.indices.dropFirst(3) where extents[axis] == 0 { extents[axis] = 1 }
    guard extents.allSatisfy({ $0 > 0 }) else {
      throw ImageFileError(path, "says that its size is \(Self.text(extents))")
    }
    guard count >= 3 else {
      throw ImageFileError(path, "is a \(count)-dimensional image; a volume has 3 dimensions")
    }
    if let field {
      let name = fields.bytes[(version < 2 ? 328 : 508)...].prefix(16).prefix { $0 != 0 }
      try FieldFormat.check(
        field, intent: version < 2 ? fields.int16(at: 68) : fields.int32(at: 504),
        name: String(decoding: name, as: UTF8.self), extents: extents, path: path)
      return (Array(extents.prefix(3)), 1)
    }
    var volumes = 1
    for extent in extents.dropFirst(3) {
      let (product, overflow) = volumes.multipliedReportingOverflow(by: extent)
      guard !overflow else {
        throw ImageFileError(path, "says that its size is \(Self.text(extents))")
      }
      volumes = product
    }
    return (Array(extents.prefix(3)), volumes)
  }

  static func text(_ extents: [Int]) -> String {
    extents.map(String.init).joined(separator: " × ")
  }

  private func type() throws(ImageFileError) -> VoxelType {
    let code = fields.int16(at: version < 2 ? 70 : 12)
    guard let type = version == 0 ? Self.analyzeTypes[code] : Self.types[code] else {
      let what = Self.unsupported[code] ?? "an unknown data type"
      throw ImageFileError(
        path, "holds \(what) (NIfTI data type \(code)); real numbers are needed")
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

  func number(_ one: Int, _ two: Int) -> Double {
    version < 2 ? fields.float32(at: one) : fields.float64(at: two)
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

  private func offset() throws(ImageFileError) -> Int {
    let least = isPair ? 0 : version == 1 ? 352 : 544
    let offset =
      version < 2
      ? Int(exactly: fields.float32(at: 108).rounded(.towardZero)) : fields.int64(at: 168)
    guard let offset, offset >= least else {
      let stated = version < 2 ? "\(fields.float32(at: 108))" : "\(fields.int64(at: 168))"
      throw ImageFileError(
        path, "says that its voxels begin at byte \(stated), inside its header")
    }
    return offset
  }
}
