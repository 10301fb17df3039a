import Values

/// Arrays of numbers.
extension HDF5Reader {
  /// The data set of `object` as a tensor.
  ///
  /// - Parameter name: what messages call it.
  /// - Returns: `nil` where its elements are of a type that is not read: texts, complex numbers, ….
  /// - Throws: `ModelError` where it is damaged, or stored in a way that is not read.
  func tensor(of object: HDF5Object, name: String) throws(ModelError) -> ModelWeights.Entry? {
    let what = "data set \(quoted(name))"
    guard let (type, shape, layout) = try numbers(of: object, what) else { return nil }
    let bytes = try content(layout, what, object.address)
    let count = try elementCount(shape, type.size, limit: bytes.count, what, object.address)
    guard bytes.count == count * type.size || count == 0 else {
      throw bad(what, object.address, "has shape \(shape), but \(bytes.count) bytes")
    }
    let strided: StridedLayout
    do { strided = try StridedLayout(shape: shape) } catch {
      throw bad(what, object.address, "has \(error.message)")
    }
    return bytes.withUnsafeBytes { ModelTensor(type, strided, of: $0) }
      .map { ModelWeights.Entry(name, type, $0) }
  }

  /// The texts of the data set of `object`; `nil` where it is none of texts.
  func texts(inDatasetOf object: HDF5Object, name: String) throws(ModelError) -> [String]? {
    let what = "data set \(quoted(name))"
    guard let type = object.message(HDF5Object.Message.datatype),
      let space = object.message(HDF5Object.Message.dataspace),
      let layout = object.message(HDF5Object.Message.layout)
    else { return nil }
    let data = ByteCursor(try content(layout, what, object.address))
    return try texts(type, space, data, what, object)
  }

  /// A data set of numbers, to be read row by row.
  ///
  /// - Parameter name: what messages call it.
  /// - Returns: `nil` where its elements are of a type that is not read.
  /// - Throws: `ModelError` where it is damaged, ends after the file, or is stored in a way that is not read.
  func rows(of object: HDF5Object, name: String) throws(ModelError) -> HDF5Rows? {
    let what = "data set \(quoted(name))"
    guard let (type, shape, layout) = try numbers(of: object, what) else { return nil }
    guard !shape.isEmpty else { throw bad(what, object.address, "has no rows") }
    let (bytes, start, length) =
      switch try place(layout, what, object.address) {
      case .message(let bytes): (RandomAccessFile(bytes, path: file.path), 0, bytes.count)
      case .file(let start, let length): (file, start, length)
      }
    try bytes.require(start, length, what)
    let count = try elementCount(shape, type.size, limit: length, what, object.address)
    guard length == count * type.size || count == 0 else {
      throw bad(what, object.address, "has shape \(shape), but \(length) bytes")
    }
    return HDF5Rows(name: name, shape: shape, type: type, file: bytes, start: start)
  }

  /// What the messages of a data set say of its numbers; `nil` where they are of a type that is not read.
  private func numbers(of object: HDF5Object, _ what: String) throws(ModelError) -> (
    type: ElementType, shape: [Int], layout: ByteCursor
  )? {
    guard var typeMessage = object.message(HDF5Object.Message.datatype),
      var space = object.message(HDF5Object.Message.dataspace),
      let layout = object.message(HDF5Object.Message.layout)
    else { throw bad(what, object.address, "is not a data set") }
    guard case .number(let type)? = HDF5Type(&typeMessage) else { return nil }
    guard let shape = HDF5Type.shape(&space) else { throw bad(what, object.address) }
    guard object.message(HDF5Object.Message.externalFiles) == nil else {
      throw bad(what, object.address, "lies in other files, which are not read")
    }
    return (type, shape, layout)
  }

  /// Where the bytes of a data set lie.
  private enum Place {
    case message([UInt8])
    case file(start: Int, length: Int)
  }

  /// The bytes that a layout message leads to.
  private func content(_ layout: ByteCursor, _ what: String, _ address: Int) throws(ModelError)
    -> [UInt8]
  {
    switch try place(layout, what, address) {
    case .message(let bytes): return bytes
    case .file(let start, let length):
      try spendData(length, what, address)
      return try file.read(start, length, what)
    }
  }

  /// What a layout message (versions 3 and 4) leads to.
  private func place(_ layout: ByteCursor, _ what: String, _ address: Int) throws(ModelError)
    -> Place
  {
    var layout = layout
    guard let version = layout.integer(UInt8.self), (3...4).contains(version),
      let kind = layout.integer(UInt8.self)
    else { throw bad(what, address, "is stored in a way that is not read") }
    switch kind {
    case 0:
      guard let length = layout.size(width: 2), let bytes = layout.take(length) else {
        throw bad(what, address)
      }
      return .message(Array(bytes))
    case 1:
      guard let place = layout.integer(UInt64.self), let length = layout.size(width: 8) else {
        throw bad(what, address)
      }
      // A data set without elements, or one that was never written, lies nowhere.
      if place == Self.undefined {
        guard length == 0 else { throw bad(what, address, "was never written") }
        return .message([])
      }
      guard let place = Int(exactly: place) else { throw bad(what, address) }
      return .file(start: place, length: length)
    default:
      throw bad(
        what, address,
        "is stored in chunks, which are not read; store it in one piece with 'h5repack -l CONTI'")
    }
  }
}
