import Testing

@testable import PipelineKit

@Suite struct TemplateTests {
  @Test func findsNames() throws {
    let template = try Template("a$b-${c-d}$$e$f_1.g")
    #expect(
      template.pieces == [
        .text("a"), .name("b"), .text("-"), .name("c-d"), .text("$e"), .name("f_1"), .text(".g"),
      ])
    #expect(template.wholeName == nil)
    #expect(try Template("${x}").wholeName == "x")
    #expect(try Template("$$").pieces == [.text("$")])
    #expect(try Template("").pieces == [.text("")])
  }

  @Test(arguments: [("a$", 1), ("ab$ c", 2), ("${x", 0), ("${}", 0), ("${a b}", 0), ("$é", 0)])
  func refuses(text: String, offset: Int) {
    #expect { try Template(text) } throws: { ($0 as? Template.Failure)?.offset == offset }
  }

  @Test(arguments: [
    ("a", true), ("warp-2", true), ("_x", true), ("", false), ("2a", false), ("-a", false),
    ("a.b", false), ("é", false), ("a b", false),
  ])
  func knowsNames(text: String, isName: Bool) { #expect(Template.isName(text) == isName) }
}
