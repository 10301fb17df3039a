import Values

/// Texts and other small values beside groups and data sets.
extension HDF5Reader {
  /// The texts of the attribute `name`, one for a scalar; `nil` where there is no such attribute, or
  /// it holds no texts.
  func texts(_ name: String, of object: HDF5Object) throws(ModelError) -> [String]? {
    if var info = object.message(HDF5Object.Message.attributeInfo) {
      guard info.skip(1), let flags = info.integer(UInt8.self), info.skip(flags & 1 != 0 ? 2 : 0),
        info.integer(UInt64.self) == Self.undefined
      else {
        throw bad(
          "the object", object.address,
          "keeps its attributes in HDF5's newer layout; write the file again with h5py's defaults")
      }
    }
    for message in object.messages where message.type == HDF5Object.Message.attribute {
      guard let attribute = HDF5Attribute(message.bytes) else {
        throw bad("an attribute of the object", object.address)
      }
      guard attribute.name == name else { continue }
      return try texts(
        attribute.type, attribute.space, attribute.data, "attribute \(quoted(name))", object)
    }
    return nil
  }

  /// The only text of the attribute `name`.
  func text(_ name: String, of object: HDF5Object) throws(ModelError) -> String? {
    guard let texts = try texts(name, of: object), texts.count == 1 else { return nil }
    return texts[0]
  }

  /// The texts of an attribute or data set; `nil` where it holds none.
  func texts(
    _ type: ByteCursor, _ space: ByteCursor, _ data: ByteCursor, _ what: String,
    _ object: HDF5Object
  ) throws(ModelError) -> [String]? {
    var (cursor, space) = (type, space)
    // h5py writes an empty list as an array of no numbers.
    guard let shape = HDF5Type.shape(&space), !shape.contains(0) else { return [] }
    guard let type = HDF5Type(&cursor) else { return nil }
    if case .number = type { return nil }
    var data = data
    let count = try elementCount(shape, type.size, limit: data.left, what, object.address)
    var texts: [String] = []
    for _ in 0..<count {
      let bytes: [UInt8]
      if case .fixedText(let length) = type {
        guard let field = data.take(length) else { throw bad(what, object.address) }
        bytes = Array(field.prefix { $0 != 0 })
      } else {
        guard let length = data.size(width: 4), let heap = data.size(width: 8),
          let index = data.size(width: 4)
        else { throw bad(what, object.address) }
        bytes = length == 0 ? [] : try heapObject(index, of: heap, length: length, what)
      }
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw bad(what, object.address, "is not UTF-8 text")
      }
      texts.append(text)
    }
    return texts
  }

  /// The number of elements of `shape`, once they are known to fit `limit` bytes.
  func elementCount(
    _ shape: [Int], _ size: Int, limit: Int, _ what: String, _ address: Int
  ) throws(ModelError) -> Int {
    var count = 1
    for extent in shape where !shape.contains(0) {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard !overflow else { throw bad(what, address, "has shape \(shape), which is too large") }
      count = product
    }
    if shape.contains(0) { return 0 }
    guard size > 0, count <= limit / size else {
      throw bad(what, address, "has shape \(shape), but only \(limit) bytes")
    }
    return count
  }

  /// The first `length` bytes of object `index` of a global heap.
  private func heapObject(_ index: Int, of address: Int, length: Int, _ what: String)
    throws(ModelError) -> [UInt8]
  {
    var head = try read(address, 16, what)
    guard head.take(4)?.elementsEqual("GCOL".utf8) == true, head.integer(UInt8.self) == 1,
      head.skip(3), let size = head.size(width: 8), size >= 16,
      size - 16 <= file.size - address - 16
    else { throw bad("a heap of texts", address) }
    var place = address + 16
    while place + 16 <= address + size {
      var entry = try read(place, 16, "a heap of texts")
      guard let own = entry.size(width: 2), entry.skip(6), let bytes = entry.size(width: 8),
        bytes <= address + size - place - 16
      else { throw bad("a heap of texts", address) }
      if own == index, own != 0 {
        guard length <= bytes else { throw bad("a heap of texts", address) }
        return try read(place + 16, length, what).bytes
      }
      guard own != 0 else { break }
      place += 16 + (bytes + 7) / 8 * 8
    }
    throw bad("a heap of texts", address, "has no text \(index), which \(what) asks for")
  }
}

/// The parts of an attribute message.
private struct HDF5Attribute {
  var name: String
  var type: ByteCursor
  var space: ByteCursor
  var data: ByteCursor

  /// - Returns: `nil` where the message is damaged or of an unknown version.
  init?(_ bytes: [UInt8]) {
    var cursor = ByteCursor(bytes)
    guard let version = cursor.integer(UInt8.self), (1...3).contains(version),
      let flags = cursor.integer(UInt8.self), version == 1 || flags & 3 == 0,
      let nameLength = cursor.size(width: 2), let typeLength = cursor.size(width: 2),
      let spaceLength = cursor.size(width: 2), version < 3 || cursor.skip(1)
    else { return nil }
    // Version 1 pads each part to 8 bytes.
    func part(_ length: Int) -> [UInt8]? {
      guard let bytes = cursor.take(length),
        version > 1 || cursor.skip(min((8 - length % 8) % 8, cursor.left))
      else { return nil }
      return Array(bytes)
    }
    guard let name = part(nameLength), let type = part(typeLength), let space = part(spaceLength),
      let text = String(validating: name.prefix { $0 != 0 }, as: UTF8.self)
    else { return nil }
    self.name = text
    self.type = ByteCursor(type)
    self.space = ByteCursor(space)
    data = ByteCursor(Array(bytes[cursor.position...]))
  }
}
