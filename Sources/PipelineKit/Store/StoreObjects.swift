import Synchronization

extension Store {
  /// A file that holds a result.
  public struct Object: Sendable {
    public var key: JobKey
    public var path: String
    /// Size of the file.
    public var bytes: Int
    /// Whether it was found damaged and moved out of the way.
    public var isSetAside: Bool
    /// `nil` where it was set aside.
    var name: ObjectName?
  }

  /// Every file of the store that holds a result, differing and damaged ones included, sorted by
  /// name.
  ///
  /// - Throws: `StoreError` where a folder cannot be listed or a file not looked at.
  public func objects() throws(StoreError) -> [Object] {
    var objects: [Object] = []
    for (path, name) in try objectFiles() {
      guard let key = JobKey(hex: name.utf8.prefix { $0 != UInt8(ascii: ".") }),
        let status = try Files.find(path)
      else { continue }
      let isSetAside = name.contains(".damaged")
      objects.append(
        Object(
          key: key, path: path, bytes: status.size, isSetAside: isSetAside,
          name: isSetAside ? nil : ObjectName(file: name)))
    }
    return objects
  }

  /// Everything in the folders of `objects`.
  func objectFiles() throws(StoreError) -> [(path: String, name: String)] {
    var files: [(path: String, name: String)] = []
    for group in try Files.names(in: "\(folder)/objects") {
      let group = "\(folder)/objects/\(group)"
      for name in try Files.names(in: group) { files.append(("\(group)/\(name)", name)) }
    }
    return files
  }

  /// Deletes the file of a result; its job would run again.
  public func remove(_ object: Object) throws(StoreError) {
    if let name = object.name { index.withLock { $0.forget(name) } }
    Files.remove(object.path)
    guard Files.status(object.path) == nil else {
      throw StoreError(object.path, "cannot delete '\(object.path)'; do you own the store?")
    }
  }
}

extension Store {
  /// Version of the HDF5 library that reads and writes results.
  public static var libraryVersion: String { HDF5.version }
}
