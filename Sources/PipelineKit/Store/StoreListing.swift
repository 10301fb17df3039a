/// Which keys have files in a store, each folder of it as it was when it was listed: what spares a look
/// at the file system for each of many keys that have none.
///
/// A folder is listed once it has been asked for a few times; until then, each key may have a file.
struct StoreListing {
  private let folder: String
  private var folders = [Group](repeating: .asked(0), count: 256)

  private enum Group {
    case asked(Int)
    case listed(Set<JobKey>)
    /// It cannot be listed; whoever looks a key up says what is wrong.
    case unknown
  }

  /// Questions from which a folder is listed.
  private static let fewest = 8

  init(_ store: Store) { folder = "\(store.folder)/objects" }

  /// Whether there may be a file of `key`.
  mutating func canHave(_ key: JobKey) -> Bool {
    let group = Int(key.digest.leadingWord >> 56)
    if case .asked(let count) = folders[group] {
      folders[group] = look(into: "\(folder)/\(key.description.prefix(2))", asked: count)
    }
    return if case .listed(let keys) = folders[group] { keys.contains(key) } else { true }
  }

  private func look(into path: String, asked count: Int) -> Group {
    do {
      if count == 0, try Files.find(path) == nil { return .listed([]) }
      guard count + 1 >= Self.fewest else { return .asked(count + 1) }
      return .listed(Set(try Files.names(in: path).compactMap { JobKey(hex: $0.utf8.prefix(64)) }))
    } catch {
      return .unknown
    }
  }
}
