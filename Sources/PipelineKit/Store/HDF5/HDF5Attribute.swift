import CHDF5

/// Attributes: small values beside data sets.
///
/// A boolean, integer, number or text is a scalar; a list of one of the last three is an array, and
/// so is a list of equally long lists of numbers. Everything else is JSON text.
extension HDF5 {
  /// Writes `value` as the attribute `name`.
  ///
  /// - Returns: Whether it was written as JSON text.
  static func write(_ value: Value, attribute name: String, to object: hid_t) throws(HDF5Error)
    -> Bool
  {
    switch value {
    case .boolean(let flag):
      let type = try booleanType()
      try write([Int8(flag ? 1 : 0)], [], type.id, type.id, name, object)
    case .integer, .number, .list:
      if let (shape, integers) = value.array(of: \.integer) {
        try write(
          integers.map(Int64.init), shape, lb_H5T_STD_I64LE(), lb_H5T_NATIVE_INT64(), name, object)
      } else if let (shape, numbers) = value.array(of: \.number) {
        try write(numbers, shape, lb_H5T_IEEE_F64LE(), lb_H5T_NATIVE_DOUBLE(), name, object)
      } else if let (shape, texts) = value.array(of: \.text), shape.count == 1 {
        try write(texts, shape, name, object)
      } else {
        fallthrough
      }
    default:
      if let text = value.text {
        try write([text], [], name, object)
        return false
      }
      try write([value.json(nonFinite: .token)], [], name, object)
      return true
    }
    return false
  }

  private static func write<Element>(
    _ values: [Element], _ shape: [Int], _ fileType: hid_t, _ memoryType: hid_t, _ name: String,
    _ object: hid_t
  ) throws(HDF5Error) {
    let attribute = try makeAttribute(name, on: object, type: fileType, shape: shape)
    let id = attribute.id
    try check("write attribute '\(name)'") {
      values.withUnsafeBytes { H5Awrite(id, memoryType, $0.baseAddress) }
    }
  }

  private static func write(_ texts: [String], _ shape: [Int], _ name: String, _ object: hid_t)
    throws(HDF5Error)
  {
    let type = try textType()
    let attribute = try makeAttribute(name, on: object, type: type, shape: shape)
    let id = attribute.id
    try check("write attribute '\(name)'") {
      withCStrings(texts) { H5Awrite(id, type, $0) }
    }
  }

  private static func makeAttribute(_ name: String, on object: hid_t, type: hid_t, shape: [Int])
    throws(HDF5Error) -> Handle
  {
    let space = try space(shape)
    let (spaceID, namesID) = (space.id, try attributeNames())
    return try Handle("make attribute '\(name)'") {
      H5Acreate2(object, name, type, spaceID, namesID, hid_t(H5P_DEFAULT))
    }
  }

  /// What h5py writes and reads as `bool`.
  private static func booleanType() throws(HDF5Error) -> Handle {
    let type = try Handle("make the boolean type") { H5Tenum_create(lb_H5T_STD_I8LE()) }
    let id = type.id
    for (name, value) in [("FALSE", Int8(0)), ("TRUE", Int8(1))] {
      var value = value
      try check("make the boolean type") { H5Tenum_insert(id, name, &value) }
    }
    return type
  }

  /// Every attribute of `object`, in the order they were made.
  static func readAttributes(of object: hid_t) throws(HDF5Error) -> [Value.Pair] {
    var info = H5O_info_t()
    try check("list attributes") { H5Oget_info2(object, &info, UInt32(H5O_INFO_NUM_ATTRS)) }
    var pairs: [Value.Pair] = []
    for index in 0..<info.num_attrs {
      let attribute = try Handle("open attribute \(index)") {
        H5Aopen_by_idx(
          object, ".", H5_INDEX_CRT_ORDER, H5_ITER_INC, index, hid_t(H5P_DEFAULT),
          hid_t(H5P_DEFAULT))
      }
      let name = try name(ofAttribute: attribute.id)
      pairs.append(Value.Pair(name, try readValue(of: attribute.id, name)))
    }
    return pairs
  }

  /// The attribute `name` of `object`.
  static func readAttribute(_ name: String, of object: hid_t) throws(HDF5Error) -> Value {
    let attribute = try Handle("open attribute '\(name)'") {
      H5Aopen(object, name, hid_t(H5P_DEFAULT))
    }
    return try readValue(of: attribute.id, name)
  }

  private static func name(ofAttribute id: hid_t) throws(HDF5Error) -> String {
    let length = try check("read an attribute's name") { H5Aget_name(id, 0, nil) }
    var name = [CChar](repeating: 0, count: length + 1)
    try check("read an attribute's name") { H5Aget_name(id, length + 1, &name) }
    return String(decoding: name.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func readValue(of id: hid_t, _ name: String) throws(HDF5Error) -> Value {
    let what = "attribute '\(name)'"
    let type = try Handle("read the type of \(what)") { H5Aget_type(id) }
    let space = try Handle("read the shape of \(what)") { H5Aget_space(id) }
    let (typeID, spaceID) = (type.id, space.id)
    let shape = try shape(ofSpace: spaceID)
    let count = shape.reduce(1, *)
    guard count <= 1 << 27 else {
      throw HDF5Error(action: "read \(what)", cause: "it has too many elements")
    }
    switch H5Tget_class(typeID) {
    case H5T_ENUM:
      let flags = try read(id, lb_H5T_NATIVE_INT8(), typeID, Int8(0), count, what)
      return Value(flags.map { .boolean($0 != 0) }, shape: shape[...])
    case H5T_INTEGER:
      let integers = try read(id, lb_H5T_NATIVE_INT64(), nil, Int64(0), count, what)
      return Value(integers.map { .integer(Int($0)) }, shape: shape[...])
    case H5T_FLOAT:
      let numbers = try read(id, lb_H5T_NATIVE_DOUBLE(), nil, 0.0, count, what)
      return Value(numbers.map { .number($0) }, shape: shape[...])
    case H5T_STRING where H5Tis_variable_str(typeID) > 0:
      let textID = try textType()
      let texts = try strings(count: count, type: textID, space: spaceID, what: what) {
        (pointers) throws(HDF5Error) in
        try check("read \(what)") { H5Aread(id, textID, pointers) }
      }
      return Value(texts.map { .string($0) }, shape: shape[...])
    default:
      throw HDF5Error(action: "read \(what)", cause: "its type is not one of lastbit's")
    }
  }

  private static func read<Element>(
    _ id: hid_t, _ memoryType: hid_t, _ ownType: hid_t?, _ zero: Element, _ count: Int,
    _ what: String
  ) throws(HDF5Error) -> [Element] {
    var values = [Element](repeating: zero, count: count)
    guard count > 0 else { return values }
    if let ownType, H5Tget_size(ownType) != MemoryLayout<Element>.stride {
      throw HDF5Error(action: "read \(what)", cause: "its elements have an unexpected size")
    }
    try check("read \(what)") {
      values.withUnsafeMutableBytes { H5Aread(id, ownType ?? memoryType, $0.baseAddress) }
    }
    return values
  }
}
