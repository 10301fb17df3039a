import Arithmetic
import PipelineKit

/// A stored result, ready to print.
struct ResultPage {
  private let result: StoredResult
  private let ports: [(name: String, digest: Digest, artifact: Artifact)]
  private let provenance: [Value.Pair]

  /// Reads a result, or one port of it.
  init(_ result: StoredResult, port: String?, in store: Store) throws {
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
    ports = try chosen.map { ($0.key, $0.value, try store.load(result.key, port: $0.key)) }
    provenance = try store.provenance(of: result.key)
  }

  func text(withProvenance: Bool) -> String {
    var lines = ["\(result.title)", "key \(result.key)"]
    for name in ["manifest", "kind", "version", "arithmetic", "seed"] {
      if let value = fact(name) { lines.append("\(name) \(value)") }
    }
    lines += operations
    for port in ports {
      lines += ["", "\(port.name): \(Self.form(port.artifact))", "  digest \(port.digest.hex)"]
      lines += ArtifactText.lines(port.artifact).map { "  " + $0 }
    }
    if !withProvenance { lines += log }
    if withProvenance {
      lines += ["", "provenance"]
      lines += provenance.map { "  \($0.key): \(Self.plain($0.value))" }
    }
    return lines.joined(separator: "\n")
  }

  var value: Value {
    [
      "title": .string(result.title), "key": .string("\(result.key)"),
      "coordinates": (result.run?.coordinates ?? Coordinates()).value,
      "outputs": .map(
        ports.map { Value.Pair($0.name, Self.value(of: $0.artifact, digest: $0.digest)) }),
      "provenance": .map(provenance),
    ]
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
    if let content = ArtifactValue.content(artifact) {
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

  private static func plain(_ value: Value) -> String {
    if case .string(let text) = value { return text }
    return value.json()
  }

  /// Type and shapes: `volume, float32 256 × 256 × 256`.
  private static func form(_ artifact: Artifact) -> String {
    let shapes = artifact.datasets.prefix(1).map { dataset in
      let shape = dataset.elements.shape.map(String.init).joined(separator: " × ")
      return ", \(dataset.elements.elementName) \(shape.isEmpty ? "scalar" : shape)"
    }
    if artifact.type == .table {
      let rows = artifact.datasets.first?.elements.shape.first ?? 0
      return
        "table, \(Counted.text(artifact.datasets.count, "column")), \(Counted.text(rows, "row"))"
    }
    if artifact.type == .model { return "model" }
    return artifact.type.rawValue + shapes.joined()
  }
}
