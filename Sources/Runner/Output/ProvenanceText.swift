import PipelineKit

/// Where a result comes from, for `show --provenance`.
struct ProvenanceText {
  private let provenance: ResultProvenance

  init(_ provenance: ResultProvenance) { self.provenance = provenance }

  var lines: [String] { facts + files + results + manifests }

  private var facts: [String] {
    ["", "provenance"]
      + provenance.facts.filter { $0.key != "manifests" }.flatMap { pair in
        // What has several lines is one block.
        "  \(pair.key): \(ResultPage.plain(pair.value))".split(
          separator: "\n", omittingEmptySubsequences: false
        ).enumerated().map { $0 == 0 ? String($1) : "    " + $1 }
      } + (provenance.command.map { ["  to run it again: \($0)"] } ?? [])
  }

  private var files: [String] {
    let files = provenance.ancestry.files
    guard !files.isEmpty else { return [] }
    return ["", "source files (SHA-256)"] + files.map { "  \($0.digest)  \($0.path)" }
  }

  private var results: [String] {
    let ancestry = provenance.ancestry
    let rows = ancestry.results.map(Self.row)
    let table = TextTable(
      header: [
        "results", "key", "arithmetic", "seed", "ended", "processor", "instructions", "commit",
      ], rows: rows
    ).text.split(separator: "\n").map(String.init)
    let missing = ancestry.missing.map {
      "  \($0): no longer in the store; what led to it is not known"
    }
    return [""] + table + missing
  }

  private static func row(_ member: Ancestry.Member) -> [String] {
    let job = [member.run.stage, member.run.coordinates.description].filter { !$0.isEmpty }
    let machine = member.origin?.machine
    let seed = member.record.seed
    return [
      "  " + job.joined(separator: " "), String(member.key.description.prefix(12)),
      member.record.arithmetic ?? "", seed.map { "\($0)" } ?? "",
      Timestamp.text(member.run.ended), machine?.processor ?? "unknown",
      machine?.instructions ?? "", machine.map { String($0.commitText.prefix(12)) } ?? "",
    ]
  }

  private var manifests: [String] {
    provenance.manifests.flatMap { file in
      ["", "\(file.path) (SHA-256 \(file.digest))"]
        + (file.text.map { text in
          text.split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 }
        } ?? ["  too long to be kept with each result"])
    }
  }
}
