/// An entity of BIDS file names, such as `acq-mprage` in `sub-01_acq-mprage_T1w.nii.gz`.
struct BIDSEntity: Sendable {
  /// The long name, which axes and messages use.
  let name: String
  /// What stands in file names.
  let short: String
  /// What other programs call it.
  let aliases: [String]
  /// Whether its values are whole numbers, so that `01` and `1` are the same.
  let isIndex: Bool

  private init(
    _ name: String, _ short: String, isIndex: Bool = false, aliases: [String] = []
  ) {
    self.name = name
    self.short = short
    self.isIndex = isIndex
    self.aliases = aliases
  }

  /// The entities of BIDS 1.10 (appendix "Entity table"), in the order in which names have them, and
  /// those of its derivatives; aliases are the names of pybids.
  static let all: [BIDSEntity] = [
    .init("subject", "sub"), .init("template", "tpl"), .init("session", "ses"),
    .init("cohort", "cohort"), .init("sample", "sample"), .init("task", "task"),
    .init("tracksys", "tracksys"), .init("acquisition", "acq"), .init("nucleus", "nuc"),
    .init("volume", "voi"), .init("ceagent", "ce"), .init("tracer", "trc"),
    .init("stain", "stain", aliases: ["staining"]), .init("reconstruction", "rec"),
    .init("direction", "dir"), .init("run", "run", isIndex: true), .init("modality", "mod"),
    .init("echo", "echo", isIndex: true), .init("flip", "flip", isIndex: true),
    .init("inversion", "inv", isIndex: true), .init("mtransfer", "mt"), .init("part", "part"),
    .init("processing", "proc"), .init("hemisphere", "hemi"), .init("space", "space"),
    .init("split", "split", isIndex: true), .init("recording", "recording"),
    .init("chunk", "chunk", isIndex: true), .init("segmentation", "seg"),
    .init("atlas", "atlas"), .init("scale", "scale"), .init("resolution", "res"),
    .init("density", "den"), .init("label", "label"), .init("description", "desc"),
    .init("from", "from"), .init("to", "to"), .init("mode", "mode"), .init("model", "model"),
    .init("subset", "subset"), .init("roi", "roi"),
  ]

  private static let byKey = Dictionary(
    all.flatMap { entity in entity.keys.map { ($0, entity) } },
    uniquingKeysWith: { first, _ in first })

  /// The long name of an entity written in any way; unknown ones stay as they are.
  static func longName(of key: String) -> String { byKey[key]?.name ?? key }

  /// The short name of an entity.
  static func shortName(of name: String) -> String { byKey[name]?.short ?? name }

  /// Whether `key` names an entity in any way.
  static func isKnown(_ key: String) -> Bool { byKey[key] != nil }

  /// The keys of a manifest that mean the entity: long, short and as other programs call it.
  var keys: [String] {
    ([name, short] + aliases).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// `value` in the form in which values of the entity called `name` are compared: whole numbers
  /// without leading zeros.
  static func comparable(_ value: String, of name: String) -> String {
    guard byKey[name]?.isIndex == true, !value.isEmpty,
      value.utf8.allSatisfy({ (48...57).contains($0) })
    else { return value }
    let digits = value.drop { $0 == "0" }
    return digits.isEmpty ? "0" : String(digits)
  }
}
