import Glibc
import Synchronization

/// The index of a store: one append-only journal a process, merged when the store is opened.
///
/// Journals of different processes are different files, so nothing is ever locked. The index is
/// only a cache of the objects: where it is missing or damaged, the store fills it again.
struct StoreIndex: ~Copyable {
  private let folder: String
  private let temporary: TemporaryFolder
  private(set) var content = IndexContent()
  /// Whether lines were damaged, so that something may be missing.
  private(set) var isDamaged = false
  /// Whether there was no journal at all.
  private(set) var isEmpty = true
  private var file: Int32?
  private var path = ""
  /// Bytes in this process's journal.
  private var length = 0

  private static let instances = Atomic<Int>(0)
  /// Journals of ended processes that may lie about before they are made one.
  private static let mostJournals = 16

  init(folder: String, temporary: TemporaryFolder) throws(StoreError) {
    self.folder = folder
    self.temporary = temporary
    try refresh()
  }

  /// Reads what all processes have written by now.
  mutating func refresh() throws(StoreError) {
    // A journal that is listed may be gone: another process has just merged it into a new one.
    var attempts = 0
    while try !readAll() {
      attempts += 1
      guard attempts < 10 else {
        throw StoreError(folder, "cannot read the index '\(folder)': its files keep changing")
      }
    }
  }

  deinit {
    if let file { close(file) }
  }

  /// The names of all journals, the oldest first: what was said last of a file counts.
  private func journals() throws(StoreError) -> [String] {
    func age(_ name: String) -> Int {
      name.dropLast(6).split(separator: "-").last.flatMap { Int($0) } ?? 0
    }
    return try Files.names(in: folder).filter { $0.hasSuffix(".jsonl") }
      .map { (age($0), $0) }.sorted { $0 < $1 }.map(\.1)
  }

  /// Reads every journal.
  ///
  /// - Returns: `false` where one vanished meanwhile.
  private mutating func readAll() throws(StoreError) -> Bool {
    content = IndexContent()
    isEmpty = true
    for name in try journals() {
      let bytes: [UInt8]
      do { bytes = try Files.read("\(folder)/\(name)") } catch {
        if error.code == ENOENT { return false }
        throw error
      }
      isEmpty = false
      for line in Journal.lines(of: bytes) where !content.read(line: line) { isDamaged = true }
    }
    return true
  }

  /// Appends entries to this process's journal and takes them in.
  mutating func append(_ entries: [IndexContent.Entry]) throws(StoreError) {
    if entries.isEmpty { return }
    let file = try openJournal()
    var bytes: [UInt8] = []
    for entry in entries {
      let line = Journal.line(entry.pairs)
      content.add(entry, line: line)
      bytes += line
    }
    do { try Files.append(bytes, to: file, path) } catch {
      // Half a line would spoil the next one.
      ftruncate(file, length)
      throw error
    }
    length += bytes.count
  }

  private mutating func openJournal() throws(StoreError) -> Int32 {
    if let file { return file }
    try Files.makeFolder(folder)
    path = "\(folder)/\(Self.newName())"
    let opened = open(path, O_WRONLY | O_CREAT | O_APPEND | O_EXCL | O_CLOEXEC, 0o666)
    guard opened >= 0 else { throw StoreError(system: "make", path, code: errno) }
    file = opened
    return opened
  }

  private static func newName() -> String {
    let number = instances.wrappingAdd(1, ordering: .relaxed).newValue
    return "\(WriterIdentity.current).\(number)-\(Files.now()).jsonl"
  }

  mutating func forget(_ name: ObjectName) { content.forget(name) }

  /// The result in a file.
  mutating func object(for name: ObjectName) -> IndexContent.Object? { content.object(for: name) }

  /// Puts journals that hold damaged lines aside, once what they said has been found again.
  mutating func setDamagedAside() {
    for name in (try? journals()) ?? [] {
      let path = "\(folder)/\(name)"
      guard path != self.path, let bytes = try? Files.read(path) else { continue }
      let lines = Journal.lines(of: bytes)
      let good = lines.filter { Journal.rest(ofLine: $0) != nil }
      guard good.count < lines.count else { continue }
      if (try? keep(good, replacing: [])) != nil {
        try? Files.rename(path, to: path + ".damaged")
      }
    }
    isDamaged = false
  }

  /// Merges the journals of ended processes into one when there are many.
  func compact() {
    let names = ((try? journals()) ?? []).filter { name in
      WriterIdentity(name: name)?.isAbandoned(at: "\(folder)/\(name)") ?? false
    }
    guard names.count > Self.mostJournals else { return }
    var lines: [ArraySlice<UInt8>] = []
    var seen: Set<ArraySlice<UInt8>> = []
    for name in names {
      // One that cannot be read would be lost.
      guard let bytes = try? Files.read("\(folder)/\(name)") else { return }
      for line in Journal.lines(of: bytes) where seen.insert(line).inserted { lines.append(line) }
    }
    // Failing leaves the journals as they are.
    try? keep(lines, replacing: names)
  }

  /// Writes `lines` as a journal of their own under a temporary name, then removes `names`.
  private func keep(_ lines: [ArraySlice<UInt8>], replacing names: [String]) throws(StoreError) {
    let draft = try temporary.newPath(ending: ".jsonl")
    let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw StoreError(system: "make", draft, code: errno) }
    defer { close(file) }
    try Files.append(Array(lines.joined(separator: [0x0A])) + [0x0A], to: file, draft)
    guard fsync(file) == 0 else { throw StoreError(system: "flush", draft, code: errno) }
    try Files.rename(draft, to: "\(folder)/\(Self.newName())")
    for name in names { unlink("\(folder)/\(name)") }
  }
}
