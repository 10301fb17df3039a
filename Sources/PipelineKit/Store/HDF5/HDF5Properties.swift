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

  /// What nearly every value is written with: made on first use, inside the library, and kept for good.
  private enum Kept {
    static let files = kept { () throws(HDF5Error) in try makeOrdered(lb_H5P_FILE_CREATE()) }
    static let groups = kept { () throws(HDF5Error) in try makeOrdered(lb_H5P_GROUP_CREATE()) }
    static let links = kept { () throws(HDF5Error) in try makeNames(lb_H5P_LINK_CREATE()) }
    static let attributes = kept { () throws(HDF5Error) in
      try makeNames(lb_H5P_ATTRIBUTE_CREATE())
    }
    static let text = kept { () throws(HDF5Error) in try makeTextType() }

    private static func kept(_ make: () throws(HDF5Error) -> Handle) -> Result<hid_t, HDF5Error> {
      do { return .success(try make().release()) } catch { return .failure(error) }
    }
  }

  /// Makes groups that keep the order of their members.
  static func orderedGroups() throws(HDF5Error) -> hid_t { try Kept.groups.get() }

  /// Names links in UTF-8.
  static func linkNames() throws(HDF5Error) -> hid_t { try Kept.links.get() }

  /// Names attributes in UTF-8.
  static func attributeNames() throws(HDF5Error) -> hid_t { try Kept.attributes.get() }

  /// Strings of any length in UTF-8: what h5py calls `str`.
  static func textType() throws(HDF5Error) -> hid_t { try Kept.text.get() }

  /// Makes a file whose root group keeps the order of its members, behind `block` bytes.
  static func fileCreation(block: Int) throws(HDF5Error) -> Handle {
    let files = try Kept.files.get()
    let list = try Handle("reserve the header") { H5Pcopy(files) }
    let id = list.id
    try check("reserve the header") { H5Pset_userblock(id, hsize_t(block)) }
    return list
  }

  private static func makeOrdered(_ kind: hid_t) throws(HDF5Error) -> Handle {
    let list = try Handle("set group order") { H5Pcreate(kind) }
    let id = list.id
    let order = UInt32(H5P_CRT_ORDER_TRACKED) | UInt32(H5P_CRT_ORDER_INDEXED)
    try check("set group order") { H5Pset_link_creation_order(id, order) }
    try check("set attribute order") { H5Pset_attr_creation_order(id, order) }
    // In the object's header, rather than in a heap and two trees: small files are a seventh smaller.
    try check("set where attributes lie") { H5Pset_attr_phase_change(id, mostInHeader, 0) }
    return list
  }

  /// Attributes of one object that lie in its header; the library puts larger ones elsewhere.
  private static let mostInHeader: UInt32 = 1024

  private static func makeNames(_ kind: hid_t) throws(HDF5Error) -> Handle {
    let list = try Handle("set name encoding") { H5Pcreate(kind) }
    let id = list.id
    try check("set name encoding") { H5Pset_char_encoding(id, H5T_CSET_UTF8) }
    return list
  }

  private static func makeTextType() throws(HDF5Error) -> Handle {
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
