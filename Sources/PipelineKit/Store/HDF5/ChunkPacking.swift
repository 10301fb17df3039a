import CDeflate

/// Packs and unpacks chunks as HDF5's filters `shuffle` and `deflate` do (bytes of equal
/// significance together, then zlib's format), but outside libhdf5 and its lock, with libdeflate.
///
/// Not for several threads at once.
final class ChunkPacking {
  private let width: Int
  private let compressor: OpaquePointer?
  private let decompressor: OpaquePointer?
  private var shuffled: [UInt8] = []

  /// What a chunk must shrink to, to be worth its unpacking: measured voxels with noise on all of
  /// them do not (0.8), images with a background of zeros and label maps do (0.3, 0.02).
  private static let worthwhile = 0.75
  /// A chunk is judged by so many pieces of it, of so many elements each.
  private static let pieces = 8
  private static let pieceElements = 1024

  /// - Parameter width: bytes of an element.
  init(width: Int) {
    self.width = width
    compressor = libdeflate_alloc_compressor(1)
    decompressor = libdeflate_alloc_decompressor()
  }

  deinit {
    libdeflate_free_compressor(compressor)
    libdeflate_free_decompressor(decompressor)
  }

  /// The packed bytes of a chunk, or `nil` where packing does not pay.
  ///
  /// - Parameters:
  ///   - bytes: the part of the chunk that lies in the array.
  ///   - chunkBytes: bytes of the whole chunk; the rest is zeros.
  func packed(_ bytes: UnsafeRawBufferPointer, chunkBytes: Int) -> [UInt8]? {
    guard seemsWorthwhile(bytes) else { return nil }
    shuffled.removeAll(keepingCapacity: true)
    if bytes.count == chunkBytes {
      shuffle(bytes)
    } else {
      let padded = Array(bytes) + [UInt8](repeating: 0, count: chunkBytes - bytes.count)
      padded.withUnsafeBytes { shuffle($0) }
    }
    return deflated(limit: Int(Double(chunkBytes) * Self.worthwhile))
  }

  /// Packs a few pieces instead of all: most chunks that do not pay are found at a small part of
  /// the cost.
  private func seemsWorthwhile(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let piece = Self.pieceElements * width
    guard bytes.count > 2 * Self.pieces * piece else { return true }
    shuffled.removeAll(keepingCapacity: true)
    let distance = bytes.count / width / Self.pieces * width
    for index in 0..<Self.pieces {
      let start = index * distance
      shuffle(UnsafeRawBufferPointer(rebasing: bytes[start..<start + piece]))
    }
    return deflated(limit: Int(Double(shuffled.count) * Self.worthwhile)) != nil
  }

  /// `shuffled` in zlib's format, or `nil` where it takes more than `limit` bytes.
  private func deflated(limit: Int) -> [UInt8]? {
    let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      count = shuffled.withUnsafeBytes {
        libdeflate_zlib_compress(compressor, $0.baseAddress, $0.count, buffer.baseAddress, limit)
      }
    }
    return bytes.isEmpty ? nil : bytes
  }

  /// Appends `bytes` to `shuffled`, by significance.
  private func shuffle(_ bytes: UnsafeRawBufferPointer) {
    let start = shuffled.count
    shuffled.append(contentsOf: repeatElement(0, count: bytes.count))
    shuffled.withUnsafeMutableBytes { buffer in
      guard let source = bytes.baseAddress, let target = buffer.baseAddress else { return }
      switch width {
      case 1: (target + start).copyMemory(from: source, byteCount: bytes.count)
      case 2: shuffle(source, target + start, bytes.count / 2, UInt16.self)
      case 4: shuffle(source, target + start, bytes.count / 4, UInt32.self)
      default: shuffle(source, target + start, bytes.count / 8, UInt64.self)
      }
    }
  }

  // Written with words and shifts, out of which the compiler makes vectors.

  @inline(__always)
  private func shuffle<Word: FixedWidthInteger>(
    _ words: UnsafeRawPointer, _ planes: UnsafeMutableRawPointer, _ count: Int, _: Word.Type
  ) {
    for significance in 0..<Word.bitWidth / 8 {
      let plane = planes + significance * count
      let shift = Word(truncatingIfNeeded: 8 * significance)
      for index in 0..<count {
        let word = words.loadUnaligned(fromByteOffset: index &* (Word.bitWidth / 8), as: Word.self)
        plane.storeBytes(
          of: UInt8(truncatingIfNeeded: word &>> shift), toByteOffset: index, as: UInt8.self)
      }
    }
  }

  @inline(__always)
  private func unshuffle<Word: FixedWidthInteger>(
    _ planes: UnsafeRawPointer, _ planeBytes: Int, _ words: UnsafeMutableRawPointer, _ count: Int,
    _: Word.Type
  ) {
    for index in 0..<count {
      var word: Word = 0
      for significance in 0..<Word.bitWidth / 8 {
        let byte = planes.load(fromByteOffset: significance &* planeBytes &+ index, as: UInt8.self)
        word |= Word(truncatingIfNeeded: byte) &<< Word(truncatingIfNeeded: 8 &* significance)
      }
      words.storeBytes(of: word, toByteOffset: index &* (Word.bitWidth / 8), as: Word.self)
    }
  }

  /// Unpacks a chunk into the start of `target`, which it fills.
  ///
  /// - Parameter chunkBytes: bytes of the whole chunk, at least those of `target`.
  /// - Returns: `false` where `packed` is damaged.
  func unpack(
    _ packed: UnsafeRawBufferPointer, chunkBytes: Int, into target: UnsafeMutableRawBufferPointer
  ) -> Bool {
    if shuffled.count != chunkBytes { shuffled = [UInt8](repeating: 0, count: chunkBytes) }
    return shuffled.withUnsafeMutableBytes { buffer in
      guard let planes = buffer.baseAddress, let words = target.baseAddress else { return false }
      let result = libdeflate_zlib_decompress(
        decompressor, packed.baseAddress, packed.count, planes, chunkBytes, nil)
      guard result == LIBDEFLATE_SUCCESS else { return false }
      let (count, plane) = (target.count / width, chunkBytes / width)
      switch width {
      case 1: words.copyMemory(from: planes, byteCount: count)
      case 2: unshuffle(planes, plane, words, count, UInt16.self)
      case 4: unshuffle(planes, plane, words, count, UInt32.self)
      default: unshuffle(planes, plane, words, count, UInt64.self)
      }
      return true
    }
  }
}
