import Testing

@testable import PipelineKit

@Suite struct YAMLParserTests {
  private func parse(_ text: String) -> (node: Node?, problems: String) {
    let diagnostics = DiagnosticCollector()
    let source = SourceText(file: "m", bytes: Array(text.utf8))
    diagnostics.register(source)
    let node = YAMLParser.parse(source, diagnostics)
    do {
      try diagnostics.throwIfAny()
      return (node, "")
    } catch {
      return (node, error.rendered)
    }
  }

  private func text(_ node: Node?) -> String {
    switch node?.content {
    case nil: "-"
    case .scalar(let text, _): text
    case .sequence(let items): "[" + items.map { self.text($0) }.joined(separator: ",") + "]"
    case .mapping(let entries):
      "{" + entries.map { "\($0.key):" + self.text($0.value) }.joined(separator: ",") + "}"
    }
  }

  @Test(arguments: [
    ("a: 0051", "{a:0051}"), ("a: [yes, ~, 1e3]", "{a:[yes,~,1e3]}"),
    ("a: {b: ${x}, c: [${y}-z, $w]}", "{a:{b:${x},c:[${y}-z,$w]}}"),
    (
      "in: {s: warp[arithmetic=mca{p=2,m=rr}, repeat=1].field, t: u}",
      "{in:{s:warp[arithmetic=mca{p=2,m=rr}, repeat=1].field,t:u}}"
    ),
    ("a: &x {b: 1}\nc: *x\nd: {<<: *x, e: 2}", "{a:{b:1},c:{b:1},d:{e:2,b:1}}"),
    ("a: {<<: [{b: 1}, {b: 2, c: 3}], c: 4}", "{a:{c:4,b:1}}"),
    ("---\na: |\n  y\n  \tx\n...\n", "{a:y\n\tx\n}"), ("a: !!str 1", "{a:1}"),
    ("\"a\": 'b: c'", "{a:b: c}"), ("a:\r\n  - b\r\n", "{a:[b]}"),
  ])
  func readsScalarsAsWritten(yaml: String, expected: String) {
    let (node, problems) = parse(yaml)
    #expect(problems == "")
    #expect(text(node) == expected)
  }

  @Test func marksNodesFromOne() {
    let (node, _) = parse("é: [x, ${y}, z]\nb:\n  c: d\n")
    guard case .mapping(let entries)? = node?.content,
      case .sequence(let items) = entries[0].value.content
    else { return #expect(Bool(false)) }
    #expect(items.map(\.mark.column) == [5, 8, 14])
    #expect(entries[1].keyMark == Mark(file: "m", line: 2, column: 1))
    #expect(entries[1].value.mark == Mark(file: "m", line: 3, column: 3))
  }

  @Test(arguments: [
    (
      "a: 1\nb: 2\na: 3\na: 4",
      """
      m:3:1: error: duplicate key 'a', first on line 1
      a: 3
      ^
      m:4:1: error: duplicate key 'a', first on line 1
      a: 4
      ^
      """
    ),
    ("a:\n\tb: 1", "m:2:1: error: a tab cannot indent YAML; use spaces\n\tb: 1\n^"),
    ("a: {\n \tb: 1}", "m:2:2: error: a tab cannot indent YAML; use spaces\n \tb: 1}\n ^"),
    ("", "m:1:1: error: the manifest is empty\n\n^"),
    ("# nothing\n", "m:1:1: error: the manifest is empty\n# nothing\n^"),
    (
      "a: 1\n---\nb: 2",
      "m:2:1: error: a manifest is one YAML document; remove what follows '---'\n---\n^"
    ),
    ("a: *b", "m:1:4: error: unknown alias '*b'\na: *b\n   ^"),
    ("a: &x [*x]", "m:1:8: error: unknown alias '*x'\na: &x [*x]\n       ^"),
    ("? [a]\n: b", "m:1:3: error: a key must be plain text\n? [a]\n  ^"),
    ("a: &x b\n*x : c", "m:2:1: error: a key must be plain text\n*x : c\n^"),
    (
      "a: !!binary b",
      """
      m:1:4: error: tags such as 'tag:yaml.org,2002:binary' are not used in manifests; remove it
      a: !!binary b
         ^
      """
    ),
    (
      "a: !x b",
      "m:1:4: error: tags such as '!x' are not used in manifests; remove it\na: !x b\n   ^"
    ),
    ("a: [b", "m:1:4: error: '[' is never closed: write ']' where it ends\na: [b\n   ^"),
    (
      "a: {b: 1\nc: 2\nd: {e: 3}\n",
      "m:1:4: error: '{' is never closed: write '}' where it ends\na: {b: 1\n   ^"
    ),
    (
      "a: [1, {b: 2]\n",
      "m:1:8: error: '{' is never closed: write '}' where it ends\na: [1, {b: 2]\n       ^"
    ),
    (
      "a: \"b\nc: \"d\"\n",
      """
      m:1:4: error: the quote here is closed only on line 2, where the text makes no sense any more; \
      close it where it ends
      a: "b
         ^
      """
    ),
    ("a: 1\nuses:x\nb: 2\n", "m:2:6: error: write a space after 'uses:'\nuses:x\n     ^"),
    (
      "a:\n  uses:\u{A0}x\n  b: 2\n",
      """
      m:2:8: error: a no-break space (U+00A0) stands here, which YAML takes for a letter; write a plain space
        uses:\u{A0}x
             ^
      """
    ),
    (
      "a:\n\u{A0} b: c\n",
      """
      m:2:1: error: a no-break space (U+00A0) stands here, which YAML takes for a letter; write a plain space
      \u{A0} b: c
      ^
      """
    ),
    (
      "a: [b [c], d]",
      """
      m:1:7: error: expected ',' or ']' before this; put text with brackets, braces or commas in quotes
      a: [b [c], d]
            ^
      """
    ),
    (
      "a: b: c",
      """
      m:1:5: error: a ':' cannot stand here; indent this line as its neighbours, or quote text that \
      holds ': '
      a: b: c
          ^
      """
    ),
    ("a: 'b", "m:1:4: error: the quote here is never closed\na: 'b\n   ^"),
    ("a: \"\\0\"", "m:1:4: error: a NUL character is not text\na: \"\\0\"\n   ^"),
    ("a: ${x}\u{7}", "m:1:8: error: control characters are not text\na: ${x}\u{FFFD}\n       ^"),
    ("a: {<<: b}", "m:1:9: error: '<<' merges mappings, not 'b'\na: {<<: b}\n        ^"),
    (
      "a: \u{F8D0}",
      """
      m:1:4: error: the private-use characters U+F8D0 to U+F8D4 cannot be used
      a: \u{F8D0}
         ^
      """
    ),
  ])
  func refuses(yaml: String, expected: String) { #expect(parse(yaml).problems == expected) }

  @Test(arguments: ["[", "{a: ", "- ", "? "])
  func refusesDeepNestingWithoutRecursion(opening: String) {
    let problems = parse(String(repeating: opening, count: 10_000)).problems
    let isRefused =
      problems.contains("nested deeper than 64 levels")
      || problems.contains("a key must be plain text")
    #expect(isRefused)
  }

  @Test func acceptsNestingUpToTheLimit() {
    let depth = YAMLParser.maximumDepth
    let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    #expect(parse(text).problems == "")
    #expect(parse("[" + text + "]").problems.contains("nested deeper than 64 levels"))
  }

  @Test func boundsAliases() {
    var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...30 {
      let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      bomb += "a\(level): &a\(level) [\(aliases)]\n"
    }
    #expect(parse(bomb).problems.contains("aliases expand to more than 10000 nodes"))

    var deep = "a0: &a0 [x]\n"
    for level in 1...100 { deep += "a\(level): &a\(level) [*a\(level - 1)]\n" }
    #expect(parse(deep).problems.contains("nested deeper than 64 levels"))
  }

  @Test func boundsWhatItReports() {
    let many = (0..<5000).map { _ in "a: 1\n" }.joined()
    let problems = parse(many).problems
    #expect(problems.hasSuffix("note: 4899 more errors are not shown"))
  }
}
