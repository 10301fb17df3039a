import Arithmetic
import CHDF5

/// Data sets: one for each array of an artifact.
extension HDF5 {
  /// Arrays under this many bytes are stored as they are.
  private static let smallestCompressed = 4096
  /// Chunks hold up to this many bytes.
  private static let chunkBytes = 1 << 20

  /// Writes `elements` as the data set `name` of `group`.
  ///
  /// - Parameter compressed: whether large arrays are shuffled and deflated.
  static func write(
    _ elements: DatasetElements, named name: String, to group: hid_t, compressed: Bool
  )
    throws(HDF5Error)
  {
    switch elements {
    case .uint8(let tensor):
      try write(tensor, lb_H5T_STD_U8LE(), lb_H5T_NATIVE_UINT8(), name, group, compressed)
    case .int16(let tensor):
      try write(tensor, lb_H5T_STD_I16LE(), lb_H5T_NATIVE_INT16(), name, group, compressed)
    case .int32(let tensor):
      try write(tensor, lb_H5T_STD_I32LE(), lb_H5T_NATIVE_INT32(), name, group, compressed)
    case .int64(let tensor):
      try write(tensor, lb_H5T_STD_I64LE(), lb_H5T_NATIVE_INT64(), name, group, compressed)
    case .float32(let tensor):
      try write(tensor, lb_H5T_IEEE_F32LE(), lb_H5T_NATIVE_FLOAT(), name, group, compressed)
    case .float64(let tensor):
      try write(tensor, lb_H5T_IEEE_F64LE(), lb_H5T_NATIVE_DOUBLE(), name, group, compressed)
    case .string(let tensor):
      let type = try textType()
      let typeID = type.id
      let set = try makeDataset(name, in: group, type: typeID, shape: tensor.shape, creation: nil)
      guard tensor.count > 0 else { return }
      let id = set.id
      try check("write data set '\(name)'") {
        withCStrings(tensor.values) {
          H5Dwrite(id, typeID, hid_t(H5S_ALL), hid_t(H5S_ALL), hid_t(H5P_DEFAULT), $0)
        }
      }
    }
  }

  private static func write<Element>(
    _ tensor: Tensor<Element>, _ fileType: hid_t, _ memoryType: hid_t, _ name: String,
    _ group: hid_t, _ compressed: Bool
  ) throws(HDF5Error) {
    let bytes = tensor.count * MemoryLayout<Element>.stride
    let isLarge = compressed && bytes >= smallestCompressed
    let set: Handle
    if isLarge {
      let creation = try chunked(tensor.shape, width: MemoryLayout<Element>.stride)
      set = try makeDataset(
        name, in: group, type: fileType, shape: tensor.shape, creation: creation.id)
    } else {
      set = try makeDataset(name, in: group, type: fileType, shape: tensor.shape, creation: nil)
    }
    guard tensor.count > 0 else { return }
    let id = set.id
    try check("write data set '\(name)'") {
      tensor.values.withUnsafeBytes {
        H5Dwrite(
          id, memoryType, hid_t(H5S_ALL), hid_t(H5S_ALL), hid_t(H5P_DEFAULT), $0.baseAddress)
      }
    }
  }

  private static func makeDataset(
    _ name: String, in group: hid_t, type: hid_t, shape: [Int], creation: hid_t?
  ) throws(HDF5Error) -> Handle {
    let space = try space(shape)
    let names = try names(lb_H5P_LINK_CREATE())
    let (spaceID, namesID) = (space.id, names.id)
    return try Handle("make data set '\(name)'") {
      H5Dcreate2(
        group, name, type, spaceID, namesID, creation ?? hid_t(H5P_DEFAULT), hid_t(H5P_DEFAULT))
    }
  }

  /// Chunks of whole trailing dimensions, shuffled by byte and deflated at level 1: most of what
  /// higher levels save, at a fraction of the time.
  private static func chunked(_ shape: [Int], width: Int) throws(HDF5Error) -> Handle {
    var extents = shape
    var dimension = 0
    while extents.reduce(width, *) > chunkBytes, dimension < extents.count {
      if extents[dimension] > 1 {
        extents[dimension] = (extents[dimension] + 1) / 2
      } else {
        dimension += 1
      }
    }
    let list = try Handle("set chunks") { H5Pcreate(lb_H5P_DATASET_CREATE()) }
    let id = list.id
    let chunk = extents.map { hsize_t($0) }
    try check("set chunks") { H5Pset_chunk(id, Int32(chunk.count), chunk) }
    if width > 1 { try check("set the shuffle filter") { H5Pset_shuffle(id) } }
    try check("set the deflate filter") { H5Pset_deflate(id, 1) }
    return list
  }

  /// Reads the data set `name` of `group`, whatever wrote it, where its type is one that artifacts
  /// know.
  static func readElements(named name: String, from group: hid_t) throws(HDF5Error)
    -> DatasetElements
  {
    let what = "data set '\(name)'"
    let set = try Handle("open \(what)") { H5Dopen2(group, name, hid_t(H5P_DEFAULT)) }
    let id = set.id
    let type = try Handle("read the type of \(what)") { H5Dget_type(id) }
    let space = try Handle("read the shape of \(what)") { H5Dget_space(id) }
    let shape = try shape(ofSpace: space.id)
    let width = H5Tget_size(type.id)
    let isSigned = H5Tget_sign(type.id) == H5T_SGN_2
    switch (H5Tget_class(type.id), width, isSigned) {
    case (H5T_INTEGER, 1, false):
      return .uint8(try read(id, lb_H5T_NATIVE_UINT8(), shape, 0, what))
    case (H5T_INTEGER, 2, true):
      return .int16(try read(id, lb_H5T_NATIVE_INT16(), shape, 0, what))
    case (H5T_INTEGER, 4, true):
      return .int32(try read(id, lb_H5T_NATIVE_INT32(), shape, 0, what))
    case (H5T_INTEGER, 8, true):
      return .int64(try read(id, lb_H5T_NATIVE_INT64(), shape, 0, what))
    case (H5T_FLOAT, 4, _):
      return .float32(try read(id, lb_H5T_NATIVE_FLOAT(), shape, 0, what))
    case (H5T_FLOAT, 8, _):
      return .float64(try read(id, lb_H5T_NATIVE_DOUBLE(), shape, 0, what))
    case (H5T_STRING, _, _) where H5Tis_variable_str(type.id) > 0:
      try checkStorage(of: id, count: shape.reduce(1, *), width: 16, what)
      let text = try textType()
      let (textID, spaceID) = (text.id, space.id)
      let values = try strings(
        count: shape.reduce(1, *), type: textID, space: spaceID, what: what
      ) { (pointers) throws(HDF5Error) in
        try check("read \(what)") {
          H5Dread(id, textID, hid_t(H5S_ALL), hid_t(H5S_ALL), hid_t(H5P_DEFAULT), pointers)
        }
      }
      return .string(Tensor(shape: shape, values: values))
    default:
      throw HDF5Error(action: "read \(what)", cause: "its element type is not one of lastbit's")
    }
  }

  private static func read<Element>(
    _ id: hid_t, _ memoryType: hid_t, _ shape: [Int], _ zero: Element, _ what: String
  ) throws(HDF5Error) -> Tensor<Element> {
    let count = shape.reduce(1, *)
    try checkStorage(of: id, count: count, width: MemoryLayout<Element>.stride, what)
    var values = [Element](repeating: zero, count: count)
    if count > 0 {
      try check("read \(what)") {
        values.withUnsafeMutableBytes {
          H5Dread(
            id, memoryType, hid_t(H5S_ALL), hid_t(H5S_ALL), hid_t(H5P_DEFAULT), $0.baseAddress)
        }
      }
    }
    return Tensor(shape: shape, values: values)
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
