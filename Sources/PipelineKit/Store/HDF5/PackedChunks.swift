import Arithmetic
import CHDF5
import Synchronization

/// The chunks of an array, packed where that pays; others are stored as they are, which HDF5's
/// readers know by the chunk's filter mask.
struct PackedChunks {
  let layout: ChunkLayout
  /// In the order of `layout`; `nil` for those that are not packed.
  private let chunks: [[UInt8]?]

  /// Arrays under this many bytes are stored as they are.
  private static let smallest = 4096
  private static let chunkBytes = 1 << 20

  /// Packs `elements` on up to `threads` threads; `nil` where that does not pay for any part of them.
  init?(_ elements: DatasetElements, threads: Int) throws {
    switch elements {
    case .uint8(let tensor): try self.init(tensor, threads)
    case .int16(let tensor): try self.init(tensor, threads)
    case .int32(let tensor): try self.init(tensor, threads)
    case .int64(let tensor): try self.init(tensor, threads)
    case .float32(let tensor): try self.init(tensor, threads)
    case .float64(let tensor): try self.init(tensor, threads)
    case .string: return nil
    }
  }

  private init?<Element>(_ tensor: Tensor<Element>, _ threads: Int) throws {
    let width = MemoryLayout<Element>.stride
    guard tensor.count * width >= Self.smallest else { return nil }
    let layout = ChunkLayout(dividing: tensor.shape, width: width, bytes: Self.chunkBytes)
    let places = layout.chunks
    let packed = Mutex([[UInt8]?](repeating: nil, count: places.count))
    try ParallelRuns.forEach(
      of: places.count, grain: max(1, places.count / (4 * threads)), threads: threads
    ) { run in
      let packing = ChunkPacking(width: width)
      tensor.values.withUnsafeBytes { bytes in
        for index in run {
          let chunk = packing.packed(
            UnsafeRawBufferPointer(rebasing: bytes[places[index].range]),
            chunkBytes: layout.chunkBytes)
          packed.withLock { $0[index] = chunk }
        }
      }
    }
    let chunks = packed.withLock { $0 }
    if chunks.allSatisfy({ $0 == nil }) { return nil }
    self.layout = layout
    self.chunks = chunks
  }

  /// The filter mask of chunks that no filter touched: a bit for each.
  private static func untouched(_ layout: ChunkLayout) -> UInt32 { layout.width > 1 ? 0b11 : 0b1 }

  /// Writes the chunks to a data set of `layout`; inside the library's lock.
  func write<Element>(_ values: [Element], to set: hid_t, _ name: String) throws(HDF5Error) {
    for (index, (offset, range)) in layout.chunks.enumerated() {
      let packed = chunks[index]
      try check("write data set '\(name)'") {
        func write(_ bytes: UnsafeRawBufferPointer) -> herr_t {
          H5Dwrite_chunk(
            set, hid_t(H5P_DEFAULT), packed == nil ? Self.untouched(layout) : 0, offset,
            bytes.count, bytes.baseAddress)
        }
        if let packed { return packed.withUnsafeBytes(write) }
        return values.withUnsafeBytes { bytes in
          if range.count == layout.chunkBytes {
            return write(UnsafeRawBufferPointer(rebasing: bytes[range]))
          }
          let padding = [UInt8](repeating: 0, count: layout.chunkBytes - range.count)
          return (Array(bytes[range]) + padding).withUnsafeBytes(write)
        }
      }
    }
  }

  /// Reads the bytes from `start` on of a data set of `layout` until `target` is full; takes the
  /// library's lock for a chunk at a time.
  ///
  /// - Returns: `false` where chunks went through a part of the filters, which libhdf5 must undo.
  static func read(
    _ set: hid_t, _ layout: ChunkLayout, from start: Int,
    into target: UnsafeMutableRawBufferPointer, _ what: String
  ) throws -> Bool {
    let chunkBytes = layout.chunkBytes
    let packing = ChunkPacking(width: layout.width)
    let stored = UnsafeMutableRawBufferPointer.allocate(
      byteCount: chunkBytes + chunkBytes / 8 + 1024, alignment: 64)
    // For a chunk of which only a part is wanted.
    let whole = UnsafeMutableRawBufferPointer.allocate(byteCount: chunkBytes, alignment: 64)
    defer {
      stored.deallocate()
      whole.deallocate()
    }
    for (offset, range) in layout.chunks {
      let wanted = range.clamped(to: start..<start + target.count)
      guard !wanted.isEmpty else { continue }
      let (size, mask) = try HDF5.locked {
        var size: hsize_t = 0
        try check("read \(what)") { H5Dget_chunk_storage_size(set, offset, &size) }
        guard size > 0, size <= stored.count else {
          throw HDF5Error(action: "read \(what)", cause: "a chunk has \(size) bytes")
        }
        var mask: UInt32 = 0
        try check("read \(what)") {
          H5Dread_chunk(set, hid_t(H5P_DEFAULT), offset, &mask, stored.baseAddress)
        }
        return (Int(size), mask)
      }
      let bytes = UnsafeRawBufferPointer(rebasing: stored[..<size])
      let place = UnsafeMutableRawBufferPointer(
        rebasing: target[(wanted.lowerBound - start)..<(wanted.upperBound - start)])
      let part = wanted.lowerBound - range.lowerBound..<wanted.upperBound - range.lowerBound
      switch mask {
      case untouched(layout):
        guard size == chunkBytes else {
          throw HDF5Error(action: "read \(what)", cause: "a chunk has \(size) bytes")
        }
        place.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[part]))
      case 0:
        let isAll = part.count == range.count
        let target = isAll ? place : UnsafeMutableRawBufferPointer(rebasing: whole[..<range.count])
        guard packing.unpack(bytes, chunkBytes: chunkBytes, into: target) else {
          throw HDF5Error(action: "read \(what)", cause: "a chunk cannot be unpacked")
        }
        if !isAll { place.copyMemory(from: UnsafeRawBufferPointer(rebasing: whole[part])) }
      default: return false
      }
    }
    return true
  }
}
