import Figures
import PipelineKit

/// The last section of a report that leaves the store: all that is needed to make it again, for a
/// reader who has nothing but the page.
///
/// It is no part of the stored page, because machines and dates differ between runs that give the
/// same.
struct ProvenanceSection {
  let provenance: ResultProvenance

  /// Results that are listed one by one; the rest are counted.
  private static let mostResults = 2000

  func html() -> String {
    """
    <section id="provenance">
    <h2>Provenance</h2>
    <p>What it takes to make this page again. Machines and times are those of the runs that made the \
    results; nothing above depends on them.</p>
    \(LearntFrom(provenance.ancestry).html())\
    \(StageHistory(provenance.ancestry).html())\(facts)\(machines)\(files)\(results)\(manifests)</section>

    """
  }

  private var facts: String {
    var facts: [(String, String)] = []
    if let command = provenance.command { facts.append(("To run it again", command)) }
    facts.append(("Key of this page", provenance["key"]?.words ?? ""))
    let versions = provenance.texts("versions").map { "\($0.name) \($0.text)" }
    facts.append(("Programs", versions.joined(separator: ", ")))
    if case .integer(let seed)? = provenance["manifest_seed"] { facts.append(("Seed", "\(seed)")) }
    for param in provenance.texts("params") { facts.append(("Param \(param.name)", param.text)) }
    let ended = provenance.ancestry.results.map(\.run.ended)
    let started = provenance.ancestry.results.compactMap { $0.origin?.started }
    if let first = started.min(), let last = ended.max() {
      facts.append(("Computed", "\(Timestamp.text(first)) to \(Timestamp.text(last))"))
    }
    return "<dl>"
      + facts.map { "<dt>\(HTML.escape($0.0))</dt><dd>\(HTML.escape($0.1))</dd>" }
      .joined(separator: "\n") + "</dl>\n"
  }

  /// Every program and machine that took part, numbered; a result names its own by number.
  private var distinct: [Machine] {
    var found: [Machine] = []
    for case let machine? in provenance.ancestry.results.map(\.origin?.machine)
    where !found.contains(machine) {
      found.append(machine)
    }
    return found
  }

  private var machines: String {
    let rows = distinct.enumerated().map { index, machine in
      [
        "\(index + 1)", machine.system, machine.processor, "\(machine.cores)",
        machine.instructions, machine.levels.joined(separator: ", "), machine.commitText,
      ]
    }
    return HTML.table(
      header: [
        "machine", "system", "processor", "cores", "instructions", "levels there",
        "lastbit's commit",
      ],
      rows: rows, isNumber: [false, false, false, true, false, false, false],
      caption: "The machines that computed it.")
  }

  private var files: String {
    let rows = provenance.ancestry.files.map { [$0.path, $0.digest] }
    guard !rows.isEmpty else { return "" }
    return HTML.table(
      header: ["file", "SHA-256"], rows: rows, isNumber: [false, false],
      caption: "Every file that went in; sha256sum prints the same for the right file.")
  }

  private var results: String {
    let all = provenance.ancestry.results
    let machines = distinct
    let rows = all.prefix(Self.mostResults).map { row($0, machines) }
    let rest = all.count > rows.count ? " The first \(rows.count) of \(all.count) are listed." : ""
    let missing = provenance.ancestry.missing
    let lost =
      missing.isEmpty
      ? ""
      : " \(missing.count) that went in are no longer in the store: "
        + missing.map { String($0.description.prefix(12)) }.joined(separator: ", ") + "."
    return "<details>\n<summary>Every result that went in: \(all.count)</summary>\n"
      + HTML.table(
        header: [
          "stage", "at", "kind, version", "arithmetic", "seed", "parameters", "key", "machine",
          "threads", "ended",
        ],
        rows: rows, isNumber: Array(repeating: false, count: 10),
        caption: "Each after those that it was made from; jobs that share a key are listed once."
          + rest + lost) + "</details>\n"
  }

  private func row(_ member: Ancestry.Member, _ machines: [Machine]) -> [String] {
    let machine = member.origin.flatMap { machines.firstIndex(of: $0.machine) }
    let seeds =
      (member.record.seed.map { ["\($0)"] } ?? [])
      + member.record.streams.map { "\($0.name) \($0.seed)" }
    var cells = [member.run.stage, member.run.coordinates.description]
    cells.append("\(member.record.kind) \(member.record.version)")
    cells.append(member.record.arithmetic ?? "–")
    cells.append(seeds.isEmpty ? "–" : seeds.joined(separator: ", "))
    cells.append(Value.map(member.record.parameters).json())
    cells.append(member.key.description)
    cells.append(machine.map { "\($0 + 1)" } ?? "–")
    cells.append(member.origin.map { "\($0.threads)" } ?? "–")
    cells.append(Timestamp.text(member.run.ended))
    return cells
  }

  private var manifests: String {
    provenance.manifests.map { file in
      "<h3>\(HTML.escape(file.path))</h3>\n<p>SHA-256 <code>\(file.digest)</code></p>\n"
        + (file.text.map { "<pre>\(HTML.escape($0))</pre>\n" }
          ?? "<p>The text is too long to be kept.</p>\n")
    }.joined()
  }
}

extension Value {
  /// A text as it is, anything else as JSON.
  fileprivate var words: String {
    if case .string(let text) = self { return text }
    return json()
  }
}
