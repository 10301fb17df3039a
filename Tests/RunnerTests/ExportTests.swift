import Support
import Testing

/// `lastbit export` and `lastbit show --json` of results along axes.
@Suite struct ExportTests {
  private let experiment: NoiseExperiment

  init() throws {
    experiment = try NoiseExperiment()
    try experiment.folder.write(
      "axes.yaml",
      """
      lastbit: 1
      name: axes
      sources: {head: {file: head.nii}}
      stages:
        noisy:
          uses: perturb/noise
          in: {image: head}
          with: {size: $size}
          sweep: {size: [4, 9], kind: [a, "01"], repeat: 1..2}
        bits:
          uses: measure/significant-bits
          in: {samples: noisy}
          over: repeat
          export: {summary: {path: results/$size-$kind.csv, axes: true}}
      """)
    let outcome = try experiment.lastbit("run", "axes.yaml")
    guard outcome.status == 0 else { throw UnexpectedOutcome(outcome: outcome) }
  }

  /// The cells of a table, and its rows by their first cells.
  private func rows(_ name: String, separator: Character = "\t") throws -> [[String]] {
    try TextFile.read(experiment.folder.path(name)).split(separator: "\n").map {
      $0.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    }
  }

  @Test func tablesOfSeveralJobsBecomeOne() throws {
    let outcome = try experiment.lastbit("export", "bits.summary", "tables/all.tsv")
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(outcome.output.hasPrefix("tables/all.tsv: bits, 4 results, output summary, digest "))
    let all = try rows("tables/all.tsv")
    #expect(all.count == 5)
    #expect(all[0].prefix(3) == ["size", "kind", "method"])
    #expect(all.dropFirst().map { $0[0] + $0[1] } == ["401", "4a", "901", "9a"])
    // What is joined is what each job's own table says.
    for row in all.dropFirst() {
      let own = "bits[size=\(row[0]), kind=\(row[1])].summary"
      #expect(try experiment.lastbit("export", own, "one.tsv").status == 0)
      #expect(try rows("one.tsv") == [Array(all[0].dropFirst(2)), Array(row.dropFirst(2))])
    }
    #expect(try experiment.lastbit("export", "bits[kind=a].summary", "a.csv").status == 0)
    #expect(try rows("a.csv", separator: ",") == [all[0], all[2], all[4]])
  }

  @Test func aManifestCanAskForAxes() throws {
    #expect(try experiment.lastbit("export", "bits.summary", "all.tsv").status == 0)
    let all = try rows("all.tsv")
    #expect(try rows("results/4-01.csv", separator: ",") == [all[0], all[1]])
    // Asking is not forgetting: nothing is written again.
    #expect(try experiment.lastbit("run", "axes.yaml").output.contains("Nothing to do"))
  }

  @Test func aFileForEachValue() throws {
    let tables = try experiment.lastbit("export", "bits.summary", "by/$kind.tsv")
    #expect(tables.status == 0, "\(tables.messages)")
    #expect(try rows("by/01.tsv").dropFirst().map { $0[0] + $0[1] } == ["401", "901"])
    let images = try experiment.lastbit(
      "export", "noisy[kind=a]", "images/$size-$repeat.nii.gz", "--json")
    #expect(try JSON(images.output).list?.count == 4)
    #expect(experiment.folder.files().filter { $0.contains("images/") }.count == 4)
  }

  @Test func whatCannotBeJoinedSaysHow() throws {
    let outcome = try experiment.lastbit("export", "noisy", "x/image.nii.gz")
    #expect(outcome.status == 2)
    #expect(
      outcome.messages == """
        error: 'noisy' names 8 results; choose one with 'noisy[size=4, kind=01, repeat=1]', or name \
        a file for each: 'x/image-$size-$kind-$repeat.nii.gz'

        """)
    // `$size` without quotes is empty by the time lastbit sees it.
    #expect(
      try experiment.lastbit("export", "noisy[kind=a, repeat=1]", "x/.nii").messages.hasSuffix(
        "or name a file for each: 'x/$size.nii'\n"))
    #expect(
      try experiment.lastbit("export", "noisy", "x/$sice.nii").messages
        == "error: 'x/$sice.nii': there is no axis 'sice'; did you mean 'size'?\n")
    #expect(!experiment.folder.exists("x"))
  }

  @Test func jsonHasTheValues() throws {
    let list = try #require(
      try JSON(experiment.lastbit("show", "bits.summary", "--json").output).list)
    #expect(try experiment.lastbit("export", "bits.summary", "all.tsv").status == 0)
    let all = try rows("all.tsv")
    for (job, row) in zip(list, all.dropFirst()) {
      #expect(job["coordinates"]["size"].text == row[0])
      #expect(job["coordinates"]["kind"].text == row[1])
      let values = job["values"][0]
      #expect(values.keys == all[0].dropFirst(2).sorted())
      for (name, cell) in zip(all[0], row).dropFirst(2) {
        if cell == "n/a" {
          #expect(values[name].isNull, "\(name)")
        } else if let number = Double(cell) {
          // Foundation's reader is off by a few units in the last place.
          #expect(abs((values[name].number ?? .nan) - number) <= 4 * abs(number).ulp, "\(name)")
        } else {
          #expect(values[name].text == cell)
        }
      }
    }
    let image = try JSON(
      experiment.lastbit("show", "noisy[size=4, kind=a, repeat=1]", "--json").output)
    let statistics = image["outputs"]["image"]["values"]["data"]
    #expect(statistics["count"].integer == 16 * 16 * 16)
    #expect(statistics["finite"].integer == 16 * 16 * 16)
    let (least, most) = (statistics["minimum"].number, statistics["maximum"].number)
    #expect(try #require(least) < #require(most))
  }

  @Test func aMissingNumberIsNull() throws {
    try experiment.folder.write(
      "parker.yaml",
      """
      lastbit: 1
      name: parker
      sources: {head: {file: head.nii}}
      stages:
        noisy: {uses: perturb/noise, in: {image: head}, with: {size: 4}, sweep: {repeat: 1..2}}
        bits:
          uses: measure/significant-bits
          in: {samples: noisy}
          over: repeat
          with: {method: parker}
      """)
    #expect(try experiment.lastbit("run", "parker.yaml").status == 0)
    let page = try JSON(
      experiment.lastbit("show", "bits.summary", "--manifest", "parker", "--json").output)
    let row = page["outputs"]["summary"]["values"][0]
    #expect(row.keys.contains("probability"))
    #expect(row["probability"].isNull)
    #expect(row["samples"].integer == 2)
  }
}
