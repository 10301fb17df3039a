import Arithmetic
import Foundation
import Imaging
import Networks
import PipelineKit
import Support
import Testing

@testable import Stages

/// The catalogue of artifact types, and what each has to tell.
@Suite struct ArtifactTypeTests {
  /// A file of the folder that defines a type must be in the catalogue, and be named after it.
  @Test func everyTypeIsListed() throws {
    let folder = Repository.root + "/Sources/Stages/ArtifactTypes"
    var found: Set<String> = []
    for file in try FileManager.default.contentsOfDirectory(atPath: folder) {
      let text = try String(contentsOfFile: folder + "/" + file, encoding: .utf8)
      for line in text.split(separator: "\n") where line.hasPrefix("enum ") {
        guard line.contains(": ArtifactTypeDefinition") || line.contains(": ComparableType") else {
          continue
        }
        let name = String(line.dropFirst("enum ".count).prefix { $0 != ":" })
        #expect(file == "\(name).swift")
        found.insert(name)
      }
    }
    #expect(found == Set(artifactTypeDefinitions.map { "\($0)" }))
  }

  @Test func namesAndEndingsAreTakenOnce() {
    let names = artifactTypeDefinitions.map { $0.type.rawValue }
    #expect(Set(names).count == names.count)
    #expect(FileReader().types.map(\.rawValue) == names)
    let endings = artifactTypeDefinitions.flatMap { $0.endings }
    #expect(Set(endings).count == endings.count)
    let options = FileReader().options
    #expect(Set(options.map(\.name)).count == options.count)
    for option in options { for type in option.suits { #expect(type.definition != nil) } }
  }

  /// What a type writes it reads again, and every ending that it claims leads back to it.
  @Test(arguments: artifactTypeDefinitions.map { $0.type.rawValue })
  func whatIsWrittenIsRead(_ name: String) throws {
    let folder = try TemporaryFolder()
    let sample = try Self.sample(name)
    let reader = FileReader()
    let special = [".html", ".stats", ".onnx", ".svg", ".png"]
    for ending in reader.endings(for: sample.type) where !special.contains(ending) {
      let path = folder.path("file\(ending)")
      try reader.write(sample, to: path)
      // Four rows of four numbers are FLIRT's under this name unless the source says otherwise.
      let options: [String: Value] = ending == ".mat" ? ["convention": "world"] : [:]
      let read = try reader.read(SourceItem(path, as: sample.type, options: options))
      #expect(read.type == sample.type)
      #expect(read[dataset: "data"] == sample[dataset: "data"], "\(ending)")
    }
    for ending in sample.type.definition?.endings ?? [] {
      #expect(reader.type(ofFile: "/data/file\(ending)") == sample.type)
    }
    // A file may hold anything.
    guard sample.type != FileType.type else { return }
    #expect(
      stageError { try reader.write(sample, to: folder.path("file.nothing")) }?
        .contains("files of type \(name) end in") == true)
    #expect(
      stageError { _ = try reader.read(SourceItem("/data/file.png", as: sample.type)) } != nil)
  }

  /// Every type is shown: in a few words, in lines, and as a value or in its data sets.
  @Test(arguments: artifactTypeDefinitions.map { $0.type.rawValue })
  func everyTypeIsShown(_ name: String) throws {
    let sample = try Self.sample(name)
    let definition = try #require(sample.type.definition)
    #expect(definition.form(sample).hasPrefix(name))
    #expect(!definition.preview(sample).isEmpty)
    #expect(definition.content(sample) != nil || !sample.datasets.isEmpty)
  }

  /// A comparable type gives the numbers of a sample, refuses those of another type, and gives bits.
  @Test(arguments: SampleValues.bitsTypes.map(\.type.rawValue))
  func comparableTypesGiveNumbersAndBits(_ name: String) throws {
    let artifact = try Self.sample(name)
    let sample = try SampleValues(from: artifact, named: "one")
    try sample.requireSameForm(
      as: SampleValues(from: artifact, named: "two"), name: "", otherName: "")
    for (type, _) in SampleValues.bitsTypes where type != artifact.type {
      let other = try SampleValues(from: Self.sample(type.rawValue), named: "two")
      #expect(
        stageError { try sample.requireSameForm(as: other, name: "one", otherName: "two") }
          == "one and two are of different types")
    }
    let bits = [Double](repeating: 12, count: sample.count)
    let result = BitsResult(
      bits, of: sample, reference: sample.form.showsReference ? bits : [], mask: nil)
    let expected = SampleValues.bitsTypes.first { $0.type == artifact.type }?.bits
    #expect(result.artifact.type == expected)
  }

  @Test func othersHaveNoNumbersToCompare() throws {
    #expect(
      stageError { _ = try SampleValues(from: .record([:]), named: "the sample") }
        == "the sample is of type record, which has no numbers to compare")
  }

  /// A result of a later lastbit, of a type that this one does not know.
  @Test func unknownTypesAreErrors() throws {
    let later = Artifact(type: ArtifactType("surface"), datasets: [])
    #expect(
      stageError { try FileReader().write(later, to: "/data/a.gii") }
        == "/data/a.gii: this lastbit knows no type 'surface'")
  }

  /// A type that nobody else knows of, as its one file would have it.
  private enum SurfaceType: ComparableType {
    static let type = ArtifactType("surface")
    static let endings = [".xyz"]
    static let writtenEndings = endings

    static func read(_ item: SourceItem, warn: (String) -> Void) throws -> Artifact {
      try require(item.path, endsIn: endings)
      let numbers = try Stages.TextFile.read(item.path).split(whereSeparator: \.isWhitespace)
        .compactMap { Double($0) }
      return artifact(numbers)
    }

    static func artifact(_ numbers: [Double]) -> Artifact {
      Artifact(
        type: type,
        datasets: [Dataset("points", .float64(Tensor(shape: [numbers.count], values: numbers)))])
    }

    static func write(_ artifact: Artifact, to path: String, description: String) throws {
      let numbers = artifact[dataset: "points"]?.doubles ?? []
      try TextFile.write(numbers.map { "\($0)" }.joined(separator: " "), to: path)
    }

    static let bitsType = ArtifactType.table

    static func sample(_ artifact: Artifact, name: String, rowCount: Int?) throws -> SampleValues {
      guard let points = artifact[dataset: "points"] else { throw StageError("\(name) has none") }
      return SampleValues(form: Points(), elements: points)
    }

    private struct Points: SampleForm {
      func requireSame(as other: any SampleForm, name: String, otherName: String) throws {
        guard other is Points else { throw mismatch(name, otherName) }
      }

      func artifact(ofBits bits: [Double], reference: [Double], precision: Int) -> Artifact {
        .table(Table([.init("bits", .numbers(bits))]))
      }
    }
  }

  /// What a new type has to give is one file: files, sources, showing and comparing follow.
  @Test func aTypeIsAFileAndALine() throws {
    let folder = try TemporaryFolder()
    let reader = FileReader(artifactTypeDefinitions + [SurfaceType.self])
    let surface = SurfaceType.artifact([1, 2.5, -3])
    let path = folder.path("white.xyz")
    try reader.write(surface, to: path)
    #expect(reader.type(ofFile: path) == SurfaceType.type)
    #expect(reader.types.last == SurfaceType.type)
    #expect(try reader.read(SourceItem(path, as: SurfaceType.type)) == surface)
    #expect(
      stageError { try reader.write(surface, to: folder.path("white.gii")) }
        == "\(folder.path("white.gii")): files of type surface end in .xyz")
    #expect(SurfaceType.form(surface) == "surface, float64 3")
    #expect(
      SurfaceType.preview(surface) == [.line("points: from -3.0 to 2.5, mean 0.16666666666666666")])
    let sample = try SurfaceType.sample(surface, name: "one", rowCount: nil)
    let result = BitsResult([9, 9, 9], of: sample, reference: [], mask: nil)
    #expect(try result.artifact.table()["bits"] == .numbers([9, 9, 9]))
  }

  private static func sample(_ name: String) throws -> Artifact {
    let grid = Phantom.head(8).grid
    switch name {
    case "volume": return .volume(Phantom.head(8))
    case "labels":
      return .labels(
        Labels(voxels: Tensor(shape: grid.shape, repeating: 3), on: grid))
    case "field":
      return .displacement(
        Displacement(
          vectors: .binary32(Tensor(shape: grid.shape + [3], repeating: 0.5))), on: grid)
    case "affine": return .affine(Affine(rows: [1, 0, 0, 2, 0, 1, 0, 3, 0, 0, 1, 4]))
    case "table": return .table(Table([.init("volume", .numbers([1.5, .nan]))]))
    case "record": return .record(["mean": 0.5])
    case "file": return .file(Array("a,b\n".utf8), ending: "")
    case "directory":
      return DirectoryContent([
        .init(
          path: "mri/" + String(repeating: "long/", count: 40) + "a", bytes: [1, 2, 3],
          isExecutable: false),
        .init(path: "run", bytes: [], isExecutable: true),
      ]).artifact
    case "model":
      let digest = try #require(Digest(hex: String(repeating: "5a", count: 32)))
      return .model(
        try ModelWeights(
          [.init("weight", .float32, .float32(Tensor(shape: [2], values: [1, 2])))],
          format: .safetensors), source: digest)
    default: throw StageError("give the tests a sample of type \(name)")
    }
  }
}
