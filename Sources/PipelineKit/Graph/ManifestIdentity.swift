internal import Glibc

/// A manifest as it is run: its file and the params that it was given. Runs of one identity follow
/// upon each other; runs of another are somebody else's, whatever the names.
public struct ManifestIdentity: Sendable {
  /// A param whose value is not the default.
  public struct Setting: Sendable, Hashable {
    public var name: String
    /// As `--set` takes it; paths are absolute.
    public var value: String

    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// `name:` of the manifest.
  public var name: String
  /// Absolute path, links in its folder followed; `nil` for jobs that no file asks for, and in
  /// records that an older lastbit wrote.
  public var file: String?
  /// Sorted by name.
  public var settings: [Setting]

  public init(name: String, file: String? = nil, settings: [Setting] = []) {
    self.name = name
    self.file = file
    self.settings = settings.sorted { $0.name < $1.name }
  }

  /// `path`, absolute, with links in its folder followed: one file that is reached on several ways
  /// is one manifest. A link to a manifest is a manifest of its own, because relative paths start
  /// from where it lies.
  static func canonical(_ path: String) -> String {
    guard let folder = realpath(PathText.folder(of: path), nil) else { return path }
    defer { free(folder) }
    let parent = String(cString: folder)
    return (parent == "/" ? "" : parent) + "/" + PathText.name(of: path)
  }

  /// Eight hexadecimal digits that name it on the command line.
  public var id: String {
    var hasher = FieldHasher()
    hasher.add(tag: "manifest", file ?? name)
    for setting in settings {
      hasher.add(tag: "name", setting.name)
      hasher.add(tag: "value", setting.value)
    }
    return String(hasher.finalize().hex.prefix(8))
  }

  /// Whether `text` means this manifest: its file, from the working directory; its `name:`; or its
  /// `id`.
  public func isNamed(_ text: String) -> Bool {
    if text == name || text == id { return true }
    guard let file, text.contains("/") || text.contains(".") else { return false }
    return file == Self.canonical(PathText.resolve(text, in: PathText.workingDirectory))
  }

  /// `radius=3, site=A`; empty where every param has its default.
  public var settingsText: String {
    settings.map { "\($0.name)=\($0.value)" }.joined(separator: ", ")
  }
}

/// The file tells manifests apart; without one, the name does.
extension ManifestIdentity: Hashable {
  public static func == (first: Self, second: Self) -> Bool {
    first.file == second.file && first.settings == second.settings
      && (first.file != nil || first.name == second.name)
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(file ?? name)
    hasher.combine(settings)
  }
}

extension ManifestIdentity: CustomStringConvertible {
  /// `/study/m.yaml with radius=3`, or the name of a manifest whose file is not known.
  public var description: String {
    let manifest = file ?? "a manifest '\(name)' whose file is not known"
    return settings.isEmpty ? manifest : "\(manifest) with \(settingsText)"
  }
}

extension ManifestIdentity {
  /// The identity's part of records.
  var pairs: [Value.Pair] {
    guard let file else { return [.init("manifest", .string(name))] }
    return [
      .init("manifest", .string(name)), .init("file", .string(file)),
      .init("settings", .map(settings.map { .init($0.name, .string($0.value)) })),
    ]
  }

  /// Reads the identity's part of a record; older ones have a name only.
  init?(_ value: Value) {
    guard let name = value["manifest"]?.text else { return nil }
    var settings: [Setting] = []
    if case .map(let pairs)? = value["settings"] {
      for pair in pairs {
        guard case .string(let text) = pair.value else { return nil }
        settings.append(Setting(pair.key, text))
      }
    }
    self.init(name: name, file: value["file"]?.text, settings: settings)
  }
}

extension Manifest {
  /// The params whose values are not their defaults.
  var settings: [ManifestIdentity.Setting] {
    let reader = NodeReader(diagnostics: DiagnosticCollector(), scope: Scope(), folder: folder)
    return values.filter { setting in
      guard let parameter = parameters.first(where: { $0.name == setting.name }) else {
        return false
      }
      let usual = parameter.defaultNode.flatMap { parameter.binding(of: $0, reader) }
      return scope.bindings[setting.name] != usual
    }
  }

  /// Every param with its value, in order.
  var values: [ManifestIdentity.Setting] {
    parameters.compactMap { parameter in
      switch scope.bindings[parameter.name] {
      case .text(let text): .init(parameter.name, text)
      case .list(let items): .init(parameter.name, items.joined(separator: ","))
      case .broken, nil: nil
      }
    }
  }
}
