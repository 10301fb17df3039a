import CNIfTI

/// The real matrices of a MATLAB file of level 4, as ITK and SPM99 write them, or 5, as SPM2 and later
/// do.
///
/// Sources: MAT-File Format, The MathWorks; `scipy.io.matlab`.
struct MATLABFile {
  struct Matrix: Equatable {
    var name: String
    /// Real numbers, by column.
    var values: [Double]
  }

  /// In the order in which the file has them.
  var matrices: [Matrix] = []

  /// The most matrices, and numbers of one, that a transform has.
  private static let limit = 4096

  /// - Returns: `nil` where the bytes are no such file.
  /// - Throws: `ImageFileError` where they are, but cut short; of level 4 also where it holds another
  ///   kind of matrix. What else level 5 may hold is left out.
  init?(_ bytes: [UInt8], path: String) throws(ImageFileError) {
    if let elements = MATLABElements(bytes) {
      matrices = elements.matrices
      return
    }
    guard let bigEndian = Self.bigEndian(bytes) else { return nil }
    let fields = ByteFields(bytes: bytes, bigEndian: bigEndian)
    var place = 0
    while place < bytes.count {
      let damage = ImageFileError(
        path, "is a MATLAB 4 file that is cut short or damaged at byte \(place)")
      guard bytes.count - place >= 20, matrices.count < Self.limit,
        Self.bigEndian(Array(bytes[place...].prefix(20))) == bigEndian
      else { throw damage }
      let head = (0..<5).map { fields.int32(at: place + 4 * $0) }
      guard head[0] % 10 == 0, head[3] == 0, let type = Self.types[head[0] % 1000 / 10] else {
        throw ImageFileError(
          path, "is a MATLAB 4 file with matrices that are not of real numbers")
      }
      let (rows, columns, nameLength) = (head[1], head[2], head[4])
      guard (0...Self.limit).contains(rows), (0...Self.limit).contains(columns),
        rows * columns <= Self.limit, (1...256).contains(nameLength),
        bytes.count - place - 20 >= nameLength + rows * columns * type.size
      else { throw damage }
      place += 20
      let name = String(
        decoding: bytes[place..<place + nameLength].prefix { $0 != 0 }, as: UTF8.self)
      place += nameLength
      let values = (0..<rows * columns).map { fields.real(type, at: place + type.size * $0) }
      guard values.allSatisfy(\.isFinite) else {
        throw ImageFileError(path, "'\(name)' holds numbers that are not finite")
      }
      place += rows * columns * type.size
      matrices.append(Matrix(name: name, values: values))
    }
  }

  /// The numbers of the matrix of that name; of the last one, where there are several.
  subscript(name: String) -> [Double]? { matrices.last { $0.name == name }?.values }

  private static let types: [Int: VoxelType] = [
    0: .float64, 1: .float32, 2: .int32, 3: .int16, 4: .uint16, 5: .uint8,
  ]

  /// The order of bytes, where they start as a matrix of level 4 does: MOPT, M the machine.
  private static func bigEndian(_ bytes: [UInt8]) -> Bool? {
    guard bytes.count >= 20 else { return nil }
    for bigEndian in [false, true] {
      let fields = ByteFields(bytes: bytes, bigEndian: bigEndian)
      let type = fields.int32(at: 0)
      guard type / 1000 == (bigEndian ? 1 : 0), type >= 0, type % 1000 < 60, type % 10 < 3,
        (0...1).contains(fields.int32(at: 12)), (1...256).contains(fields.int32(at: 16)),
        (0...1 << 24).contains(fields.int32(at: 4)), (0...1 << 24).contains(fields.int32(at: 8))
      else { continue }
      return bigEndian
    }
    return nil
  }

  init(_ matrices: [Matrix]) { self.matrices = matrices }

  /// Columns of binary64, little-endian.
  var bytes: [UInt8] {
    matrices.flatMap { matrix -> [UInt8] in
      let name = Array(matrix.name.utf8) + [0]
      var fields = ByteFields(
        bytes: [UInt8](repeating: 0, count: 20 + name.count + 8 * matrix.values.count),
        bigEndian: false)
      for (index, number) in [0, matrix.values.count, 1, 0, name.count].enumerated() {
        fields.set(Int32(number), at: 4 * index)
      }
      fields.bytes.replaceSubrange(20..<20 + name.count, with: name)
      for (index, value) in matrix.values.enumerated() {
        fields.set(value.bitPattern, at: 20 + name.count + 8 * index)
      }
      return fields.bytes
    }
  }
}
