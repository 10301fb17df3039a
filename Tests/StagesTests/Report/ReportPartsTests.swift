import Arithmetic
import Figures
import Imaging
import Testing

@testable import Stages

struct ReportPartsTests {
  @Test(arguments: [
    (1.005, 1, "1.0"), (-0.04, 1, "0.0"), (-2.55, 0, "−3"), (12.345, 2, "12.35"), (0.5, 3, "0.500"),
  ])
  func fixedDecimals(number: Double, decimals: Int, text: String) {
    #expect(NumberText.fixed(number, decimals) == text)
  }

  @Test(arguments: [
    (0.03, 4, "0.0300"), (0.00004, 4, "4.0e−5"), (-3.27e-14, 4, "−3.3e−14"), (9.99e-9, 3, "1.0e−8"),
    (0, 4, "0.0000"), (0.00005, 4, "0.0001"), (0.2, 0, "0"),
  ])
  func cellsOfTables(number: Double, decimals: Int, text: String) {
    #expect(NumberText.cell(number, decimals) == text)
  }

  @Test func numbersOutsideTheOrdinary() {
    #expect(NumberText.fixed(.nan, 2) == "–")
    #expect(NumberText.fixed(-.infinity, 2) == "−∞")
    #expect(NumberText.grouped(1_234_567) == "1\u{202F}234\u{202F}567")
    #expect(NumberText.grouped(999) == "999")
    #expect(NumberText.coordinate(-0.056) == "-0.06")
    #expect(NumberText.coordinate(3.1) == "3.1")
  }

  @Test func ticks() {
    #expect(PlotTicks.values(from: 0, to: 24, atMost: 8) == [0, 5, 10, 15, 20, 24])
    #expect(PlotTicks.values(from: 11, to: 13, atMost: 8) == [11, 12, 13])
    #expect(PlotTicks.values(from: -3, to: 53, atMost: 8) == [-3, 10, 20, 30, 40, 53])
  }

  /// A single bright voxel of a volume stored in LIA order is found at its anatomical place.
  @Test func viewsFollowTheAnatomy() {
    let grid = Grid(
      shape: [4, 5, 6], affine: Affine(rows: [-1, 0, 0, 3, 0, 0, 2, -10, 0, -3, 0, 12]))
    let view = AnatomicalView(grid)
    #expect(view.shape == [4, 6, 5])
    #expect(view.spacing == [1, 2, 3])
    // Stored voxel (0, 1, 2): furthest right of four, anterior 2 of six, superior 5 − 1 − 1 = 3.
    #expect(view.index(3, 2, 3) == 0 * 30 + 1 * 6 + 2)
    #expect(view.millimetres(0, at: [3, 2, 3]) == 3)
    #expect(view.millimetres(1, at: [3, 2, 3]) == -6)
    #expect(view.millimetres(2, at: [3, 2, 3]) == 9)
    let window = ViewWindow(view, around: (0..<120).map { $0 == 8 })
    #expect(window.centre == [3, 2, 3])
    // 16 mm on every side, beyond the grid too; what lies there is no voxel.
    #expect(window.ranges == [(3 - 16)...(3 + 16), (2 - 8)...(2 + 8), (3 - 6)...(3 + 6)])
    let (indices, width) = SlicePlane.axial.voxels(view, window)
    #expect(width == 33 && indices.count == 33 * 17)
    #expect(indices.compactMap { $0 }.count == 4 * 6)
    #expect(indices[8 * 33 + 16] == 8)
  }

  @Test func viridisEnds() {
    #expect(ColourScale.hexadecimal(ColourScale.viridis(0)) == "#440154")
    #expect(ColourScale.hexadecimal(ColourScale.viridis(2)) == "#fde725")
  }
}
