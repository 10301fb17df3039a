/// What external tools find on this machine, for `lastbit doctor`.
public enum Tools {
  /// What runs containers, the preferred one first.
  public static var containerEngines: [String] {
    ContainerEngine.present.map { "\($0.kind.rawValue) (\($0.path))" }
  }

  /// What computes in another arithmetic: Verrou and a fuzzy libm.
  public static var instruments: [String] {
    [Instrument.verrou, .fuzzyLibm].filter { (try? $0.identity()) != nil }.map(\.rawValue)
  }

  /// Whether a program is in the folders of PATH.
  public static func has(_ program: String) -> Bool { ProgramSearch.path(of: program) != nil }
}
