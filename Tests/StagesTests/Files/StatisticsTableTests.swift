import PipelineKit
import Support
import Testing

@testable import Stages

@Suite struct StatisticsTableTests {
  private let aseg = """
    # Title Segmentation Statistics
    # Measure BrainSeg, BrainSegVol, Brain Segmentation Volume, 1193318.000000, mm^3
    # Measure EstimatedTotalIntraCranialVol, eTIV, Estimated Total Intracranial Volume, 1529433.5, mm^3
    # ColHeaders  Index SegId NVoxels Volume_mm3 StructName normMean
      1   4      6123     6123.4  Left-Lateral-Ventricle   28.1000
      2  17      4012     4012.8  Left-Hippocampus         78.5000
    """

  private func read(_ text: String) throws -> Table {
    let folder = try TemporaryFolder()
    try folder.write("aseg.stats", text)
    return try FileReader().read(SourceItem(folder.path("aseg.stats"), as: .table)).table()
  }

  @Test func structuresAndMeasuresAreRows() throws {
    let table = try read(aseg)
    #expect(
      table.columns.map(\.name) == ["name", "SegId", "NVoxels", "volume", "normMean", "value"])
    #expect(
      table.text("name") == [
        "Left-Lateral-Ventricle", "Left-Hippocampus", "BrainSeg", "EstimatedTotalIntraCranialVol",
      ])
    #expect(table.text("volume") == ["6123.4", "4012.8", "n/a", "n/a"])
    #expect(table.text("value") == ["n/a", "n/a", "1193318.0", "1529433.5"])
    #expect(FileReader().type(ofFile: "/data/aseg.stats") == .table)
  }

  @Test func theyAreFeatures() throws {
    let artifact = Artifact.table(try read(aseg))
    let items = [
      Inputs.Item(coordinates: Coordinates([.init("subject", "0051")])) { artifact }
    ]
    let outputs = try Running.run(
      BrainAgeFeatures.self, ["normalize": "ratio"], ["regions": items])
    #expect(
      try outputs.table("features").columns.map(\.name) == [
        "subject", "Left-Lateral-Ventricle", "Left-Hippocampus", "BrainSeg",
        "EstimatedTotalIntraCranialVol",
      ])
    #expect(try outputs.numbers("features", "Left-Hippocampus") == [4012.8 / 1529433.5])
  }

  @Test func otherTextIsAnError() {
    #expect(stageError { _ = try read("hello world\n") }?.contains(".stats:1: 2 fields") == true)
    #expect(
      stageError { _ = try read("# ColHeaders Index Volume_mm3\n") }?.hasSuffix(
        "has no line '# ColHeaders' with a StructName: it is no table of statistics") == true)
  }
}
