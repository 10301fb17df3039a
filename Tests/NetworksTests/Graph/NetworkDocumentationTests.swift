import Foundation
import Support
import Testing

@testable import Networks

/// docs/networks.md against the catalogue of operations.
@Suite struct NetworkDocumentationTests {
  private let text: String
  init() throws { text = try TextFile.read("\(Repository.root)/docs/networks.md") }

  @Test func everyOperationIsListed() throws {
    let start = try #require(text.range(of: "Exact, whatever the arithmetic: ")).upperBound
    let end = try #require(text[start...].range(of: "; and all work")).lowerBound
    var listed = names(text[start..<end])
    for line in text[end...].split(separator: "\n") where line.hasPrefix("| ") {
      let cells = line.split(separator: "|")
      if cells.count == 2 { listed.formUnion(names(cells[0])) }
    }
    let all = Set(NetworkOperations.all.map { $0.name })
    #expect(all.subtracting(listed) == [])
    #expect(listed.subtracting(all).subtracting(["operation", "linear", "nearest"]) == [])
  }

  /// What is left out of onnx's tests stands there with its reason, and nothing else does.
  @Test func skippedTestsAreTold() {
    for (beginning, reason) in ONNXNodeTests.skipped {
      #expect(text.contains("| `\(beginning)*` | \(reason) |"))
    }
    let rows = text.split(separator: "\n").filter { $0.hasPrefix("| `") && $0.contains("*` | ") }
    #expect(rows.count == ONNXNodeTests.skipped.count)
  }

  /// Words that begin with a capital letter, without what stands in brackets.
  private func names(_ text: some StringProtocol) -> Set<String> {
    var (depth, plain) = (0, "")
    for character in text {
      if character == "(" { depth += 1 }
      if depth == 0 { plain.append(character) }
      if character == ")" { depth -= 1 }
    }
    return Set(
      plain.split(whereSeparator: { !$0.isLetter && !$0.isNumber }).map(String.init).filter {
        $0.first?.isUppercase == true
      })
  }
}
