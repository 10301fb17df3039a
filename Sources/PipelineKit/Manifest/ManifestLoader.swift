/// The whole way from a manifest's file to its jobs.
///
/// Every step collects all it finds wrong, and then throws all of it at once, in order of place.
public struct ManifestLoader: Sendable {
  private let catalog: StageCatalog

  public init(catalog: StageCatalog) { self.catalog = catalog }

  /// What the steps on the way made.
  public struct Result: Sendable {
    /// The text as YAML.
    public var root: Node
    /// What is declared, params replaced.
    public var manifest: Manifest
    /// What is to be run.
    public var graph: JobGraph
  }

  /// The jobs of the manifest at `path`.
  ///
  /// - Parameters:
  ///   - path: absolute, or relative to the working directory; messages print it as given.
  ///   - settings: values for params, as `--set name=value` gives them; paths among them are
  ///     relative to the working directory.
  ///   - preset: whose values the other params take, as `--preset` names it.
  /// - Throws: everything that is wrong with the manifest, the manifests it uses, its files and
  ///   `settings`.
  public func load(
    path: String, settings: [(name: String, value: String)] = [], preset: String? = nil
  ) throws(Diagnostics) -> JobGraph {
    try steps(path: path, settings: settings, preset: preset).graph
  }

  /// As `load`, with what the steps on the way made.
  public func steps(
    path: String, settings: [(name: String, value: String)] = [], preset: String? = nil
  ) throws(Diagnostics) -> Result {
    let diagnostics = DiagnosticCollector()
    let files = ManifestReader(diagnostics, reader: catalog.reader)
    let absolute = PathText.resolve(path, in: PathText.workingDirectory)
    if let root = files.root(absolute, displayed: path),
      let manifest = files.manifest(
        absolute, displayed: path, settings: .commandLine(settings, preset: preset))
    {
      var builder = GraphBuilder(catalog, files, diagnostics)
      var graph = builder.build(manifest, path: absolute)
      try diagnostics.throwIfAny()
      graph.warnings = diagnostics.sortedWarnings
      return Result(root: root, manifest: manifest, graph: graph)
    }
    try diagnostics.throwIfAny()
    throw Diagnostics([Diagnostic(.error, "cannot read \(quoted(path))")])
  }
}
