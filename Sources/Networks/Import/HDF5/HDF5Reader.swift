import Values

/// Reads the part of HDF5 (format specification 3.0) that Keras and h5py write by default: groups,
/// attributes, and data sets in one piece.
///
/// libhdf5 may crash on a damaged or hostile file, and weights come from strangers. Here every
/// address and length is checked against the file, and all structures together may take no more
/// bytes than those of an honest file, so that circles and repetitions end in an error.
final class HDF5Reader {
  let file: RandomAccessFile
  /// Address of the root group's object header.
  let root: Int
  /// Bytes of structures that may still be read.
  private var budget: Int
  /// Bytes of numbers that may still be read: data sets do not overlap.
  private var dataBudget: Int

  static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]
  /// What HDF5 writes for "nowhere".
  static let undefined = UInt64.max

  /// - Throws: `ModelError` where this is not an HDF5 file.
  init(_ file: RandomAccessFile) throws(ModelError) {
    self.file = file
    budget = min(8 * file.size + (1 << 16), 1 << 28)
    dataBudget = file.size
    let length = min(file.size, 128)
    var cursor = ByteCursor(try file.read(0, length, "the superblock"))
    guard let signature = cursor.take(8), signature.elementsEqual(Self.signature),
      let version = cursor.integer(UInt8.self)
    else { throw file.error("is not an HDF5 file") }
    let isOld = version < 2
    guard version <= 3, !isOld || cursor.skip(4), let offsets = cursor.integer(UInt8.self),
      let lengths = cursor.integer(UInt8.self), cursor.skip(isOld ? (version == 1 ? 13 : 9) : 1),
      let base = cursor.size(width: 8), cursor.skip(isOld ? 24 : 16), !isOld || cursor.skip(8),
      let root = cursor.size(width: 8)
    else { throw file.error("has an HDF5 superblock of an unknown kind, or is cut short") }
    guard offsets == 8, lengths == 8, base == 0 else {
      throw file.error(
        "has HDF5 addresses of \(offsets) bytes from byte \(base); 8 bytes from 0 are read")
    }
    self.root = root
  }

  /// An error about the structure at `address`.
  func bad(_ what: String, _ address: Int, _ message: String = "is damaged") -> ModelError {
    file.error("is a bad HDF5 file: \(what) at byte \(address) \(message)")
  }

  /// The bytes of a structure.
  func read(_ address: Int, _ count: Int, _ what: String) throws(ModelError) -> ByteCursor {
    try spend(count, what, address)
    return ByteCursor(try file.read(address, count, what))
  }

  /// Counts bytes that a structure takes in memory.
  func spend(_ count: Int, _ what: String, _ address: Int) throws(ModelError) {
    guard count >= 0, count <= budget else {
      throw bad(what, address, "leads in circles, or is larger than the file")
    }
    budget -= count
  }

  /// Counts bytes of a data set.
  func spendData(_ count: Int, _ what: String, _ address: Int) throws(ModelError) {
    guard count <= dataBudget else {
      throw bad(what, address, "overlaps others, or the file's end")
    }
    dataBudget -= count
  }
}
