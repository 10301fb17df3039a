import Foundation
import Support
import Testing

/// Names of axis values, as a person meets them.
@Suite struct AxisNamesTests {
  private static func manifest(_ arithmetics: String) -> String {
    """
    lastbit: 1
    name: names
    sources: {head: {file: head.nii}}
    stages:
      normal:
        uses: preprocess/normalize
        in: {image: head}
        sweep: {arithmetic: \(arithmetics), repeat: 1..2}
      bits:
        uses: measure/significant-bits
        in: {samples: normal}
        over: repeat
        export: {summary: {path: results/$arithmetic.tsv, axes: true}}
      all:
        uses: measure/significant-bits
        in: {samples: normal}
        over: [arithmetic, repeat]
    """
  }

  @Test func namingAndRenamingLeaveNothingToDo() throws {
    let folder = try TemporaryFolder()
    let lastbit = Lastbit(in: folder.path)
    try folder.write("head.nii", SyntheticHead(size: 12, spacing: 16).image)
    let spelt = "{reduced: {format: bfloat16, rounding: stochastic}}"
    try folder.write("names.yaml", Self.manifest("[random-rounding, \(spelt)]"))
    let first = try lastbit("run", "names.yaml")
    #expect(first.status == 0, "\(first.messages)")
    #expect(folder.exists("results/reduced{format=bfloat16,rounding=stochastic}.tsv"))
    for name in ["bf16", "brain-float"] {
      try folder.write("names.yaml", Self.manifest("[random-rounding, \(name): \(spelt)]"))
      let again = try lastbit("run", "names.yaml")
      #expect(
        again.status == 0 && again.output.hasPrefix("Nothing to compute: "), "\(again.output)")
      #expect(again.output.contains("Exported results/\(name).tsv"))
      let table = try String(
        contentsOfFile: folder.path + "/results/\(name).tsv", encoding: .utf8)
      #expect(table.hasPrefix("arithmetic\t"))
      #expect(table.contains("\n\(name)\t"))
      #expect(
        try lastbit("why", "names.yaml", "bits[arithmetic=\(name)]").output
          .hasPrefix("bits arithmetic=\(name)\n  cached: "))
    }
  }
}
