import Files
import Glibc
import PipelineKit

/// The folder that a tool runs in: `in` has its inputs, read-only; `home` and `tmp` are for what it
/// leaves about; all else is its output.
struct ToolFolder {
  let path: String
  /// The files that inputs are, within the folder, by port.
  private(set) var inputs: [String: [String]] = [:]
  private var before: [FolderTree.Entry] = []
  private static let own: Set<String> = ["in", "home", "tmp"]

  /// - Parameter path: an empty folder.
  init(_ path: String) throws {
    self.path = resolvedPath(path) ?? path
    for name in Self.own { try makeFolders("\(self.path)/\(name)") }
  }

  var home: String { "\(path)/home" }
  var temporary: String { "\(path)/tmp" }

  /// Writes the inputs: source files byte by byte, results as files of their type.
  ///
  /// - Parameter names: of files, by port, where the stage says them.
  mutating func write(_ inputs: Inputs, named names: [String: String]) throws {
    for port in inputs.ports {
      let items = inputs.items(on: port)
      self.inputs[port] = try items.enumerated().map { index, item in
        let prefix = items.count > 1 ? "in/\(port)/\(index + 1)-" : "in/"
        if items.count > 1 { try makeFolders("\(path)/in/\(port)") }
        return try write(item, port, prefix, names[port])
      }
    }
    before = FolderTree("\(path)/in").entries
  }

  private func write(
    _ item: Inputs.Item, _ port: String, _ prefix: String, _ name: String?
  ) throws -> String {
    if let file = item.file, !file.path.hasSuffix(".tar") {
      let ending = FileType.ending(of: file.path.split(separator: "/").last.map(String.init) ?? "")
      if name == nil || name.map(FileType.ending) == ending {
        let place = prefix + (name ?? port + ending)
        try file.copy(to: "\(path)/\(place)")
        // Scripts are among them.
        chmod("\(path)/\(place)", 0o555)
        return place
      }
    }
    let artifact = try item.load()
    if artifact.type == DirectoryType.type {
      let place = prefix + (name ?? port)
      try write(DirectoryContent(from: artifact, named: port), to: "\(path)/\(place)")
      return place
    }
    var ending = FileReader().endings(for: artifact.type).first ?? ""
    if case .string(let own)? = artifact[attribute: "ending"], artifact.type == FileType.type {
      ending = own
    }
    let place = prefix + (name ?? port + ending)
    try FileReader().write(artifact, to: "\(path)/\(place)")
    chmod("\(path)/\(place)", artifact.type == FileType.type ? 0o555 : 0o444)
    return place
  }

  private func write(_ content: DirectoryContent, to folder: String) throws {
    try makeFolders(folder)
    for entry in content.entries {
      let file = "\(folder)/\(entry.path)"
      if let slash = file.lastIndex(of: "/") { try makeFolders(String(file[..<slash])) }
      try AtomicFile.write(Array(entry.bytes), to: file)
      chmod(file, entry.isExecutable ? 0o555 : 0o444)
    }
  }

  /// The input that the tool has changed, where it has.
  ///
  /// Where only the time says so that no program can set, as after a change of rights too, the inputs are
  /// written once more and compared byte by byte.
  func changedInput(rewriting inputs: Inputs, named names: [String: String]) throws -> String? {
    let after = FolderTree("\(path)/in").entries
    let known = Dictionary(before.map { ($0.path, $0) }, uniquingKeysWith: { $1 })
    let now = Dictionary(after.map { ($0.path, $0) }, uniquingKeysWith: { $1 })
    if let place = Set(known.keys).symmetricDifference(now.keys).min() { return "in/\(place)" }
    var suspects: [String] = []
    for entry in after {
      guard let old = known[entry.path], old != entry else { continue }
      guard old.kind == entry.kind, old.size == entry.size, old.modified == entry.modified else {
        return "in/\(entry.path)"
      }
      if old.changed != entry.changed { suspects.append(entry.path) }
    }
    guard !suspects.isEmpty else { return nil }
    let place = "\(path)/home/.lastbit-again"
    try makeFolders(place)
    var again = try ToolFolder(place)
    try again.write(inputs, named: names)
    return try suspects.first { suspect in
      try RegularFile("\(path)/in/\(suspect)").bytes()
        != RegularFile("\(again.path)/in/\(suspect)").bytes()
    }.map { "in/\($0)" }
  }

  /// What lies in the folder that the tool has left, but for inputs, `home` and `tmp`.
  var left: [FolderTree.Entry] { FolderTree(path, passing: Self.own).entries }

  /// The absolute path of an output.
  ///
  /// - Throws: `StageError` where it is not there, or leads out of the folder.
  func place(of output: ToolOutput, _ relative: String, tool: String) throws(StageError) -> String {
    let path = "\(path)/\(relative)"
    guard let resolved = resolvedPath(path) else {
      let found = left.map(\.path)
      throw StageError(
        "\(tool) ended well, but did not write '\(relative)', its output '\(output.port)'; "
          + (found.isEmpty ? "it wrote nothing" : "it wrote \(Listing.text(found))"))
    }
    guard resolved.hasPrefix(self.path + "/") else {
      throw StageError(
        "the output '\(output.port)' of \(tool) is a link to \(resolved), outside the folder that it ran in"
      )
    }
    return resolved
  }

  /// The files of a directory that a tool has left, and links that were not taken.
  func directory(at place: String) throws -> (content: DirectoryContent, links: [String]) {
    var entries: [DirectoryContent.Entry] = []
    var links: [String] = []
    for entry in FolderTree(place).entries {
      let file = "\(place)/\(entry.path)"
      guard entry.kind == .file || resolvedPath(file)?.hasPrefix(path + "/") ?? false,
        let bytes = try? RegularFile(file).bytes()
      else {
        links.append(entry.path)
        continue
      }
      entries.append(.init(path: entry.path, bytes: bytes[...], isExecutable: entry.isExecutable))
    }
    return (DirectoryContent(entries), links)
  }
}
