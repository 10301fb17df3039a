/// A group or data set: the messages of its object header.
struct HDF5Object {
  let address: Int
  private(set) var messages: [(type: Int, bytes: [UInt8])] = []

  /// Message types that are read.
  enum Message {
    static let dataspace = 0x01
    static let linkInfo = 0x02
    static let datatype = 0x03
    static let link = 0x06
    static let externalFiles = 0x07
    static let layout = 0x08
    static let filters = 0x0B
    static let attribute = 0x0C
    static let continuation = 0x10
    static let symbolTable = 0x11
    static let attributeInfo = 0x15
  }

  init(_ address: Int, in reader: HDF5Reader) throws(ModelError) {
    self.address = address
    let what = "the object"
    var start = try reader.read(address, 16, what)
    if start.bytes.starts(with: "OHDR".utf8) {
      try readVersion2(reader)
      return
    }
    guard start.integer(UInt8.self) == 1, start.skip(7), let length = start.size(width: 4) else {
      throw reader.bad(what, address, "has an unknown header")
    }
    var blocks = [(address + 16, length)]
    while let (place, length) = blocks.popLast() {
      var cursor = try reader.read(place, length, "an object's messages")
      while cursor.left >= 8 {
        guard let type = cursor.size(width: 2), let size = cursor.size(width: 2),
          let flags = cursor.integer(UInt8.self), cursor.skip(3), let bytes = cursor.take(size)
        else { throw reader.bad("an object's message", place + cursor.position) }
        try add(type, Array(bytes), flags, &blocks, reader)
      }
    }
  }

  /// The header of files written with `libver="latest"`.
  private mutating func readVersion2(_ reader: HDF5Reader) throws(ModelError) {
    let what = "the object"
    var start = try reader.read(address, min(64, reader.file.size - address), what)
    guard start.skip(4), start.integer(UInt8.self) == 2, let flags = start.integer(UInt8.self),
      start.skip((flags & 0x20 != 0 ? 16 : 0) + (flags & 0x10 != 0 ? 4 : 0)),
      let length = start.size(width: 1 << (flags & 3))
    else { throw reader.bad(what, address, "has an unknown header") }
    let orderWidth = flags & 4 != 0 ? 2 : 0
    var blocks = [(address + start.position, length)]
    var isFirst = true
    while var (place, length) = blocks.popLast() {
      if !isFirst {
        var mark = try reader.read(place, 4, "an object's messages")
        guard mark.take(4)?.elementsEqual("OCHK".utf8) == true, length >= 8 else {
          throw reader.bad("an object's continuation", place)
        }
        place += 4
        length -= 8
      }
      isFirst = false
      var cursor = try reader.read(place, length, "an object's messages")
      while cursor.left >= 4 + orderWidth {
        guard let type = cursor.size(width: 1), let size = cursor.size(width: 2),
          let flags = cursor.integer(UInt8.self), cursor.skip(orderWidth),
          let bytes = cursor.take(size)
        else { throw reader.bad("an object's message", place + cursor.position) }
        try add(type, Array(bytes), flags, &blocks, reader)
      }
    }
  }

  private mutating func add(
    _ type: Int, _ bytes: [UInt8], _ flags: UInt8, _ blocks: inout [(Int, Int)],
    _ reader: HDF5Reader
  ) throws(ModelError) {
    if type == Message.continuation {
      var cursor = ByteCursor(bytes)
      guard let place = cursor.size(width: 8), let length = cursor.size(width: 8) else {
        throw reader.bad("the object", address, "has a damaged continuation")
      }
      blocks.append((place, length))
    } else {
      guard flags & 2 == 0 else {
        throw reader.bad("the object", address, "shares its messages with others; it is not read")
      }
      messages.append((type, bytes))
    }
  }

  /// The first message of `type`.
  func message(_ type: Int) -> ByteCursor? {
    messages.first { $0.type == type }.map { ByteCursor($0.bytes) }
  }

  var isDataset: Bool { message(Message.layout) != nil }
}
