import Foundation
import Support
import Testing

/// Trainings end to end: families, ensembles and tests between them; and kills.
@Suite struct TrainingTests {
  private let folder: TemporaryFolder
  private let lastbit: Lastbit

  init() throws {
    folder = try TemporaryFolder()
    lastbit = Lastbit(in: folder.path)
    try FileManager.default.copyItem(
      atPath: "\(Repository.root)/pipelines", toPath: folder.path("pipelines"))
  }

  private static let tiny = [
    "--set", "people=2", "--set", "unseen=2", "--set", "members=2", "--set",
    "weights=kaiming-uniform,orthogonal", "--set", "epochs=1,2", "--set", "spacing=28",
    "--set",
    "channels=2", "--set", "dilations=1,2", "--set", "structures=219,220", "--set", "results=out",
  ]

  /// A folder of FreeSurfer's, of ten people with small heads, is planned: a run takes a cluster.
  @Test func fastSurferVariability() throws {
    // Version 1, 8³ voxels of a byte, without a geometry of their own.
    let header: [UInt8] = [1, 8, 8, 8, 1, 0, 0].flatMap { [0, 0, 0, $0] }
    let image = header + [UInt8](repeating: 0, count: 284 - header.count + 512)
    for person in 1...10 {
      for name in ["orig", "aparc.DKTatlas+aseg"] {
        try folder.write("subjects/p\(person)/mri/\(name).mgz", Data(image))
      }
    }
    let call =
      ["pipelines/fastsurfer-variability.yaml", "--set", "data=subjects", "--set", "members=3"]
      + ["--set", "weights=uniform,normal,dirac"]
    let check = try lastbit.call(["check"] + call)
    #expect(check.status == 0, "\(check.messages)")
    let shape = try lastbit.call(["plan"] + call + ["--shape"]).output
    for line in [
      "plain: plane 3, over subject, model: epoch 2", "seeds: plane 3 × seed 3 = 9, over subject",
      "starts: plane 3 × start 3 = 9, over subject",
      "roundings: plane 3 × arithmetic 1 × repeat 3 = 9", "families: epoch 2, over subject",
      "report: 1, over epoch, plane, seed", "set parts.training: subject 8",
    ] {
      #expect(shape.contains(line), "\(line): \(shape)")
    }
  }

  @Test func trainingVariability() throws {
    let manifest = "pipelines/training-variability.yaml"
    let first = try lastbit.call(["run", manifest] + Self.tiny)
    try #require(first.status == 0, "\(first.messages)")
    for name in [
      "out/report.html", "out/families-epoch-1.tsv", "out/ensembles-epoch-2-summary.tsv",
      "out/seed/sub-1_epoch-2_majority.nii.gz", "out/rounding/sub-2_epoch-1_entropy.nii.gz",
      "out/weights/sub-2_epoch-2_volumes.tsv", "out/plain-learning.tsv",
      "out/soft-dice-epoch-2.tsv", "out/seed/maps.html", "out/rounding/maps.html",
    ] {
      #expect(folder.exists(name), "\(name) is missing")
    }
    let second = try lastbit.call(["run", manifest] + Self.tiny)
    #expect(second.output.hasPrefix("Nothing to do"))
    // Every two of the three families, and each ensemble against the plain network.
    let families = try TextFile.read(folder.path("out/families-epoch-2-summary.tsv"))
    #expect(families.split(separator: "\n").count == 4)
    let ensembles = try TextFile.read(folder.path("out/ensembles-epoch-2-summary.tsv"))
    #expect(ensembles.split(separator: "\n").count == 4)
    // Two structures for every two families.
    let soft = try TextFile.read(folder.path("out/soft-dice-epoch-1.tsv"))
    #expect(soft.split(separator: "\n").count == 7)
    let graph = try JSON(lastbit("graph", manifest, "--json").output)
    func streams(_ stage: String) -> [Set<String>] {
      (graph["jobs"].list ?? []).filter { $0["stage"].text == stage }.map { job in
        Set(job["streams"].keys.compactMap { job["streams"][$0].text })
      }
    }
    // Members of a family differ in one thing: those of seeds in all streams, those of the others in none.
    let shared = streams("plain") + streams("starts") + streams("roundings")
    #expect(Set(shared).count == 1)
    #expect(Set(streams("seeds")).count == streams("seeds").count && streams("seeds").count > 1)
    // Rounding starts at the weights of the network that nothing perturbs, and ends elsewhere.
    let plain = try lastbit("show", "plain.metrics").output
    let rounding = try lastbit("show", "roundings.metrics[repeat=1]").output
    #expect(plain != rounding)
    // The presets are presets of this manifest.
    for preset in ["small", "paper"] {
      let plan = try lastbit.call(["plan", manifest, "--preset", preset, "--shape"])
      #expect(plan.status == 0, "\(plan.messages)")
    }
  }

  @Test(.enabled(if: Python.has("sklearn"))) func digitsVariability() throws {
    let python = try #require(Repository.python)
    let settings = [
      "--set", "python=\(python)", "--set", "members=2", "--set",
      "weights=kaiming-uniform,orthogonal", "--set", "epochs=1", "--set", "filters=1", "--set",
      "hidden=8", "--set", "results=out",
    ]
    let run = try lastbit.call(["run", "pipelines/digits-variability.yaml"] + settings)
    try #require(run.status == 0, "\(run.messages)")
    #expect(folder.exists("out/report.html") && folder.exists("out/seed-members/2.tsv"))
    let plain = try TextFile.read(folder.path("out/plain-learning.tsv"))
    #expect(plain.hasPrefix("epoch\trate\tloss\tcross-entropy\tvalidation-loss"))
    let again = try lastbit.call(["run", "pipelines/digits-variability.yaml"] + settings)
    #expect(again.output.hasPrefix("Nothing to do"))
  }

  /// Killed again and again, a training goes on from its checkpoint and ends with the bits of one that
  /// nothing disturbed; what it leaves behind goes.
  @Test func aKilledTrainingEndsWithTheSameBits() throws {
    let manifest = """
      lastbit: 1
      name: killed
      stages:
        people:
          uses: synthesize/cohort
          with: {subject: $subject, spacing: 14}
          sweep: {subject: 1..3}
        trained:
          uses: train/segmentation
          in: {images: people.image, labels: people.labels}
          over: subject
          with: {epochs: [60], channels: 4, dilations: [1, 2, 1], turn: 10}

      """
    var digests: [[String: String]] = []
    for isKilled in [true, false] {
      let name = isKilled ? "killed" : "whole"
      try folder.write("\(name)/m.yaml", manifest)
      let own = Lastbit(in: folder.path(name))
      var kills = 0
      while isKilled, kills < 4 {
        let run = try own.start(["run", "m.yaml", "--cores", "1"])
        guard run.waits(for: "trained: starts") else { break }
        usleep(1_300_000)
        run.send(SIGKILL)
        guard run.wait().status != 0 else { break }
        kills += 1
      }
      let last = try own.call(["run", "m.yaml", "--cores", "2"])
      try #require(last.status == 0, "\(last.messages)")
      digests.append(try own.digests(of: ["people", "trained"]))
      #expect(folder.files(under: "\(name)/.lastbit/checkpoints") == [])
      if isKilled, kills > 1 {
        #expect(try own("logs", "trained").output.contains("goes on after step"))
      }
    }
    #expect(digests[0] == digests[1] && !digests[0].isEmpty)
  }
}
