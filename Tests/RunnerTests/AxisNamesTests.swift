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

  @Test func reportsAndShowHaveTheNames() throws {
    let folder = try TemporaryFolder()
    let lastbit = Lastbit(in: folder.path)
    try folder.write("head.nii", SyntheticHead(size: 12, spacing: 16).image)
    let spelt = "{reduced: {format: bfloat16, rounding: stochastic}}"
    let value = "reduced{format=bfloat16,rounding=stochastic}"
    func write(_ bfloat: String, _ wide: String) throws {
      try folder.write(
        "names.yaml",
        """
        lastbit: 1
        name: names
        sources: {head: {file: head.nii}}
        stages:
          normal:
            uses: preprocess/normalize
            in: {image: head}
            sweep: {arithmetic: [random-rounding, \(bfloat)\(spelt)], repeat: 1..2}
          noisy:
            uses: perturb/noise
            in: {image: normal}
            with: {size: $sigma}
            sweep: {sigma: [1, \(wide)24]}
          bits:
            uses: measure/significant-bits
            in: {samples: noisy}
            over: repeat
          page:
            uses: report/html
            in: {bits: bits.summary, map: bits.bits}
            over: [arithmetic, sigma]
            export: results/page.html
        """)
    }
    try write("", "")
    let plain = try lastbit("run", "names.yaml")
    #expect(plain.status == 0, "\(plain.messages)")
    let before = try TextFile.read(folder.path("results/page.html"))
    #expect(before.contains("<td>\(value)</td>"))
    try write("bf16: ", "wide: ")
    let again = try lastbit("run", "names.yaml").output
    #expect(
      again.hasPrefix("Nothing to compute: ") && again.contains("Exported results/page.html"))
    let after = try TextFile.read(folder.path("results/page.html"))
    // All that is above the provenance, which has keys' own words.
    let page = try #require(after.range(of: "<section id=\"provenance\">")).lowerBound
    let shown = after[..<page]
    #expect(!shown.contains(value))
    for part in [
      "<td>bf16</td>", "<td>wide</td>", "<span class=\"row\">bf16 · wide</span>",
      "text-anchor=\"end\">bf16 · wide</text>", "<title>bf16 · wide: mean ",
      "alt=\"bf16 · wide, significant bits, axial slice\"",
      ">bf16 · wide · significant bits</option>", "%0Abf16%09wide%09",
      "; bf16 · wide: median ",
    ] {
      #expect(shown.contains(part), "\(part)")
    }
    // Numbers that are equal to a value are no labels of it.
    #expect(shown.contains(">24</text>") || !before.contains(">24</text>"))
    let table = try lastbit("show", "bits.summary").output
    #expect(table.contains("\nbf16 ") && table.contains(" wide "), "\(table)")
    #expect(
      try lastbit("show", "normal[arithmetic=bf16, repeat=1]").output
        .hasPrefix("normal arithmetic=bf16 repeat=1\n"))
    #expect(
      try lastbit("show", "normal[arithmetic=\(value), repeat=1]").output
        .hasPrefix("normal arithmetic=bf16 repeat=1\n"))
    #expect(try lastbit("export", "bits.summary", "$arithmetic.tsv").status == 0)
    #expect(try TextFile.read(folder.path("bf16.tsv")).contains("wide\t"))
    let json = try JSON(lastbit("show", "bits[arithmetic=bf16]", "--json").output)
    #expect(json[0]["coordinates"]["arithmetic"].text == value)
  }
}
