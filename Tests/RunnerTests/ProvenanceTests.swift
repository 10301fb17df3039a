import Foundation
import Support
import Testing

/// Where results come from: in the store, in reports, and beside what leaves.
@Suite struct ProvenanceTests {
  private let folder: TemporaryFolder
  private let lastbit: Lastbit

  private static let inner = """
    lastbit: 1
    params: {size: {type: number, default: 4}}
    inputs: {image: volume}
    stages:
      noisy:
        uses: perturb/noise
        in: {image: image}
        with: {size: $size}
        sweep: {repeat: 1..2}
    outputs: {noisy: noisy.image}
    """

  private static let outer = """
    lastbit: 1
    name: provenance
    seed: 77
    params:
      size: {type: number, default: 4}
      title: {type: string, default: "Bits & <pieces>"}
    sources:
      head: {file: head.hdr}
    stages:
      made: {uses: ./inner.yaml, in: {image: head}, with: {size: $size}}
      bits:
        uses: measure/significant-bits
        in: {samples: made.noisy}
        over: repeat
        export:
          summary: {path: results/summary.tsv, sidecar: true}
          bits: {path: results/bits.nii.gz, sidecar: true}
      page:
        uses: report/html
        in: {bits: bits.summary}
        with: {title: $title}
        export: results/page.html
    """

  init() throws {
    folder = try TemporaryFolder()
    lastbit = Lastbit(in: folder.path)
    // A pair, so that a source is more than one file.
    let image = SyntheticHead(size: 12, spacing: 16).image
    var header = image.prefix(348)
    header.replaceSubrange(
      header.startIndex + 344..<header.startIndex + 348, with: Data("ni1\0".utf8))
    header.replaceSubrange(
      header.startIndex + 108..<header.startIndex + 112, with: Data(count: 4))
    try folder.write("head.hdr", header)
    try folder.write("head.img", image.dropFirst(352))
    try folder.write("inner.yaml", Self.inner)
    try folder.write("outer.yaml", Self.outer)
  }

  private func run(_ arguments: String...) throws -> Lastbit.Outcome {
    let outcome = try lastbit.call(["run", "outer.yaml"] + arguments)
    try #require(outcome.status == 0, "\(outcome.messages)")
    return outcome
  }

  /// SHA-256 as the system's own program gives it.
  private func sum(_ name: String) throws -> String {
    let output = try lastbit.shell("sha256sum \(name)").output
    return String(output.prefix(64))
  }

  @Test func showTellsAllThatLedThere() throws {
    _ = try run("--set", "size=9")
    let text = try lastbit("show", "bits", "--provenance").output
    let page = try JSON(lastbit("show", "bits", "--provenance", "--json").output)
    let facts = page["provenance"]
    let doctor = try JSON(lastbit("doctor", "--json").output)["facts"]
    for name in ["commit", "system", "processor"] {
      let expected = try #require(doctor[name].text)
      #expect(facts[name].text == expected)
      #expect(!expected.isEmpty && text.contains("  \(name): \(expected)\n"))
    }
    let instructions = try #require(facts["instructions"].text)
    #expect(doctor["instructions"].text?.hasPrefix("\(instructions) (") == true)
    #expect(text.contains("  instructions: \(instructions)\n"))
    #expect(facts["cores"].integer == doctor["cores"].text.flatMap { Int($0) })
    #expect(
      facts["levels"].list?.compactMap(\.text).contains(facts["instructions"].text ?? "") == true)
    #expect((facts["threads"].integer ?? 0) > 0)
    // Dates are the numbers beside them, as dates.
    for name in ["started", "ended"] {
      let date = try #require(facts["\(name)_at"].text)
      let parsed = try #require(ISO8601DateFormatter().date(from: date))
      #expect(Int(parsed.timeIntervalSince1970) == (facts[name].integer ?? 0) / 1_000_000_000)
    }
    #expect(facts["manifest_seed"].integer == 77)
    #expect(facts["params"]["size"].text == "9")
    #expect(facts["params"]["title"].text == "Bits & <pieces>")
    let manifests = try #require(facts["manifests"].list)
    #expect(manifests.map { $0["text"].text } == [Self.outer, Self.inner])
    #expect(
      try manifests.map { $0["sha256"].text } == [sum("outer.yaml"), sum("inner.yaml")])
    #expect(
      text.contains("\n  to run it again: lastbit run \(folder.path)/outer.yaml --set size=9\n"))
    // Both files of the source are named, though `bits` reads neither.
    let files = try #require(page["ancestry"]["files"].list)
    #expect(files.map { $0["file"].text } == ["hdr", "img"].map { "\(folder.path)/head.\($0)" })
    #expect(try files.map { $0["sha256"].text } == [sum("head.hdr"), sum("head.img")])
    let results = try #require(page["ancestry"]["results"].list)
    #expect(results.map { $0["stage"].text } == ["made/noisy", "made/noisy", "bits"])
    #expect(Set(results.compactMap { $0["streams"]["noise"].text }).count == 2)
    #expect(results.last?["key"].text == page["key"].text)
    #expect(page["ancestry"]["missing"].list?.isEmpty == true)
    #expect(text.contains("\n\(folder.path)/inner.yaml (SHA-256 "))
    #expect(text.contains("\n  stages:\n    noisy:\n"))
    // What is printed without being asked for is the same on every machine.
    let plain = try lastbit("show", "bits").output
    #expect(!plain.contains(facts["processor"].text ?? "?"))
  }

  @Test func aReportIsEnoughToRunItAgain() throws {
    _ = try run()
    let page = try String(contentsOfFile: folder.path("results/page.html"), encoding: .utf8)
    let facts = try JSON(lastbit("show", "page", "--json").output)["provenance"]
    let section = try #require(page.range(of: "<section id=\"provenance\">"))
    let told = page[section.lowerBound...]
    for part in [
      "lastbit run \(folder.path)/outer.yaml", try sum("head.hdr"), try sum("head.img"),
      try sum("outer.yaml"), try sum("inner.yaml"), "Bits &amp; &lt;pieces&gt;",
      facts["key"].text ?? "?", facts["system"].text ?? "?", facts["processor"].text ?? "?",
      facts["ended_at"].text ?? "?", "sweep: {repeat: 1..2}", "perturb/noise",
    ] {
      #expect(told.contains(part), "\(part)")
    }
    #expect(page.components(separatedBy: "<footer>").count == 2)
    #expect(page.hasSuffix("</html>\n"))
    // The stored page has none of it: it is the same wherever it is made.
    #expect(try lastbit("export", "page", "again.html").status == 0)
    #expect(try String(contentsOfFile: folder.path("again.html"), encoding: .utf8) == page)
    let stored = try JSON(lastbit("show", "page.page", "--json").output)
    let text = try #require(stored["outputs"]["page"]["values"]["text"].text)
    #expect(!text.contains("provenance\">") && text.contains("<footer>"))
    #expect(try run().output.hasPrefix("Nothing to do"))
    // A comment in the manifest changes nothing that was computed, and nothing is computed again.
    try folder.write("outer.yaml", Self.outer + "\n# a thought\n")
    #expect(try run().output.hasPrefix("Nothing to do"))
  }

  @Test func sidecarsLieBesideWhatLeaves() throws {
    #expect(try run().output.contains("Exported results/bits.json\n"))
    for (file, port) in [("bits", "bits"), ("summary", "summary")] {
      let sidecar = try JSON(TextFile.read(folder.path("results/\(file).json")))
      let page = try JSON(lastbit("show", "bits", "--json").output)
      let generator = sidecar["GeneratedBy"][0]
      #expect(generator["Name"].text == "lastbit")
      #expect(generator["Description"].text == "measure/significant-bits")
      #expect(generator["Commit"].text == page["provenance"]["commit"].text)
      let head = ["hdr", "img"].map { "\(folder.path)/head.\($0)" }
      #expect(sidecar["Sources"].list?.compactMap(\.text) == head)
      #expect(try sidecar["SourcesSHA256"][head[1]].text == sum("head.img"))
      let facts = sidecar["Lastbit"]
      #expect(facts["Key"].text == page["key"].text)
      #expect(facts["Port"].text == port)
      #expect(facts["ManifestSeed"].integer == 77)
      #expect(facts["Params"]["size"].text == "4.0" || facts["Params"]["size"].text == "4")
      #expect(try facts["ManifestsSHA256"]["\(folder.path)/inner.yaml"].text == sum("inner.yaml"))
    }
    // A sidecar that is gone is work; one that somebody else wrote is not replaced.
    try FileManager.default.removeItem(atPath: folder.path("results/bits.json"))
    let again = try run().output
    #expect(again.hasPrefix("Nothing to compute") && again.contains("Exported results/bits.json"))
    #expect(!again.contains("results/bits.nii.gz"))
    #expect(try run().output.hasPrefix("Nothing to do"))
    try folder.write("results/bits.json", "{}")
    #expect(try lastbit("run", "outer.yaml").status == 2)
    #expect(try TextFile.read(folder.path("results/bits.json")) == "{}")
  }

  @Test func filesThatLeaveByHandHaveThemToo() throws {
    _ = try run()
    let key = try #require(JSON(lastbit("show", "bits", "--json").output)["key"].text)
    let outcome = try lastbit("export", "bits.bits", "x/map.nii", "--sidecar")
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(outcome.output.hasSuffix("\nx/map.json: where it comes from\n"))
    #expect(try JSON(TextFile.read(folder.path("x/map.json")))["Lastbit"]["Key"].text == key)
    // `descrip` of the NIfTI header: 80 bytes from 148.
    let map = try Data(contentsOf: URL(fileURLWithPath: folder.path("x/map.nii")))
    let text = String(decoding: map[148..<228].prefix { $0 != 0 }, as: UTF8.self)
    #expect(text == "lastbit 0.1.0 measure/significant-bits \(key.prefix(12))")
    #expect(try lastbit("show", String(key.prefix(12))).output.hasPrefix("bits\n"))
    let refused = try lastbit("export", "page", "page.json", "--sidecar")
    #expect(
      refused.messages
        == "error: the sidecar of 'page.json' would be the file itself; a .json file can have none\n"
    )
    #expect(!folder.exists("page.json"))
  }
}
