import PipelineKit
import Stages

/// What a person sees of an artifact, in lines for the terminal.
enum PreviewText {
  static func lines(_ artifact: Artifact) -> [String] {
    guard let definition = artifact.type.definition else {
      return ["of a type that this lastbit does not know"]
    }
    return definition.preview(artifact).flatMap { part in
      switch part {
      case .line(let line): [line]
      case .table(let header, let rows, let rightAligned):
        TextTable(header: header, rows: rows, rightAligned: rightAligned).text
          .split(separator: "\n").map(String.init)
      }
    }
  }
}
