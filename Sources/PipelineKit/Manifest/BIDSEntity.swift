/// Entities of BIDS file names: the long name that manifests and axes use, and the short one that
/// stands in file names (BIDS 1.10, appendix "Entity table").
enum BIDSEntity {
  static let names: [(name: String, short: String)] = [
    ("subject", "sub"), ("session", "ses"), ("sample", "sample"), ("task", "task"),
    ("tracksys", "tracksys"), ("acquisition", "acq"), ("nucleus", "nuc"), ("volume", "voi"),
    ("ceagent", "ce"), ("tracer", "trc"), ("stain", "stain"), ("reconstruction", "rec"),
    ("direction", "dir"), ("run", "run"), ("modality", "mod"), ("echo", "echo"),
    ("flip", "flip"), ("inversion", "inv"), ("mtransfer", "mt"), ("part", "part"),
    ("processing", "proc"), ("hemisphere", "hemi"), ("space", "space"), ("split", "split"),
    ("recording", "recording"), ("chunk", "chunk"), ("segmentation", "seg"), ("atlas", "atlas"),
    ("scale", "scale"), ("resolution", "res"), ("density", "den"), ("label", "label"),
    ("description", "desc"), ("cohort", "cohort"), ("from", "from"), ("to", "to"),
    ("mode", "mode"),
  ]

  private static let longNames = Dictionary(
    names.map { ($0.short, $0.name) }, uniquingKeysWith: { first, _ in first })

  /// The long name of an entity written short; unknown ones stay as they are.
  static func longName(of short: String) -> String { longNames[short] ?? short }
}
