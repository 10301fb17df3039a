import Values

/// What the members of a group are called and where they lie.
extension HDF5Reader {
  /// Names and addresses of a group's members, in the order of the file: alphabetical in old groups.
  func members(of group: HDF5Object) throws(ModelError) -> [(name: String, address: Int)] {
    if var table = group.message(HDF5Object.Message.symbolTable) {
      guard let tree = table.size(width: 8), let heap = table.size(width: 8) else {
        throw bad("the group", group.address)
      }
      let names = try localHeap(heap)
      var members: [(name: String, address: Int)] = []
      try walk(tree, level: nil, names, &members)
      return members
    }
    if var info = group.message(HDF5Object.Message.linkInfo) {
      guard info.skip(1), let flags = info.integer(UInt8.self), info.skip(flags & 1 != 0 ? 8 : 0),
        let heap = info.integer(UInt64.self)
      else { throw bad("the group", group.address) }
      guard heap == Self.undefined else {
        throw bad(
          "the group", group.address,
          "keeps many members in HDF5's newer layout; write the file again with h5py's defaults")
      }
    }
    var members: [(name: String, address: Int)] = []
    for message in group.messages where message.type == HDF5Object.Message.link {
      if let member = try link(message.bytes, group.address) { members.append(member) }
    }
    return members
  }

  /// The member at `path`, names separated by `/`; `nil` where there is none.
  func find(_ path: String, in group: HDF5Object) throws(ModelError) -> HDF5Object? {
    var object = group
    for name in path.split(separator: "/") {
      guard let member = try members(of: object).first(where: { $0.name == name }) else {
        return nil
      }
      object = try HDF5Object(member.address, in: self)
    }
    return object
  }

  private func localHeap(_ address: Int) throws(ModelError) -> [UInt8] {
    var cursor = try read(address, 32, "a heap of names")
    guard cursor.take(4)?.elementsEqual("HEAP".utf8) == true, cursor.skip(4),
      let size = cursor.size(width: 8), cursor.skip(8), let data = cursor.size(width: 8)
    else { throw bad("a heap of names", address) }
    return try read(data, size, "a heap of names").bytes
  }

  /// Collects what a tree of symbol tables holds.
  private func walk(
    _ address: Int, level: UInt8?, _ names: [UInt8],
    _ members: inout [(name: String, address: Int)]
  ) throws(ModelError) {
    let what = "a group's tree"
    var head = try read(address, 24, what)
    guard head.take(4)?.elementsEqual("TREE".utf8) == true, head.integer(UInt8.self) == 0,
      let own = head.integer(UInt8.self), level == nil || own == level,
      let count = head.size(width: 2)
    else { throw bad(what, address) }
    // Keys and children alternate; there is one key more.
    var cursor = try read(address + 24, 16 * count, what)
    for _ in 0..<count {
      guard cursor.skip(8), let child = cursor.size(width: 8) else { throw bad(what, address) }
      if own > 0 {
        try walk(child, level: own - 1, names, &members)
      } else {
        try readNode(child, names, &members)
      }
    }
  }

  private func readNode(
    _ address: Int, _ names: [UInt8], _ members: inout [(name: String, address: Int)]
  ) throws(ModelError) {
    let what = "a group's node"
    var head = try read(address, 8, what)
    guard head.take(4)?.elementsEqual("SNOD".utf8) == true, head.integer(UInt8.self) == 1,
      head.skip(1), let count = head.size(width: 2)
    else { throw bad(what, address) }
    var cursor = try read(address + 8, 40 * count, what)
    for _ in 0..<count {
      guard let offset = cursor.size(width: 8), let object = cursor.integer(UInt64.self),
        let cache = cursor.integer(UInt32.self), cursor.skip(20), offset < names.count
      else { throw bad(what, address) }
      // Symbolic links have no object of their own.
      guard cache != 2 else { continue }
      guard let place = Int(exactly: object) else { throw bad(what, address) }
      let bytes = names[offset...].prefix { $0 != 0 }
      try spend(bytes.count, what, address)
      guard let name = String(validating: bytes, as: UTF8.self) else {
        throw bad(what, address, "has a name that is not UTF-8")
      }
      members.append((name, place))
    }
  }

  /// A link message; `nil` for soft and external links.
  private func link(_ bytes: [UInt8], _ address: Int) throws(ModelError) -> (
    name: String, address: Int
  )? {
    let what = "a link of the group"
    var cursor = ByteCursor(bytes)
    guard cursor.integer(UInt8.self) == 1, let flags = cursor.integer(UInt8.self) else {
      throw bad(what, address)
    }
    let type = flags & 8 != 0 ? cursor.integer(UInt8.self) : 0
    guard cursor.skip((flags & 4 != 0 ? 8 : 0) + (flags & 16 != 0 ? 1 : 0)),
      let length = cursor.size(width: 1 << (flags & 3)), let bytes = cursor.take(length),
      let name = String(validating: bytes, as: UTF8.self)
    else { throw bad(what, address) }
    guard type == 0 else { return nil }
    guard let place = cursor.size(width: 8) else { throw bad(what, address) }
    return (name, place)
  }
}
