import Arithmetic
import CHDF5

/// Data sets: one for each array of an artifact.
extension HDF5 {
  /// Writes `elements` as the data set `name` of `group`.
  ///
  /// - Parameter chunks: its chunks, where some are packed.
  static func write(
    _ elements: DatasetElements, _ chunks: PackedChunks?, named name: String, to group: hid_t
  )
    throws(HDF5Error)
  {
    switch elements {
    case .uint8(let tensor):
      try write(tensor, chunks, lb_H5T_STD_U8LE(), lb_H5T_NATIVE_UINT8(), name, group)
    case .int16(let tensor):
      try write(tensor, chunks, lb_H5T_STD_I16LE(), lb_H5T_NATIVE_INT16(), name, group)
    case .int32(let tensor):
      try write(tensor, chunks, lb_H5T_STD_I32LE(), lb_H5T_NATIVE_INT32(), name, group)
    case .int64(let tensor):
      try write(tensor, chunks, lb_H5T_STD_I64LE(), lb_H5T_NATIVE_INT64(), name, group)
    case .float32(let tensor):
      try write(tensor, chunks, lb_H5T_IEEE_F32LE(), lb_H5T_NATIVE_FLOAT(), name, group)
    case .float64(let tensor):
      try write(tensor, chunks, lb_H5T_IEEE_F64LE(), lb_H5T_NATIVE_DOUBLE(), name, group)
    case .string(let tensor):
      let typeID = try textType()
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
    _ tensor: Tensor<Element>, _ chunks: PackedChunks?, _ fileType: hid_t, _ memoryType: hid_t,
    _ name: String, _ group: hid_t
  ) throws(HDF5Error) {
    if let chunks {
      let creation = try chunked(chunks.layout)
      let set = try makeDataset(
        name, in: group, type: fileType, shape: tensor.shape, creation: creation.id)
      return try chunks.write(tensor.values, to: set.id, name)
    }
    let set = try makeDataset(name, in: group, type: fileType, shape: tensor.shape, creation: nil)
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
    let (spaceID, namesID) = (space.id, try linkNames())
    return try Handle("make data set '\(name)'") {
      H5Dcreate2(
        group, name, type, spaceID, namesID, creation ?? hid_t(H5P_DEFAULT), hid_t(H5P_DEFAULT))
    }
  }

  private static func chunked(_ layout: ChunkLayout) throws(HDF5Error) -> Handle {
    let list = try Handle("set chunks") { H5Pcreate(lb_H5P_DATASET_CREATE()) }
    let id = list.id
    let chunk = layout.extents.map { hsize_t($0) }
    try check("set chunks") { H5Pset_chunk(id, Int32(chunk.count), chunk) }
    if layout.width > 1 { try check("set the shuffle filter") { H5Pset_shuffle(id) } }
    try check("set the deflate filter") { H5Pset_deflate(id, 1) }
    return list
  }
}
