import ArgumentParser
import PipelineKit

/// Which manifest, and the values of its params.
struct ManifestOptions: ParsableArguments {
  @Argument(help: "The manifest, a YAML file.", completion: .file(extensions: ["yaml", "yml"]))
  var manifest: String

  @OptionGroup var settings: SettingOptions

  /// The manifest's jobs; what the checker warns of is printed.
  ///
  /// - Throws: `Diagnostics` with everything that is wrong with it.
  func graph() throws(Diagnostics) -> JobGraph {
    let graph = try ManifestLoader(catalog: .standard)
      .load(path: manifest, settings: settings.pairs, preset: settings.preset)
    if !graph.warnings.isEmpty { Terminal.printMessage(Diagnostics(graph.warnings).rendered) }
    return graph
  }
}

/// Values for a manifest's params.
struct SettingOptions: ParsableArguments {
  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp("Give a param of the manifest a value; repeatable.", valueName: "name=value")
  )
  var values: [Setting] = []

  @Option(
    help: ArgumentHelp(
      "Take the values of one of the manifest's presets; --set comes before.", valueName: "name"))
  var preset: String?

  var pairs: [(name: String, value: String)] { values.map { ($0.name, $0.value) } }
}

/// One `name=value`.
struct Setting: ExpressibleByArgument {
  var name: String
  var value: String

  init?(argument: String) {
    guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else {
      return nil
    }
    name = String(argument[..<equals])
    value = String(argument[argument.index(after: equals)...])
  }
}
