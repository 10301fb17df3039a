import CHDF5

/// Property lists that files, groups and names of the store are made with.
extension HDF5 {
  /// Opens and makes files in the 1.10 format, whose metadata carry checksums, so that a damaged
  /// file ends in an error; without the library's file locks, which fail on some file systems and
  /// which files that never change do not need.
  ///
  /// - Parameter bytes: the file, which must live until it is open.
  static func fileAccess(to bytes: HDF5Bytes) throws(HDF5Error) -> Handle {
    let list = try Handle("set file access") { H5Pcreate(lb_H5P_FILE_ACCESS()) }
    let id = list.id
    try check("set the file format") {
      H5Pset_libver_bounds(id, H5F_LIBVER_V110, H5F_LIBVER_V110)
    }
    try check("set file locking") { H5Pset_file_locking(id, false, true) }
    try use(bytes, in: id)
    return list
  }

  /// Makes groups (the root group with `H5P_FILE_CREATE`) that keep the order of their members.
  static func ordered(_ kind: hid_t) throws(HDF5Error) -> Handle {
    let list = try Handle("set group order") { H5Pcreate(kind) }
    let id = list.id
    let order = UInt32(H5P_CRT_ORDER_TRACKED) | UInt32(H5P_CRT_ORDER_INDEXED)
    try check("set group order") { H5Pset_link_creation_order(id, order) }
    try check("set attribute order") { H5Pset_attr_creation_order(id, order) }
    return list
  }

  /// Names links (`H5P_LINK_CREATE`) or attributes (`H5P_ATTRIBUTE_CREATE`) in UTF-8.
  static func names(_ kind: hid_t) throws(HDF5Error) -> Handle {
    let list = try Handle("set name encoding") { H5Pcreate(kind) }
    let id = list.id
    try check("set name encoding") { H5Pset_char_encoding(id, H5T_CSET_UTF8) }
    return list
  }

  /// Strings of any length in UTF-8: what h5py calls `str`.
  static func textType() throws(HDF5Error) -> Handle {
    let type = try Handle("make the text type") { H5Tcopy(lb_H5T_C_S1()) }
    let id = type.id
    try check("make the text type") { H5Tset_size(id, lb_H5T_VARIABLE()) }
    try check("make the text type") { H5Tset_cset(id, H5T_CSET_UTF8) }
    return type
  }

  /// A data space of `shape`; `[]` is a scalar.
  static func space(_ shape: [Int]) throws(HDF5Error) -> Handle {
    if shape.isEmpty { return try Handle("make a scalar space") { H5Screate(H5S_SCALAR) } }
    let extents = shape.map { hsize_t($0) }
    return try Handle("make a space of shape \(shape)") {
      H5Screate_simple(Int32(extents.count), extents, nil)
    }
  }

  /// The extents of a data space.
  static func shape(ofSpace space: hid_t) throws(HDF5Error) -> [Int] {
    let rank = try check("read a shape") { H5Sget_simple_extent_ndims(space) }
    var extents = [hsize_t](repeating: 0, count: Int(rank))
    try check("read a shape") { H5Sget_simple_extent_dims(space, &extents, nil) }
    var shape: [Int] = []
    var count = 1
    for extent in extents {
      guard let extent = Int(exactly: extent),
        case let (product, overflow) = count.multipliedReportingOverflow(by: max(extent, 1)),
        !overflow
      else { throw HDF5Error(action: "read a shape", cause: "\(extents) has too many elements") }
      shape.append(extent)
      count = product
    }
    return shape
  }
}
