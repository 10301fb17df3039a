import Figures
import Imaging
import PipelineKit
import Testing

@testable import Stages

/// Maps of numbers over the brain.
@Suite struct SliceFigureTests {
  private let grid = Grid(
    shape: [8, 9, 10], affine: Affine(rows: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]))

  private func maps(_ values: [Double], load: @escaping (Int) -> Void = { _ in }) -> BrainMaps {
    let count = grid.shape.reduce(1, *)
    return BrainMaps(labels: values.map { "\($0)" }, anatomy: nil, grid: grid) { map in
      load(map)
      return (0..<count).map { $0 < 10 ? .nan : values[map] + Double($0 % 10) / 10 }
    }
  }

  /// Results of binary64 do not make those of binary32 dark.
  @Test func bothFormatsHaveAScale() throws {
    let figure = try SliceFigure.bits(maps([20, 50, 21]))
    let html = try figure.html()
    #expect(html.contains("significant bits, up to 24 bits, from 20 to 22"))
    #expect(html.contains("significant bits, up to 53 bits, from 49 to 51"))
    #expect(html.split(separator: "class=\"slices\"").count == 3)
    #expect(
      try SliceFigure.bits(maps([20, 21])).html().split(separator: "class=\"scale\"").count == 2)
  }

  /// Each map is read twice and none is kept.
  @Test func mapsAreReadOneAtATime() throws {
    nonisolated(unsafe) var loaded: [Int] = []
    let html = try SliceFigure.bits(maps([20, 21, 22]) { loaded.append($0) }).html()
    #expect(loaded == [0, 1, 2, 0, 1, 2])
    #expect(html.split(separator: "data:image/png;base64,").count == 10)
  }

  @Test func summariesCount() {
    let own = MapSummary("a", [1.2, 1.3, 1.7, .nan, 1e9, -1e9])
    #expect(own.counts.reduce(0, +) == 5)
    #expect(own.counts[Int((1 - MapSummary.lowest) / MapSummary.binWidth)] == 2)
    #expect(own.counts.first == 1 && own.counts.last == 1)
    #expect(MapSummary("a", [.nan]).low.isNaN)
  }

  @Test func volumesAreThinnedOutToFit() throws {
    let large = Grid(
      shape: [256, 256, 256], affine: Affine(rows: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]))
    #expect(
      VolumeViewer(
        large, around: [Bool](repeating: true, count: large.shape.reduce(1, *))
      ).stride == 3)
    var viewer = VolumeViewer(
      grid, around: [Bool](repeating: true, count: grid.shape.reduce(1, *)))
    #expect(viewer.stride == 1)
    try viewer.setAnatomy { UInt8($0 % 256) }
    try viewer.add(
      .labels(label: "regions", names: ["", "a \"b\""], colours: [[0, 0, 0], [255, 0, 16]])
    ) { $0 == 5 ? 1 : 0 }
    let html = viewer.html()
    #expect(html.contains("data-shape=\"8 9 10\" data-first=\"0 0 0\" data-last=\"7 8 9\""))
    #expect(html.contains("data-names=\"|a &quot;b&quot;\" data-colours=\"#000000 #ff0010\""))
    #expect(html.split(separator: "type=\"range\"").count == 5)
  }
}
