extension JobGraph {
  /// The stages and sources as a graph in Graphviz' DOT language.
  public var dot: String {
    var lines = ["digraph \(Self.dotQuoted(name)) {", "  rankdir=LR", "  node [shape=box]"]
    for source in sources {
      lines.append("  \(Self.dotQuoted(source)) [shape=note]")
    }
    for (stage, shape) in zip(stages, shape) {
      let label = Self.dotQuoted("\(stage.kind)\n\(shape)")
      lines.append("  \(Self.dotQuoted(stage.name)) [label=\(label)]")
    }
    for stage in stages {
      for dependency in stage.dependencies {
        lines.append("  \(Self.dotQuoted(dependency)) -> \(Self.dotQuoted(stage.name))")
      }
    }
    return (lines + ["}"]).joined(separator: "\n")
  }

  /// The stages and sources as a Mermaid flow chart.
  public var mermaid: String {
    var identifiers: [String: String] = [:]
    var lines = ["flowchart LR"]
    for (index, source) in sources.enumerated() {
      identifiers[source] = "source\(index)"
      lines.append("  source\(index)[/\"\(Self.mermaidQuoted(source))\"/]")
    }
    for (index, (stage, shape)) in zip(stages, shape).enumerated() {
      identifiers[stage.name] = "stage\(index)"
      let label = Self.mermaidQuoted(stage.kind) + "<br>" + Self.mermaidQuoted(shape)
      lines.append("  stage\(index)[\"\(label)\"]")
    }
    for stage in stages {
      for dependency in stage.dependencies {
        guard let from = identifiers[dependency], let to = identifiers[stage.name] else { continue }
        lines.append("  \(from) --> \(to)")
      }
    }
    return lines.joined(separator: "\n")
  }

  /// Names that stages read and no stage makes, in the order in which they are read.
  var sources: [String] {
    var seen = Set(stages.map(\.name))
    return stages.flatMap(\.dependencies).filter { seen.insert($0).inserted }
  }

  private static func dotQuoted(_ text: String) -> String {
    var quoted = "\""
    for character in text {
      switch character {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      default: quoted.append(character)
      }
    }
    return quoted + "\""
  }

  private static func mermaidQuoted(_ text: String) -> String {
    var quoted = ""
    for character in text {
      switch character {
      case "\"": quoted += "&quot;"
      case "<": quoted += "&lt;"
      case ">": quoted += "&gt;"
      case "&": quoted += "&amp;"
      default: quoted.append(character)
      }
    }
    return quoted
  }
}
