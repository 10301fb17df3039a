/// Reads manifests from files, each file once.
final class ManifestReader {
  private let diagnostics: DiagnosticCollector
  /// Knows types, and the keys of sources that say how files are read.
  private let reader: any SourceReader
  private var roots: [String: Node?] = [:]
  /// What the files hold, by path.
  private(set) var texts: [String: [UInt8]] = [:]

  init(_ diagnostics: DiagnosticCollector, reader: any SourceReader) {
    self.diagnostics = diagnostics
    self.reader = reader
  }

  /// The files that were read.
  var paths: [String] { Array(roots.keys) }

  /// The document in a file, or `nil` after saying what is wrong.
  ///
  /// - Parameters:
  ///   - path: the absolute path.
  ///   - displayed: the path for messages.
  ///   - mark: where a manifest names the file.
  func root(_ path: String, displayed: String, usedAt mark: Mark? = nil) -> Node? {
    if let known = roots[path] { return known }
    var root: Node?
    do {
      let source = try ManifestFile.read(path, displayed: displayed)
      diagnostics.register(source)
      texts[path] = source.bytes
      root = YAMLParser.parse(source, diagnostics)
    } catch {
      diagnostics.report(error, orAt: mark)
    }
    roots[path] = .some(root)
    return root
  }

  /// The manifest in a file with its params replaced, as far as it can be read.
  func manifest(
    _ path: String, displayed: String, settings: Manifest.Settings, usedAt mark: Mark? = nil
  ) -> Manifest? {
    guard let root = root(path, displayed: displayed, usedAt: mark) else { return nil }
    return Manifest(
      root, file: displayed, folder: PathText.folder(of: path), settings: settings,
      reader: reader, diagnostics)
  }
}
