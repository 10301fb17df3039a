import Arithmetic
import Foundation
import Imaging
import PipelineKit
import Support
import Testing

@testable import Stages

struct MeasureVolumesTests {
  /// Slabs of labels across the first axis, every voxel as bright as its label's place.
  private static func slabs(_ labels: [Int32], sizes: Double = 1, noise: Bool = false)
    -> (labels: Artifact, image: Artifact)
  {
    let shape = [4 * labels.count, 6, 7]
    let affine = Affine(
      linear: Affine.directionsLIA.map { $0 * sizes }, translation: [0, 0, 0])
    let layer = 42
    let voxels = labels.flatMap { [Int32](repeating: $0, count: 4 * layer) }
    let values = voxels.indices.map { index -> Float in
      Float(index / (4 * layer)) * 10 + (noise ? Float(index * 7 % 5) : 0)
    }
    return (
      .labels(Labels(voxels: Tensor(shape: shape, values: voxels), affine: affine)),
      .volume(Volume(voxels: .binary32(Tensor(shape: shape, values: values)), affine: affine))
    )
  }

  private static func run(
    _ input: (labels: Artifact, image: Artifact), _ values: [String: Value] = [:],
    _ more: [String: Artifact] = [:]
  ) throws -> [String: Artifact] {
    var inputs = ["labels": Running.one(input.labels), "image": Running.one(input.image)]
    for (port, artifact) in more { inputs[port] = Running.one(artifact) }
    return try Running.run(MeasureVolumes.self, values, inputs)
  }

  private static func measures(_ outputs: [String: Artifact]) throws -> [String: Double] {
    let table = try #require(outputs["measures"]).table()
    let names = try #require(table.text("measure"))
    return Dictionary(uniqueKeysWithValues: zip(names, try #require(table.numbers("value"))))
  }

  /// Flat slabs have nothing to share out: every voxel is as bright as the mean of its label.
  @Test func flatStructuresHaveTheirVoxels() throws {
    let outputs = try Self.run(Self.slabs([2, 1003, 41, 2012, 16], sizes: 0.8))
    let regions = try #require(outputs["regions"]).table()
    #expect(regions.rowCount == 100)
    let row = try #require(regions.numbers("label")?.firstIndex(of: 2012))
    #expect(regions.text("name")?[row] == "ctx-rh-lateralorbitofrontal")
    #expect(regions.numbers("voxels")?[row] == 168)
    let voxel = Double(Float(0.8) * Float(0.8) * Float(0.8))
    #expect(regions.numbers("volume")?[row] == 168 * voxel)
    #expect(regions.numbers("mean")?[row] == 30)
    #expect(regions.numbers("range")?[row] == 0)
    let absent = try #require(regions.numbers("label")?.firstIndex(of: 17))
    #expect(regions.numbers("volume")?[absent] == 0)
    let present = try Self.run(Self.slabs([2, 41]), ["absent": "drop"])
    #expect(try #require(present["regions"]).table()["label"] == .integers([2, 41]))
    let chosen = try Self.run(Self.slabs([2, 41, 5]), ["labels": [5, 7]])
    #expect(try #require(chosen["regions"]).table()["label"] == .integers([5, 7]))
  }

  @Test func measuresAreSumsOfStructures() throws {
    let mask = Labels(
      voxels: Tensor(shape: [40, 6, 7], repeating: 1),
      affine: Affine(linear: Affine.directionsLIA, translation: [0, 0, 0]))
    let input = Self.slabs([2, 77, 4, 14, 8, 46, 10, 1003, 253, 16])
    let talairach = Affine(rows: [2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0])
    let outputs = try Self.run(
      input, [:], ["mask": .labels(mask), "talairach": .affine(talairach)])
    let found = try Self.measures(outputs)
    let slab = 168.0
    #expect(found["Mask"] == 10 * slab)
    #expect(found["BrainSeg"] == 9 * slab)
    #expect(found["BrainSegNotVent"] == 7 * slab)
    #expect(found["SupraTentorial"] == 7 * slab)
    #expect(found["SupraTentorialNotVent"] == 5 * slab)
    #expect(found["SubCortGray"] == slab)
    // Hypointensities lie beside left white matter and a left ventricle.
    #expect(found["lhCerebralWhiteMatter"] == 2 * slab + slab / 2)
    #expect(found["rhCerebralWhiteMatter"] == slab / 2)
    #expect(found["CerebralWhiteMatter"] == 3 * slab)
    #expect(found["EstimatedTotalIntraCranialVol"] == 974_053)
    #expect(found["BrainSegVol-to-eTIV"] == 9 * slab / 974_053)
    #expect(found["MaskVol-to-eTIV"] == 10 * slab / 974_053)
    #expect(try Self.measures(Self.run(input))["Mask"] == nil)
    // A talairach.xfm, which is kept the other way round.
    let inverse = try #require(talairach.inverse)
    let file = try Self.run(
      input, [:], ["talairach": .affine(inverse, isReversed: true)])
    #expect(try Self.measures(file)["EstimatedTotalIntraCranialVol"] == 974_053)
  }

  /// The hemisphere of hypointensities as brainvolstats.py finds it, near faces of the volume too.
  @Test(.enabled(if: Python.isAvailable)) func hypointensitiesGoToTheSideAroundThem() throws {
    let folder = try TemporaryFolder()
    let script = """
      import sys, numpy as np
      from scipy.ndimage import uniform_filter
      random = np.random.default_rng(2)
      labels = random.choice([0, 2, 41, 77, 1003, 10], (9, 10, 11), p=[.4, .12, .2, .1, .1, .08])
      labels.astype('i4').tofile(sys.argv[1])
      left = uniform_filter(np.isin(labels, (2, 10)).astype(np.float32), size=7) > .2
      print(((labels == 77) & left).sum(), ((labels == 77) & ~left).sum())
      """
    let path = folder.path("labels")
    let printed = try Repository.run(python: script, [path])
      .split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
    let voxels = try folder.read("labels").withUnsafeBytes { Array($0.bindMemory(to: Int32.self)) }
    let labels = Labels(
      voxels: Tensor(shape: [9, 10, 11], values: voxels),
      affine: Affine(linear: Affine.directionsLIA, translation: [0, 0, 0]))
    let image = Volume(
      voxels: .binary32(Tensor(shape: [9, 10, 11], repeating: 1)), affine: labels.affine)
    let outputs = try Self.run((.labels(labels), .volume(image)))
    let found = try Self.measures(outputs)
    let white = [2, 41].map { label in Double(voxels.count { $0 == label }) }
    #expect(found["lhCerebralWhiteMatter"] == white[0] + Double(printed[0]))
    #expect(found["rhCerebralWhiteMatter"] == white[1] + Double(printed[1]))
    #expect(printed.allSatisfy { $0 > 5 })
  }

  @Test func textIsLaidOutAsFastSurfers() throws {
    let outputs = try Self.run(
      Self.slabs([2, 2035], noise: true), ["absent": "drop"])
    let folder = try TemporaryFolder()
    let path = folder.path("aseg+DKT.stats")
    try FileReader().write(#require(outputs["statistics"]), to: path)
    let lines = String(decoding: try folder.read("aseg+DKT.stats"), as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    #expect(lines.prefix(2) == ["# Title Segmentation Statistics", "#"])
    #expect(
      lines.contains {
        $0.hasPrefix("# Measure BrainSeg, BrainSegVol, Brain Segmentation Volume, 336.0000")
          && $0.hasSuffix(", mm^3")
      })
    #expect(lines.contains("# VoxelVolume_mm3 1.0"))
    #expect(lines.contains("# TableCol  4 ColHeader Volume_mm3"))
    #expect(lines.contains("# TableCol 10 FieldName Intensity normRange"))
    #expect(lines.contains("# NRows 2"))
    #expect(
      lines.contains(
        "# ColHeaders  Index SegId NVoxels Volume_mm3 StructName normMean normStdDev normMin "
          + "normMax normRange"))
    #expect(lines.last == "")
    let first = try #require(lines.dropLast().dropLast().last)
    #expect(first.hasPrefix("  1   2       168    "))
    #expect(first.contains("  Left-Cerebral-White-Matter         "))
    #expect(first.hasSuffix("     0.0000     4.0000     4.0000"))
    #expect(first.utf8.count == 3 + 1 + 3 + 1 + 9 + 1 + 10 + 2 + 30 + 5 * 11)
    let json = folder.path("statistics.json")
    try FileReader().write(#require(outputs["statistics"]), to: json)
    let again = try FileReader().read(SourceItem(json, as: .record))
    try FileReader().write(again, to: folder.path("again.stats"))
    #expect(try folder.read("again.stats") == folder.read("aseg+DKT.stats"))
  }

  /// Numbers as Python's format writes them, from the extremes to NaN.
  @Test(.enabled(if: Python.isAvailable)) func rowsAreThoseOfPython() throws {
    let numbers = [0.0005, 2.5e-5, 1.00005, 123456.7895, 1e20, 0.1 + 0.2, -3.00015, .nan, 0]
    let rows = numbers.enumerated().map { index, number in
      LabelStatistics(
        label: Int32(1002 + index), voxels: index * 12345, volume: number, mean: number,
        deviation: numbers[(index + 1) % 9], minimum: -number, maximum: number)
    }
    let text = StatisticsText(rows: rows, measures: [], voxelVolume: 1, intensityName: "norm").text
    let table = rows.enumerated().map { index, row in
      let values = [row.volume, row.mean, row.deviation, row.minimum, row.maximum, row.range]
        .map { $0.isNaN ? "nan" : "\($0)" }
      return "(\(index + 1), \(row.label), \(row.voxels), '\(ColourTable.name(of: row.label))', "
        + values.joined(separator: ", ") + ")"
    }
    let script = """
      nan = float('nan')
      for i, label, voxels, name, volume, *rest in [\(table.joined(separator: ", "))]:
        fields = '{: >3d} {: >3d} {: >9d} {: >10.3f}  {: <30s}'.format(i, label, voxels, volume, name)
        print(fields, *('{: >10.4f}'.format(v) for v in rest))
      """
    let expected = try Repository.run(python: script, [])
    #expect(text.hasSuffix("\n" + expected))
  }

  @Test func wrongInputsAreNamed() throws {
    let input = Self.slabs([2, 41])
    let elsewhere = Self.slabs([2, 41], sizes: 2)
    #expect(
      stageError { _ = try Self.run((input.labels, elsewhere.image)) }?
        .contains("the image and the segmentation have the same shape but lie differently") == true)
    #expect(
      stageError {
        _ = try Self.run(
          input, [:], ["talairach": .affine(Affine(rows: [Double](repeating: 0, count: 12)))])
      }?.contains("cannot be inverted") == true)
    let mirror = Affine(rows: [-1.2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0])
    #expect(
      stageError { _ = try Self.run(input, [:], ["talairach": .affine(mirror)]) }?
        .contains("mirrors the image, determinant -1.2, so no intracranial volume follows") == true)
    #expect(throws: ParameterError.self) {
      try Running.make(MeasureVolumes.self, ["intensity-name": "two words"])
    }
    let html = Artifact.record(Document(html: "x").content)
    #expect(
      stageError { try FileReader().write(html, to: "a.stats") }
        == "a.stats: the record holds no statistics of a segmentation; export it as .json")
  }
}
