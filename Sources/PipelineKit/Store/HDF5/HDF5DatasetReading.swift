import Arithmetic
import CHDF5

/// Reading of data sets. The library is locked for calls into it alone, so that several threads
/// unpack side by side.
extension HDF5 {
  /// A data set that is open.
  private struct OpenSet {
    var id: hid_t
    var type: hid_t
    var shape: [Int]
    /// The first indices that are wanted; `nil` for a scalar.
    var rows: Range<Int>?
    /// Where its chunks are packed as `ChunkPacking` does.
    var layout: ChunkLayout?
    var what: String

    /// The shape of what is wanted.
    var partShape: [Int] { rows.map { [$0.count] + shape.dropFirst() } ?? shape }
  }

  /// Reads the data set `name` of `group`, whatever wrote it, where its type is one that artifacts
  /// know. Takes the lock itself.
  ///
  /// - Parameter rows: the first indices that are wanted, as far as it has them; all by default.
  /// - Returns: Its elements and its first extent.
  static func readElements(named name: String, from group: hid_t, rows: Range<Int>? = nil) throws
    -> (elements: DatasetElements, extent: Int)
  {
    let what = "data set '\(name)'"
    let handles = OpenHandles()
    let (set, kind) = try locked {
      let id = handles.keep(
        try Handle("open \(what)") { H5Dopen2(group, name, hid_t(H5P_DEFAULT)) })
      let type = handles.keep(try Handle("read the type of \(what)") { H5Dget_type(id) })
      let space = try Handle("read the shape of \(what)") { H5Dget_space(id) }
      let shape = try shape(ofSpace: space.id)
      let kind = (H5Tget_class(type), H5Tget_size(type), H5Tget_sign(type) == H5T_SGN_2)
      var set = OpenSet(id: id, type: type, shape: shape, what: what)
      if case (H5T_STRING, _, _) = kind { return (set, kind) }
      set.rows = shape.first.map { rows?.clamped(to: 0..<$0) ?? 0..<$0 }
      set.layout = try packedLayout(of: id, shape, width: kind.1)
      return (set, kind)
    }
    return (try readElements(set, kind), set.shape.first ?? 1)
  }

  private static func readElements(_ set: OpenSet, _ kind: (H5T_class_t, Int, Bool)) throws
    -> DatasetElements
  {
    switch kind {
    case (H5T_INTEGER, 1, false): return .uint8(try read(set, lb_H5T_NATIVE_UINT8()))
    case (H5T_INTEGER, 2, true): return .int16(try read(set, lb_H5T_NATIVE_INT16()))
    case (H5T_INTEGER, 4, true): return .int32(try read(set, lb_H5T_NATIVE_INT32()))
    case (H5T_INTEGER, 8, true): return .int64(try read(set, lb_H5T_NATIVE_INT64()))
    case (H5T_FLOAT, 4, _): return .float32(try read(set, lb_H5T_NATIVE_FLOAT()))
    case (H5T_FLOAT, 8, _): return .float64(try read(set, lb_H5T_NATIVE_DOUBLE()))
    case (H5T_STRING, _, _): return .string(try locked { try readText(set) })
    default:
      throw HDF5Error(
        action: "read \(set.what)", cause: "its element type is not one of lastbit's")
    }
  }

  private static func readText(_ set: OpenSet) throws(HDF5Error) -> Tensor<String> {
    let what = set.what
    guard H5Tis_variable_str(set.type) > 0 else {
      throw HDF5Error(action: "read \(what)", cause: "its element type is not one of lastbit's")
    }
    let count = set.shape.reduce(1, *)
    try checkStorage(of: set.id, count: count, width: 16, what)
    let textID = try textType()
    let space = try Handle("read the shape of \(what)") { H5Dget_space(set.id) }
    let id = set.id
    let values = try strings(count: count, type: textID, space: space.id, what: what) {
      (pointers) throws(HDF5Error) in
      try check("read \(what)") {
        H5Dread(id, textID, hid_t(H5S_ALL), hid_t(H5S_ALL), hid_t(H5P_DEFAULT), pointers)
      }
    }
    return Tensor(shape: set.shape, values: values)
  }

  private static func read<Element>(_ set: OpenSet, _ memoryType: hid_t) throws -> Tensor<Element> {
    let shape = set.partShape
    let count = shape.reduce(1, *)
    let width = MemoryLayout<Element>.stride
    let isPlain = try locked {
      try checkStorage(of: set.id, count: set.shape.reduce(1, *), width: width, set.what)
      return H5Tequal(set.type, memoryType) > 0
    }
    let values = try [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      guard count > 0 else { return }
      let target = UnsafeMutableRawBufferPointer(
        rebasing: UnsafeMutableRawBufferPointer(buffer)[..<(count * width)])
      let start = (set.rows?.lowerBound ?? 0) * shape.dropFirst().reduce(width, *)
      if isPlain, let layout = set.layout,
        try PackedChunks.read(set.id, layout, from: start, into: target, set.what)
      {
        initialized = count
        return
      }
      try locked { try read(set, memoryType, into: target) }
      initialized = count
    }
    return Tensor(shape: shape, values: values)
  }

  /// Lets libhdf5 read what is wanted.
  private static func read(
    _ set: OpenSet, _ memoryType: hid_t, into target: UnsafeMutableRawBufferPointer
  ) throws(HDF5Error) {
    let file = try Handle("read the shape of \(set.what)") { H5Dget_space(set.id) }
    let memory = try space(set.partShape)
    let (fileID, memoryID) = (file.id, memory.id)
    if let rows = set.rows, rows.count < set.shape[0] {
      let start = set.shape.indices.map { hsize_t($0 == 0 ? rows.lowerBound : 0) }
      let count = set.partShape.map { hsize_t($0) }
      try check("read a part of \(set.what)") {
        H5Sselect_hyperslab(fileID, H5S_SELECT_SET, start, nil, count, nil)
      }
    }
    try check("read \(set.what)") {
      H5Dread(set.id, memoryType, memoryID, fileID, hid_t(H5P_DEFAULT), target.baseAddress)
    }
  }

  /// The layout of a data set that has chunks, shuffled where elements have several bytes, and
  /// deflated; `nil` for all else, which libhdf5 reads.
  private static func packedLayout(of set: hid_t, _ shape: [Int], width: Int) throws(HDF5Error)
    -> ChunkLayout?
  {
    let list = try Handle("read how a data set was made") { H5Dget_create_plist(set) }
    let id = list.id
    guard H5Pget_layout(id) == H5D_CHUNKED else { return nil }
    let filters = (0..<max(0, H5Pget_nfilters(id))).map {
      H5Pget_filter2(id, UInt32($0), nil, nil, nil, 0, nil, nil)
    }
    guard filters == (width > 1 ? [H5Z_FILTER_SHUFFLE, H5Z_FILTER_DEFLATE] : [H5Z_FILTER_DEFLATE])
    else { return nil }
    var extents = [hsize_t](repeating: 0, count: shape.count)
    guard H5Pget_chunk(id, Int32(shape.count), &extents) == Int32(shape.count) else { return nil }
    return ChunkLayout(
      shape: shape, extents: extents.map { Int(truncatingIfNeeded: $0) }, width: width)
  }

  /// Refuses a data set that claims more elements than its bytes can hold, before memory is asked
  /// for: deflate never packs better than 1 to 1032.
  private static func checkStorage(of id: hid_t, count: Int, width: Int, _ what: String)
    throws(HDF5Error)
  {
    let (bytes, overflow) = count.multipliedReportingOverflow(by: width)
    let stored = H5Dget_storage_size(id)
    guard !overflow, UInt64(bytes) / 1100 <= stored else {
      throw HDF5Error(action: "read \(what)", cause: "\(stored) bytes cannot hold its elements")
    }
  }
}
