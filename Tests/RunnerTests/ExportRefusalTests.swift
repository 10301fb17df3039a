import Foundation
import Support
import Testing

/// `lastbit export` and `lastbit import model -o` write over nothing that counts.
@Suite struct ExportRefusalTests {
  private let folder: TemporaryFolder
  private let lastbit: Lastbit

  init() throws {
    folder = try TemporaryFolder()
    lastbit = Lastbit(in: folder.path)
    try folder.write("data/a.nii", SyntheticHead(size: 8, spacing: 24).image)
    try folder.write("data/b.nii", SyntheticHead(size: 8, spacing: 24, scale: 0.9).image)
    try folder.write("people.tsv", "id\tpath\na\tdata/a.nii\nb\tdata/b.nii\n")
    try folder.write(
      "m.yaml",
      """
      lastbit: 1
      name: m
      sources: {heads: {tsv: people.tsv, axis: {subject: id}}}
      stages:
        normal: {uses: preprocess/normalize, in: {image: heads}}
        noisy: {uses: perturb/noise, in: {image: heads}, sweep: {repeat: 1..2}}
        bits:
          uses: measure/significant-bits
          in: {samples: noisy}
          over: [subject, repeat]
      """)
    let outcome = try lastbit("run", "m.yaml")
    guard outcome.status == 0 else { throw UnexpectedOutcome(outcome: outcome) }
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("link"), withDestinationPath: "data")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("table.tsv"), withDestinationPath: "people.tsv")
  }

  /// Refused with status 2 and these words, and no file changes.
  private func refuses(_ words: String, _ arguments: String...) throws {
    let before = try contents()
    let outcome = try lastbit.call(["export"] + arguments)
    #expect(outcome.status == 2, "\(arguments): \(outcome.output)\(outcome.messages)")
    #expect(outcome.messages.contains(words), "\(arguments): \(outcome.messages)")
    #expect(try contents() == before, "\(arguments)")
  }

  private func contents() throws -> [String: Data] {
    Dictionary(
      uniqueKeysWithValues: try folder.files().filter { !$0.hasPrefix(".lastbit/index") }.map {
        ($0, (try? folder.read($0)) ?? Data())
      })
  }

  private static let normal = "normal[subject=a]"

  @Test(arguments: [false, true]) func whatRunsReadIsNotReplaced(_ overwrites: Bool) throws {
    let flags = overwrites ? ["--overwrite"] : []
    for path in ["data/a.nii", "link/a.nii", "link/../data/b.nii"] {
      let call = ["export", Self.normal, path] + flags
      let before = try contents()
      let outcome = try lastbit.call(call)
      #expect(outcome.status == 2, "\(call)")
      #expect(outcome.messages.contains("it would be written over the source '"), "\(outcome)")
      #expect(try contents() == before)
    }
    for path in ["people.tsv", "table.tsv"] {
      let outcome = try lastbit.call(["export", "bits.summary", path] + flags)
      #expect(outcome.status == 2)
      #expect(outcome.messages.contains("it would be written over the source '"), "\(outcome)")
    }
    #expect(try TextFile.read(folder.path("people.tsv")).hasPrefix("id\tpath\n"))
    try folder.write("json.json", "{}")
    let inStore = try lastbit.call(
      ["export", Self.normal, ".lastbit/objects/x.nii"] + flags)
    #expect(inStore.status == 2)
    #expect(inStore.messages.contains("lies in the store, where only results are kept"))
  }

  @Test func whatCannotBeWrittenIsSaidBefore() throws {
    try folder.write("folder.nii/inside.txt", "")
    try refuses("there is a folder of that name", Self.normal, "folder.nii")
    try refuses("is a file, not a folder", Self.normal, "people.tsv/x.nii")
    let long = String(repeating: "n", count: 300)
    try refuses("the name has 304 bytes; files there have at most 255", Self.normal, "\(long).nii")
    try refuses("the name has 300 bytes", Self.normal, "\(long)/x.nii")
    #expect(!folder.exists(long))
  }

  @Test func filesOfOthersNeedAWord() throws {
    try folder.write("own.nii", Data("mine".utf8))
    try refuses("lastbit did not write", Self.normal, "own.nii")
    #expect(try lastbit("export", Self.normal, "own.nii", "--overwrite").status == 0)
    // What lastbit wrote may be replaced, until somebody changes it.
    #expect(try lastbit("export", "normal[subject=b]", "own.nii").status == 0)
    try folder.write("own.nii", Data("mine again".utf8))
    try refuses("lastbit did not write", Self.normal, "own.nii")
  }

  @Test func twoResultsInOneFile() throws {
    try FileManager.default.createDirectory(
      atPath: folder.path("out-a"), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("out-b"), withDestinationPath: "out-a")
    try refuses("are one file", "normal", "out-$subject/x.nii")
    #expect(folder.files(under: "out-a").isEmpty)
    // A file, and a folder of its name.
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("deep-b"), withDestinationPath: "deep-a/x.nii")
    try refuses("would be a file, and a folder for", "normal", "deep-$subject/x.nii")
  }

  @Test func transformsMindTheirImages() throws {
    try folder.write(
      "t.yaml",
      """
      lastbit: 1
      name: t
      sources: {head: {file: data/a.nii}}
      stages:
        moved: {uses: register/affine, in: {moving: head, fixed: head}}
      """)
    #expect(try lastbit("run", "t.yaml").status == 0)
    let other = SyntheticHead(size: 10, spacing: 20).image
    try folder.write("other.mat", other)
    try FileManager.default.copyItem(
      atPath: folder.path("other.mat"), toPath: folder.path("other.nii"))
    let call = [
      "export", "moved.transform", "other.nii", "--as", "flirt", "--moving", "other.nii", "--fixed",
      "data/a.nii", "--overwrite",
    ]
    let outcome = try lastbit.call(call)
    #expect(outcome.status == 2, "\(outcome)")
    #expect(outcome.messages.contains("it would be written over the source"))
    #expect(try folder.read("other.nii") == other)
  }

  @Test func weightsAreNotWrittenOverThemselves() throws {
    guard Repository.python != nil else { return }
    _ = try Repository.run(
      python: """
        import sys, numpy as np
        from safetensors.numpy import save_file
        save_file({"a": np.arange(6, dtype=np.float32), "b": np.ones((2, 3), np.float32)}, sys.argv[1])
        """, [folder.path("w.safetensors")])
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("same.safetensors"), withDestinationPath: "w.safetensors")
    let before = try folder.read("w.safetensors")
    func call(_ path: String) throws -> Lastbit.Outcome {
      try lastbit(
        "import", "model", "w.safetensors", "--keep", "a", "-o", path, "--overwrite")
    }
    for path in ["w.safetensors", "same.safetensors"] {
      let outcome = try call(path)
      #expect(outcome.status == 2, "\(outcome)")
      #expect(outcome.messages.contains("it would be written over the source"), "\(outcome)")
    }
    #expect(try call(".lastbit/w.safetensors").messages.contains("lies in the store"))
    #expect(try folder.read("w.safetensors") == before)
    let made = try call("new/folder/w.safetensors")
    #expect(made.status == 0 && folder.exists("new/folder/w.safetensors"), "\(made)")
  }
}
