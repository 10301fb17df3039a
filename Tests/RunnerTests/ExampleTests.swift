import Foundation
import Networks
import Support
import Testing

/// Every example and pipeline runs as it is written, on small made-up heads, and then finds nothing
/// to do.
@Suite struct ExampleTests {
  private let folder: TemporaryFolder
  private let lastbit: Lastbit

  init() throws {
    folder = try TemporaryFolder()
    lastbit = Lastbit(in: folder.path)
    for name in ["examples", "pipelines"] {
      try FileManager.default.copyItem(
        atPath: "\(Repository.root)/\(name)", toPath: folder.path(name))
    }
    let head = SyntheticHead()
    let moved = SyntheticHead(shift: (6, -4, 3), scale: 1.05)
    try folder.write("head.nii", moved.image)
    try folder.write("labels.nii", moved.labels)
    try folder.write("template.nii", head.image)
  }

  private static let heads = [
    "--set", "head=head.nii", "--set", "brain=labels.nii", "--set", "labels=labels.nii",
    "--set", "template=template.nii",
  ]

  /// Runs a manifest twice; the second run must find everything done.
  private func runTwice(_ manifest: String, _ settings: [String], exports: [String]) throws {
    let first = try lastbit.call(["run", manifest] + settings)
    try #require(first.status == 0, "\(first.messages)")
    for export in exports { #expect(folder.exists(export), "\(export) is missing") }
    let second = try lastbit.call(["run", manifest] + settings)
    #expect(second.output.hasPrefix("Nothing to do"))
  }

  @Test func conformOneImage() throws {
    try runTwice(
      "examples/01-conform-one-image/conform.yaml", ["--set", "image=head.nii"],
      exports: ["results/01/conformed.nii.gz"])
  }

  @Test func sweepArithmetics() throws {
    let manifest = "examples/02-sweep-arithmetics/sweep.yaml"
    let settings = ["--set", "image=head.nii", "--set", "repeats=3"]
    #expect(
      try lastbit.call(["plan", manifest, "--shape"] + settings).output == """
        scored: arithmetic 4 × repeat 3 = 12
        bits: arithmetic 4, over repeat
        report: 1, over arithmetic

        """)
    let run = try JSON(lastbit.call(["run", manifest, "--json"] + settings).output)
    // Six perturbed samples and two deterministic ones, four measurements, one report.
    #expect(run["done"].integer == 13)
    #expect(run["shared"].integer == 4)
    try runTwice(manifest, settings, exports: ["results/02/report.html"])
    let bits = try lastbit("show", "bits.summary").output.split(separator: "\n")
    #expect(bits.count == 5)
    #expect(bits[0].hasPrefix("arithmetic           method  error"))
    let ieee = bits.first { $0.hasPrefix("ieee                 parker") }
    #expect(ieee?.contains(" 24.0 ") == true)
  }

  @Test func noiseOnADataSet() throws {
    for subject in ["0051", "0052"] {
      try folder.write(
        "bids/sub-\(subject)/anat/sub-\(subject)_T1w.nii",
        SyntheticHead(size: 12, spacing: 16, scale: subject == "0051" ? 1 : 0.9).image)
    }
    let manifest = "examples/03-noise-on-a-data-set/noise.yaml"
    let settings = ["--set", "data=bids", "--set", "repeats=2"]
    let shape = try lastbit.call(["plan", manifest, "--shape"] + settings).output
    #expect(shape.contains("noisy: subject 2 × ulps 3 × repeat 2 = 12\n"))
    try runTwice(
      manifest, settings, exports: ["results/03/0051-256.tsv", "results/03/report.html"])
  }

  @Test func shareAPipeline() throws {
    try runTwice(
      "examples/04-share-a-pipeline/study.yaml", Self.heads + ["--set", "levels=16"],
      exports: ["results/04/plain.nii.gz", "results/04/clipped.nii.gz"])
    #expect(try lastbit("show", "plain/scaled").output.hasPrefix("plain/scaled\n"))
  }

  /// The example's own network, written by its own program.
  @Test(.enabled(if: Repository.python != nil)) func yourOwnNetwork() throws {
    let program = try TextFile.read(
      folder.path("examples/05-your-own-network/make_network.py"))
    _ = try Repository.run(
      python: program, [folder.path("examples/05-your-own-network/network")])
    try runTwice(
      "examples/05-your-own-network/label.yaml", ["--set", "head=head.nii", "--set", "repeats=2"],
      exports: ["results/05/report.html"])
    let layers = try lastbit("show", "layers.layers").output
    #expect(layers.contains("block1") && layers.contains("last"))
    #expect(
      try TextFile.read(folder.path("results/05/report.html")).contains("Significant bits by layer")
    )
  }

  @Test func anyNetwork() throws {
    try RandomMeshNet(dilations: [1, 2]).network().writeONNX(to: folder.path("net.onnx"))
    for name in ["one", "two"] {
      try folder.write("heads/\(name).nii", SyntheticHead(size: 12, spacing: 16).image)
    }
    try runTwice(
      "pipelines/any-network.yaml",
      [
        "--set", "network=net.onnx", "--set", "data=heads", "--set", "files=*.nii", "--set",
        "repeats=2", "--set", "results=out",
      ],
      exports: ["out/report.html", "out/one/report.html", "out/two/layers-ieee.tsv"])
  }

  @Test func brainExtractionBits() throws {
    let weights = try RandomLinkNet().weights()
    try weights.writeSafetensors(to: folder.path("net.safetensors"))
    try runTwice(
      "pipelines/brain-extraction-bits.yaml",
      [
        "--set", "head=head.nii", "--set", "network=net.safetensors", "--set",
        "box=net.safetensors", "--set", "sides=32,32", "--set", "repeats=2", "--set",
        "report=out/brain.html",
      ], exports: ["out/brain.html"])
  }

  @Test func firstBits() throws {
    try runTwice(
      "pipelines/first-bits.yaml", Self.heads + ["--set", "levels=16", "--set", "repeats=2"],
      exports: ["results/first-bits.html"])
    let report = try TextFile.read(folder.path("results/first-bits.html"))
    #expect(report.contains("random-rounding"))
    #expect(report.contains("The significant bits of a registration"))
    // Self-contained: nothing is fetched when it is opened.
    #expect(!report.contains("src=\"http") && !report.contains("href=\"http"))
    let row = try lastbit("show", "transform-bits[arithmetic=random-rounding].summary").output
    #expect(row.contains("parker"))
  }

  @Test func synthMorphRandomRounding() throws {
    for subject in ["01", "02"] {
      let head = SyntheticHead(shift: (4, -3, 2), scale: subject == "01" ? 1.05 : 0.95)
      try folder.write("bids/sub-\(subject)/anat/sub-\(subject)_T1w.nii", head.image)
    }
    try RandomRegistrationNetwork(down: [3], up: [4], doublings: 1, reach: 0.3)
      .write(to: folder.path("model.safetensors"))
    try runTwice(
      "pipelines/synthmorph-random-rounding.yaml",
      [
        "--set", "data=bids", "--set", "template=template.nii", "--set", "model=model.safetensors",
        "--set", "repeats=2", "--set", "levels=16",
      ],
      exports: [
        "results/synthmorph-random-rounding/01/random-rounding-2.nii.gz",
        "results/synthmorph-random-rounding/report.html",
      ])
    let bits = try lastbit("show", "bits[subject=01].summary").output.split(separator: "\n")
    #expect(bits.count == 3)
    #expect(bits.contains { $0.contains("random-rounding") })
  }

  /// A cohort is made as a data set and a table, from which brain age is learnt.
  @Test func syntheticCohortAndBrainAge() throws {
    try runTwice(
      "pipelines/synthetic-cohort.yaml",
      ["--set", "people=12", "--set", "repeats=3", "--set", "spacing=14"],
      exports: [
        "data/synthetic-cohort/volumes.tsv", "data/synthetic-cohort/participants.tsv",
        "data/synthetic-cohort/sub-12/anat/sub-12_run-3_T1w.nii.gz",
      ])
    let people = try TextFile.read(folder.path("data/synthetic-cohort/participants.tsv"))
    #expect(people.hasPrefix("participant_id\tage\tsex\tsynthetic\nsub-1\t"))
    #expect(people.split(separator: "\n").count == 13)
    try runTwice(
      "pipelines/brain-age-table.yaml",
      [
        "--set", "regressors=ridge,nearest-neighbours", "--set", "sizes=1,3", "--set", "folds=3",
      ],
      exports: [
        "results/brain-age-table/comparisons.tsv", "results/brain-age-table/trends.tsv",
        "results/brain-age-table/variability.tsv", "results/brain-age-table/report.html",
      ])
    let comparisons = try TextFile.read(folder.path("results/brain-age-table/comparisons.tsv"))
    #expect(comparisons.split(separator: "\n").count == 1 + 2 * 7 * 2)
    #expect(
      try TextFile.read(folder.path("results/brain-age-table/report.html"))
        .contains("Synthetic people"))
  }

  /// The whole experiment: cohort, three families of trainings, segmentations, overlaps, votes, brain age.
  @Test func brainAge() throws {
    _ = try lastbit(
      "run", "pipelines/synthetic-cohort.yaml", "--set", "people=9", "--set", "repeats=1", "--set",
      "spacing=14")
    try runTwice(
      "pipelines/brain-age.yaml",
      [
        "--set", "members=2", "--set", "kinds=orthogonal,xavier-normal", "--set", "learn=1,2",
        "--set", "unseen=3,4", "--set", "channels=4", "--set", "epochs=70", "--set",
        "dilations=1,2", "--set",
        "regressors=ridge", "--set",
        "augmentations=none,repeats,average,vae", "--set", "sizes=1,2", "--set", "folds=3",
      ],
      exports: [
        "results/brain-age/report.html", "results/brain-age/comparisons.tsv",
        "results/brain-age/trends.tsv", "results/brain-age/curves.tsv",
        "results/brain-age/variability-rounding.tsv", "results/brain-age/overlap.tsv",
        "results/brain-age/families-summary.tsv", "results/brain-age/votes/9.nii.gz",
        "results/brain-age/entropy/9.nii.gz", "results/brain-age/people/9.html",
      ])
    func rows(_ file: String) throws -> [Substring] {
      try TextFile.read(folder.path("results/brain-age/\(file)")).split(separator: "\n")
    }
    // A row for each person and training.
    #expect(try rows("features.tsv").count == 1 + 9 * 2)
    #expect(try rows("curves.tsv").count == 1 + 4 * 2)
    #expect(try rows("comparisons.tsv").count == 1 + 3 * 2)
    // A row for each family, person and region; and every two families.
    let overlap = try rows("overlap.tsv")
    #expect(overlap[0].hasPrefix("family\tsubject\tlabel\tname\tminimum"))
    #expect(Set(overlap.dropFirst().map { $0.prefix { $0 != "\t" } }).count == 3)
    #expect(try rows("families-summary.tsv").count == 1 + 3)
    let page = try TextFile.read(folder.path("results/brain-age/report.html"))
    for part in [
      "Learning curves", "Dice coefficients of the labels of maps and the truth",
      "Regions by families",
      "Families compared by paired tests", "N, repeats of a person", "Bland–Altman",
      "Noise beside people", "Regions by components", "href=\"people/9.html\"",
    ] {
      #expect(page.contains(part), "\(part)")
    }
  }

  /// A run takes hours even of the smallest networks, since conformed heads are large: it is planned.
  @Test func fastSurferRandomRounding() throws {
    for subject in ["01", "02"] {
      try folder.write(
        "bids/sub-\(subject)/anat/sub-\(subject)_T1w.nii", SyntheticHead(size: 12).image)
    }
    var settings = ["--set", "data=bids", "--set", "repeats=3"]
    for plane in ["coronal", "sagittal", "axial"] {
      let random = RandomNetwork(
        filters: 1, zoomFilters: 1, classes: plane == "sagittal" ? 51 : 79)
      try random.write(to: folder.path("\(plane).safetensors"))
      settings += ["--set", "\(plane)=\(plane).safetensors"]
    }
    let manifest = "pipelines/fastsurfer-random-rounding.yaml"
    let check = try lastbit.call(["check", manifest] + settings)
    #expect(check.status == 0, "\(check.messages)")
    #expect(
      try lastbit.call(["plan", manifest, "--shape"] + settings).output == """
        conformed: subject 2
        classes: subject 2 × repeat 3 = 6
        maps: subject 2 × repeat 3 = 6
        volumes: subject 2 × repeat 3 = 6
        agreement: subject 2, over repeat
        entropy: subject 2, over repeat
        bits: subject 2, over repeat
        subject-report: subject 2
        report: 1, over subject

        """)
  }
}
