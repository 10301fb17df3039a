import ArgumentParser
import PipelineKit

/// Results as the command line names them: `bits`, `warp[repeat=3]`, `warp[repeat=3].field`, or a
/// key such as `3fa9c2`, with or without `.port`.
struct Selection: ExpressibleByArgument, CustomStringConvertible {
  /// A stage, or the beginning of a key.
  var name: String
  /// Values along some of the stage's axes.
  var coordinates: [Coordinates.Entry] = []
  var port: String?
  let description: String

  init?(argument: String) {
    description = argument
    var rest = argument[...]
    name = String(rest.prefix { $0 != "[" && $0 != "." })
    rest = rest.dropFirst(name.count)
    if rest.first == "[" {
      guard let end = rest.lastIndex(of: "]") else { return nil }
      for part in Self.parts(rest[rest.index(after: rest.startIndex)..<end]) {
        guard let equals = part.firstIndex(of: "=") else { return nil }
        coordinates.append(
          .init(
            String(part[..<equals].withoutOuterSpaces),
            String(part[part.index(after: equals)...].withoutOuterSpaces)))
      }
      rest = rest[rest.index(after: end)...]
    }
    if rest.first == "." {
      port = String(rest.dropFirst())
      rest = ""
    }
    guard !name.isEmpty, rest.isEmpty, port != "" else { return nil }
  }

  /// Whether a job at `coordinates` of `stage` is meant, by values along its axes or their names.
  func matches(stage: String, _ coordinates: Coordinates, _ names: AxisNames) -> Bool {
    let shown = names.shown(coordinates)
    return stage == name
      && self.coordinates.allSatisfy {
        coordinates[$0.axis] == $0.value || shown[$0.axis] == $0.value
      }
  }

  /// Whether a job of a manifest is meant; values along its axes may have names there.
  func matches(_ job: Job) -> Bool {
    job.stage == name
      && coordinates.allSatisfy {
        job.coordinates[$0.axis] == $0.value || job.shown[$0.axis] == $0.value
      }
  }

  /// What commas outside braces separate; `mca{mode=rr,precision=24}` holds one.
  private static func parts(_ text: Substring) -> [Substring] {
    var depth = 0
    return text.split { character in
      if character == "{" { depth += 1 }
      if character == "}" { depth -= 1 }
      return character == "," && depth == 0
    }
  }

}
