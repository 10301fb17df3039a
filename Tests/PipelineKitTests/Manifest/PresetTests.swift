import Testing

@testable import PipelineKit

/// Values of several params under one name.
struct PresetTests {
  private static let manifest = """
    lastbit: 1
    params:
      radius: {type: integer, default: 2}
      count: {type: integer, default: 1}
    presets:
      small: {radius: 3}
      paper: {radius: 9, count: 4}
    sources: {t1: {file: t1.nii}}
    stages:
      s: {uses: test/smooth, in: {image: t1}, with: {radius: $radius}, sweep: {repeat: 1..$count}}
    """

  private func graph(
    _ preset: String?, set settings: [(name: String, value: String)] = [],
    _ manifest: String = Self.manifest
  ) throws -> JobGraph {
    let workspace = try Workspace()
    try workspace.touch("t1.nii")
    try workspace.write(manifest, to: "m.yaml")
    return try ManifestLoader(catalog: testCatalog)
      .load(path: workspace.folder + "/m.yaml", settings: settings, preset: preset)
  }

  private func problem(_ preset: String?, _ manifest: String = Self.manifest) -> String {
    do {
      _ = try graph(preset, manifest)
      return ""
    } catch { return (error as? Diagnostics)?.rendered ?? "\(error)" }
  }

  private func graph(_ preset: String?, _ manifest: String) throws -> JobGraph {
    try graph(preset, set: [], manifest)
  }

  @Test func aPresetGivesValuesAndSettingsComeBefore() throws {
    func radius(_ graph: JobGraph) -> Int? {
      graph.jobs.first?.parameters.values["radius"]?.integer
    }
    #expect(radius(try graph(nil)) == 2)
    #expect(radius(try graph("small")) == 3)
    let paper = try graph("paper")
    #expect(radius(paper) == 9 && paper.jobs.count == 4)
    let mixed = try graph("paper", set: [("radius", "5")])
    #expect(radius(mixed) == 5 && mixed.jobs.count == 4)
  }

  @Test func aRunWithAPresetIsARunWithItsValues() throws {
    let preset = try graph("paper").manifest.settings
    #expect(preset == (try graph(nil, set: [("radius", "9"), ("count", "4")])).manifest.settings)
    #expect(preset.map(\.name) == ["count", "radius"])
  }

  @Test func whatIsWrongWithPresetsIsTold() {
    #expect(problem("smal").contains("--preset smal: the manifest has no such preset"))
    #expect(problem("smal").contains("did you mean 'small'?"))
    let unknown = Self.manifest.replacing("small: {radius: 3}", with: "small: {radios: 3}")
    // Whether or not it is taken.
    #expect(problem(nil, unknown).contains("'radios'"))
    let wrong = Self.manifest.replacing("small: {radius: 3}", with: "small: {radius: three}")
    #expect(problem(nil, wrong).contains("'radius' must be"))
  }
}
