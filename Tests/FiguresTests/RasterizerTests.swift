import Testing

@testable import Figures

@Suite struct RasterizerTests {
  /// A file of twice the drawing's pixels; skipped where librsvg is not installed.
  @Test(.enabled(if: Rasterizer.isAvailable)) func figuresBecomePixels() throws {
    let figure = HeatMap("Dice", rows: ["a"], columns: ["b"], values: [[0.5]])
    let file = try Rasterizer.png(figure.document(title: ""))
    #expect(Array(file.prefix(8)) == [137, 80, 78, 71, 13, 10, 26, 10])
    func word(_ at: Int) -> Int { file[at..<(at + 4)].reduce(0) { $0 << 8 | Int($1) } }
    #expect(word(16) == Int((figure.size.width * 2).rounded(.up)))
    #expect(word(20) == Int((figure.size.height * 2).rounded(.up)))
  }

  @Test(.enabled(if: Rasterizer.isAvailable)) func whatIsNoDrawingIsAnError() {
    #expect(throws: FigureError.self) { try Rasterizer.png("no drawing") }
    #expect(throws: FigureError.self) {
      try Rasterizer.png("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"90000\" height=\"9\"/>")
    }
  }
}
