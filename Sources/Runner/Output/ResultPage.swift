import Arithmetic
import PipelineKit
import Stages

/// A stored result, ready to print.
struct ResultPage {
  private let result: StoredResult
  private let ports: [(name: String, digest: Digest, artifact: Artifact)]
  private let provenance: [Value.Pair]
  /// What led to it, where the whole provenance is asked for.
  private let ancestry: Ancestry?

  /// Reads a result, or one port of it.
  init(_ result: StoredResult, port: String?, in store: Store, withProvenance: Bool = false) throws
  {
    self.result = result
    guard let stored = try store.lookUp(result.key) else {
      throw RunnerError("the result of \(result.title) is no longer in the store; run it again")
    }
    if let port, stored.digests[port] == nil {
      throw Diagnostics([
        Diagnostic(
          .error, "\(result.title) has no output '\(port)'",
          hint: "it has \(stored.digests.keys.sorted().joined(separator: ", "))")
      ])
    }
    let chosen = stored.digests.sorted { $0.key < $1.key }.filter { port == nil || $0.key == port }
    ports = try chosen.map {
      ($0.key, $0.value, result.names.shown(try store.load(result.key, port: $0.key)))
    }
    provenance = try store.provenance(of: result.key)
    ancestry = withProvenance ? try store.ancestry(of: result.key) : nil
  }

  var text: String {
    var lines = ["\(result.title)", "key \(result.key)"]
    for name in ["manifest", "kind", "version", "arithmetic", "seed"] {
      if let value = fact(name) { lines.append("\(name) \(value)") }
    }
    lines += operations
    for port in ports {
      lines += [
        "",
        "\(port.name): \(port.artifact.type.definition?.form(port.artifact) ?? port.artifact.type.rawValue)",
        "  digest \(port.digest.hex)",
      ]
      lines += PreviewText.lines(port.artifact).map { "  " + $0 }
    }
    if let ancestry {
      lines += ProvenanceText(ResultProvenance(facts: provenance, ancestry: ancestry)).lines
    } else {
      lines += log
    }
    return lines.joined(separator: "\n")
  }

  var value: Value {
    var pairs: [Value.Pair] = [
      .init("title", .string(result.title)), .init("key", .string("\(result.key)")),
      .init("coordinates", (result.run?.coordinates ?? Coordinates()).value),
      .init(
        "outputs",
        .map(ports.map { Value.Pair($0.name, Self.value(of: $0.artifact, digest: $0.digest)) })),
      .init("provenance", .map(provenance)),
    ]
    if let ancestry { pairs.append(.init("ancestry", ancestry.value)) }
    return .map(pairs)
  }

  /// An output with its content, for `--json`.
  static func value(of artifact: Artifact, digest: Digest) -> Value {
    var pairs: [Value.Pair] = [
      .init("type", .string(artifact.type.rawValue)), .init("digest", .string(digest.hex)),
      .init(
        "datasets",
        .list(
          artifact.datasets.map {
            [
              "name": .string($0.name), "type": .string($0.elements.elementName),
              "shape": .list($0.elements.shape.map(Value.integer)),
            ]
          })),
      // A record's content is its values.
      .init("attributes", .map(artifact.attributes.filter { $0.key != "content" })),
    ]
    if let content = artifact.type.definition?.content(artifact) {
      pairs.append(.init("values", content))
    }
    return .map(pairs)
  }

  private func fact(_ name: String) -> String? {
    guard let value = provenance.first(where: { $0.key == name })?.value else { return nil }
    let text = Self.plain(value)
    return text.isEmpty ? nil : text
  }

  /// The first lines of what the stage wrote to its log, warnings among them.
  private var log: [String] {
    let most = 20
    let all = (fact("log") ?? "").split(separator: "\n")
    guard !all.isEmpty else { return [] }
    return ["", "log"] + all.prefix(most).map { "  " + $0 }
      + (all.count > most ? ["  … and \(all.count - most) more; --provenance has them all"] : [])
  }

  /// Operations executed and perturbed, by kernel; the whole provenance has them by layer too.
  private var operations: [String] {
    guard let value = provenance.first(where: { $0.key == "operations" })?.value,
      let places = OperationCounts.kernelCounts(value), !places.isEmpty
    else { return [] }
    var kernels: [String: KernelCounts] = [:]
    for (place, counts) in places {
      kernels[place.kernel.rawValue] = (kernels[place.kernel.rawValue] ?? KernelCounts()) + counts
    }
    kernels["all"] = places.values.reduce(KernelCounts(), +)
    let rows = kernels.sorted {
      ($0.key == "all" ? 1 : 0, $0.key) < ($1.key == "all" ? 1 : 0, $1.key)
    }
    .map { ["  " + $0.key, "\($0.value.calls)", "\($0.value.executed)", "\($0.value.perturbed)"] }
    var lines = TextTable(
      header: ["operations", "calls", "executed", "perturbed"], rows: rows, rightAligned: [1, 2, 3]
    ).text.split(separator: "\n").map(String.init)
    if case .integer(let nan)? = value["nan"], case .integer(let infinite)? = value["infinite"],
      nan + infinite > 0
    {
      lines.append("results of kernels: \(nan) NaN, \(infinite) infinite")
      for (key, name) in [("first_nan", "NaN"), ("first_infinity", "infinity")] {
        guard case .string(let call)? = value[key] else { continue }
        lines.append("the first \(name) from finite numbers: \(call)")
      }
    }
    return lines
  }

  static func plain(_ value: Value) -> String {
    if case .string(let text) = value { return text }
    return value.json()
  }
}
