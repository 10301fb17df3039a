import Values
import Testing

@Suite struct JSONTests {
  static let tree: Value = [
    "text": "a \"b\" \\ \n\t\u{1}\u{7F} ü 🧠", "list": [1, -2, 3.0, 0.1, 1e-5, 1e300, true, .null],
    "empty": .map([]), "none": [], "big": .integer(.min), "minus zero": -0.0,
    "tiny": .number(.leastNonzeroMagnitude),
  ]

  @Test func readsBackWhatItWrote() throws {
    #expect(try Value(json: Self.tree.json()) == Self.tree)
    #expect(try Value(json: Self.tree.indentedJSON()) == Self.tree)
  }

  @Test func keepsIntegersAndNumbersApart() throws {
    #expect(Value.list([1, 1.0, 100000.0, 1e17]).json() == "[1,1.0,100000.0,1e+17]")
    #expect(
      try Value(json: "[1, 1.0, 1e2, 99999999999999999999]")
        == [1, 1.0, 100.0, 99999999999999999999.0])
  }

  @Test func integersOfAnyLengthAreRead() throws {
    for integer in [0, -7, 123_456_789_012_345_678, 1_234_567_890_123_456_789, .max, .min] {
      #expect(try Value(json: "\(integer)") == .integer(integer))
    }
    #expect(try Value(json: "-0") == 0)
    #expect(try Value(json: "9223372036854775808") == .number(9_223_372_036_854_775_808))
  }

  @Test func indents() {
    #expect(
      Value.map([.init("a", [1, 2]), .init("b", .map([]))]).indentedJSON() == """
        {
          "a": [
            1,
            2
          ],
          "b": {}
        }
        """)
  }

  @Test func spellsNonFiniteNumbers() throws {
    let value: Value = [.number(.nan), .number(.infinity), .number(-.infinity)]
    #expect(value.json() == #"["NaN","Infinity","-Infinity"]"#)
    #expect(value.json(nonFinite: .token) == "[NaN,Infinity,-Infinity]")
    let read = try Value(json: "[NaN,Infinity,-Infinity]")
    #expect(read.json(nonFinite: .token) == "[NaN,Infinity,-Infinity]")
  }

  @Test func readsEscapes() throws {
    #expect(try Value(json: #""\u00fc\ud83e\udde0\/\b\f""#) == .string("ü🧠/\u{8}\u{C}"))
  }

  @Test(arguments: [
    "", "{", "[1,", "[1 2]", "{\"a\" 1}", "{a: 1}", "\"abc", "\"\\x\"", "\"\\ud800\"", "01", "1.",
    "-", "+1", "nul", "[1] 2", "\"\u{1}\"", ".5", "1e", "--1", "{\"a\":1,}",
  ])
  func refuses(_ text: String) {
    #expect(throws: JSONError.self) { try Value(json: text) }
  }

  @Test func refusesEndlessNestingAndBrokenUTF8() {
    #expect(throws: JSONError.self) { try Value(json: String(repeating: "[", count: 100_000)) }
    #expect(throws: JSONError.self) { try Value(json: [0x22, 0xFF, 0x22]) }
  }
}
