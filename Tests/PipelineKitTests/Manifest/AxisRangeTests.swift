import Testing

@testable import PipelineKit

@Suite struct AxisRangeTests {
  @Test(arguments: [
    ("1..3", ["1", "2", "3"]), ("08..11", ["08", "09", "10", "11"]), ("5..5", ["5"]),
    ("0..1 step 0.25", ["0", "0.25", "0.5", "0.75", "1"]), ("0..10 step 4", ["0", "4", "8"]),
    ("-1..1", ["-1", "0", "1"]), ("-0.5..0.5 step 0.5", ["-0.5", "0", "0.5"]),
    ("0.1..0.3 step 0.1", ["0.1", "0.2", "0.3"]), (" 1 .. 2 ", ["1", "2"]),
  ])
  func countsExactly(text: String, values: [String]) throws {
    #expect(try AxisRange.values(of: text.first == " " ? String(text.dropFirst()) : text) == values)
  }

  @Test(arguments: ["a", "1", "../a", "v1..2", "1.5", ""])
  func leavesOtherTextsAlone(text: String) throws {
    #expect(try AxisRange.values(of: text) == nil)
  }

  @Test(arguments: [
    "1..", "1..x", "3..1", "1..5 step 0", "1..5 step -1", "1..2..3", "1...3", "1..9999999999",
    "1..99999999999999999999", "0.000000000000000001..999999999999999999", "1..2 step",
    "0..9223372036854775807 step 0.1",
  ])
  func refuses(text: String) {
    #expect(throws: AxisRange.Failure.self) { try AxisRange.values(of: text) }
  }
}
