import Testing

@testable import PipelineKit

@Suite struct ReferenceTests {
  private let mark = Mark(file: "m", line: 1, column: 1)

  @Test func readsNameSelectionAndPort() throws {
    let reference = try #require(
      Reference(
        "warp[arithmetic=mca{mode=rr,precision=24}, repeat = 1].field", at: mark,
        DiagnosticCollector()))
    #expect(reference.name == "warp")
    #expect(
      reference.selections == [
        .init("arithmetic", "mca{mode=rr,precision=24}"), .init("repeat", "1"),
      ])
    #expect(reference.port == "field")
    #expect(
      reference.description == "warp[arithmetic=mca{mode=rr,precision=24}, repeat=1].field")
    #expect(Reference("t1w", at: mark, DiagnosticCollector())?.description == "t1w")
  }

  @Test(arguments: [
    "", "a.", "a.b.c", "a[", "a[b]", "a[b=1", "a[b=1]c", "a[b=1,b=2]", "a/b", "[a=b]", "a b", "a[]",
  ])
  func refuses(text: String) {
    let diagnostics = DiagnosticCollector()
    #expect(Reference(text, at: mark, diagnostics) == nil)
    #expect(diagnostics.count == 1)
  }
}
