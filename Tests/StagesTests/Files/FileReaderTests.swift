import Arithmetic
import Imaging
import PipelineKit
import Support
import Testing

@testable import Stages

struct FileReaderTests {
  private let reader = FileReader()

  @Test func typesFollowNames() {
    for (name, type) in [
      ("a.nii", ArtifactType.volume), ("a.nii.gz", .volume), ("b.mgz", .volume), ("t.tsv", .table),
      ("t.csv", .table), ("m.mat", .affine), ("t.xfm", .affine), ("r.json", .record),
    ] {
      #expect(reader.type(ofFile: "/data/\(name)") == type)
    }
    #expect(reader.type(ofFile: "/data/a.png") == nil)
  }

  @Test(arguments: [".nii", ".nii.gz", ".mgz"])
  func volumesComeBack(ending: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.path("head\(ending)")
    let head = Artifact.volume(Phantom.head())
    try reader.write(head, to: path)
    #expect(try reader.read(SourceItem(path, as: .volume)) == head)
  }

  @Test func integersKeepTheirType() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("labels.nii.gz")
    let labels = Artifact.labels(
      Labels(voxels: Tensor(shape: [3, 1, 1], values: [0, 2, 300]), affine: .identity))
    try reader.write(labels, to: path)
    #expect(try reader.read(SourceItem(path, as: .labels)) == labels)
    let volume = try reader.read(SourceItem(path, as: .volume))
    #expect(volume[dataset: "data"] == .int16(Tensor(shape: [3, 1, 1], values: [0, 2, 300])))
  }

  @Test func fractionsAreNoLabels() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("half.nii")
    let half = Volume(
      voxels: .binary32(Tensor(shape: [1, 1, 1], values: [0.5])), affine: .identity)
    try reader.write(.volume(half), to: path)
    #expect(
      stageError { _ = try reader.read(SourceItem(path, as: .labels)) }?.contains("not a label")
        == true)
  }

  @Test func affinesComeBack() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("a.txt")
    let affine = Artifact.affine(Affine(rows: [1, 0.1, 0, 1e-17, 0, 1, 0, 2, 0, 0, 1, 1.0 / 3]))
    try reader.write(affine, to: path)
    #expect(try reader.read(SourceItem(path, as: .affine)) == affine)
  }

  @Test(arguments: [
    ("1 0 0 0\n0 1 0 0\n0 0 1 0\n", "3 rows where a 4 × 4 matrix was expected"),
    ("1 0 0 0\n0 1 0\n0 0 1 0\n0 0 0 1\n", ":2: 3 numbers where four were expected"),
    ("1 0 0 0\n0 1 0 0\n0 0 x 0\n0 0 0 1\n", ":3: 'x' is not a number"),
    ("1 0 0 0\n0 1 0 0\n0 0 1 0\n0 0 0 2\n", "the last row of an affine is 0 0 0 1"),
    ("1 0 0 0\n0 1 0 0\n0 0 0 0\n0 0 0 1\n", "the matrix has no inverse"),
  ])
  func wrongAffines(text: String, message: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a.txt", text)
    let error = stageError { _ = try reader.read(SourceItem(path, as: .affine)) }
    #expect(error?.hasSuffix(message) == true, "\(error ?? "no error")")
  }

  @Test func recordsAndTables() throws {
    let folder = try TemporaryFolder()
    let record = Artifact.record(["name": "x", "list": [1, 2.5, .null]])
    try reader.write(record, to: folder.path("r.json"))
    #expect(try reader.read(SourceItem(folder.path("r.json"), as: .record)) == record)

    let table = Artifact.table(Table([.init("id", .text(["0051"]))]))
    try reader.write(table, to: folder.path("t.csv"))
    #expect(try reader.read(SourceItem(folder.path("t.csv"), as: .table)) == table)

    let page = Artifact.record(Document(html: "<p>x</p>").content)
    try reader.write(page, to: folder.path("p.html"))
    #expect(try Stages.TextFile.read(folder.path("p.html")) == "<p>x</p>")
    #expect(
      stageError { try reader.write(record, to: folder.path("r.html")) }?.contains("no HTML")
        == true)
  }

  @Test func wrongNamesAndFiles() throws {
    let folder = try TemporaryFolder()
    let missing = stageError { _ = try reader.read(SourceItem(folder.path("no.tsv"), as: .table)) }
    #expect(missing?.contains("no.tsv cannot be read: No such file or directory") == true)
    let ending = stageError {
      try reader.write(.affine(.identity), to: folder.path("a.nii"))
    }
    #expect(ending?.contains("files of type affine end in .mat, .txt") == true)
    let nowhere = stageError {
      try reader.write(.affine(.identity), to: folder.path("nowhere/a.mat"))
    }
    #expect(nowhere?.contains("cannot be written") == true)
    let json = try folder.write("r.json", "{\"a\": ")
    #expect(
      stageError { _ = try reader.read(SourceItem(json, as: .record)) }?.contains("is not JSON")
        == true)
    let image = try folder.write("x.nii", "not an image")
    #expect(stageError { _ = try reader.read(SourceItem(image, as: .volume)) } != nil)
  }
}
