import Testing

@testable import PipelineKit

/// Manifests that want to crash the reader, hang it or fill the memory.
@Suite struct HostileManifestTests {
  /// A small generator of its own, so that every run reads the same texts.
  private struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ state >> 33
    }
  }

  private static let tokens = [
    "lastbit: 1", "\n", "\n  ", "\n    ", "stages:", "sources:", "params:", "s:",
    "uses: test/smooth",
    "in:", "{", "}", "[", "]", ",", ": ", "- ", "image: t", "t:", "file: x.nii", "$", "${", "$p",
    "sweep:", "repeat: 1..3", "over: [repeat]", "export: $p", "with:", "radius: 3", "&a ", "*a",
    "<<: ",
    "|", ">", "\"", "'", "#", "?", "!", "%", "@", "`", "\t", "\r", "\u{85}", "é", "\u{1F9E0}", "..",
    "type: integer", "default: 1", "p:", "zip:", "exclude:", "inputs:", "outputs:", "~", "---",
    "...",
  ]

  @Test(arguments: 0..<20)
  func readsAnythingWithoutCrashing(seed: UInt64) throws {
    let workspace = try Workspace()
    try workspace.touch("x.nii")
    var generator = Generator(state: seed)
    for _ in 0..<50 {
      var yaml =
        Bool.random(using: &generator)
        ? "lastbit: 1\nstages:\n  s:\n    uses: test/smooth\n    " : ""
      for _ in 0..<Int.random(in: 1...40, using: &generator) {
        yaml += Self.tokens.randomElement(using: &generator) ?? ""
      }
      let problems = try workspace.problems(yaml)
      #expect(problems.isEmpty || problems.contains("error: "), "\(yaml)")
    }
  }

  private func problems(_ yaml: String) throws -> String {
    let workspace = try Workspace()
    try workspace.touch("x.nii")
    return try workspace.problems(yaml)
  }

  private static let head = "lastbit: 1\nsources: {x: {file: x.nii}}\n"

  @Test func boundsInterpolation() throws {
    let long = String(repeating: "a", count: 5000)
    let params =
      "params: {p: {type: string, default: \(long)}, q: {type: string, default: abcdefgh}}\n"
    let text = String(repeating: "$q", count: 50_000)
    let found = try problems(
      Self.head + params
        + "stages: {s: {uses: test/smooth, in: {image: x}, with: {label: \"\(text)\"}}}")
    #expect(found.contains("error: the value of 'p' is too long for a param\n"))
    #expect(found.contains("error: the text becomes too long\n"))
  }

  @Test func boundsLists() throws {
    let list = (0..<1000).map(String.init).joined(separator: ", ")
    let uses = Array(repeating: "$l", count: 200).joined(separator: ", ")
    let found = try problems(
      Self.head + "params: {l: {type: list, default: [\(list)]}}\n"
        + "stages: {s: {uses: test/smooth, in: {image: x}, with: {weights: [\(uses)]}}}")
    #expect(found.contains("error: the list becomes too long\n"))
  }

  @Test func boundsSweeps() throws {
    let axes = (0..<40).map { "a\($0): [1]" }.joined(separator: ", ")
    #expect(
      try problems(
        Self.head + "stages: {s: {uses: test/smooth, in: {image: x}, sweep: {\(axes)}}}"
      ).contains("error: a sweep has at most 32 axes\n"))
    let exclusions = Array(repeating: "{a: 1}", count: 2000).joined(separator: ", ")
    #expect(
      try problems(
        Self.head + "stages: {s: {uses: test/smooth, in: {image: x}, "
          + "sweep: {a: 1..100000, exclude: [\(exclusions)]}}}"
      ).contains("error: too many exclusions and inclusions for 100000 combinations\n"))
  }

  @Test func boundsCycles() throws {
    var yaml = Self.head + "stages:\n"
    for index in 0..<200 {
      let inputs = (0..<20).map { "i\($0): s\((index + $0 + 1) % 200)" }.joined(separator: ", ")
      yaml += "  s\(index): {uses: test/smooth, in: {\(inputs)}}\n"
    }
    #expect(try problems(yaml).count(of: "stages wait for each other") <= 10)
  }

  @Test func manyWrongKeysAreCheap() throws {
    let keys = (0..<100_000).map { "key\($0): 1\n" }.joined()
    #expect(try problems(Self.head + keys).contains("more errors are not shown"))
  }
}
