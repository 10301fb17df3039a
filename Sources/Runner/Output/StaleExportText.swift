import PipelineKit

/// Files that a manifest exports no more, in words.
enum StaleExportText {
  /// Those that are named; the rest are counted.
  private static let most = 5

  /// None where there are none.
  static func lines(_ stale: [StaleExport]) -> [String] {
    guard !stale.isEmpty else { return [] }
    let named = stale.prefix(most).map { file in
      let job = [file.stage, file.coordinates.description].filter { !$0.isEmpty }
      return "  \(WorkingFolder.relative(file.path)): \(job.joined(separator: " "))"
    }
    let rest = stale.count > most ? ["  … and \(stale.count - most) more; --json has them all"] : []
    let what = stale.count == 1 ? "1 file is" : "\(stale.count) files are"
    return [
      "\(what) left of earlier runs, and exported no more; lastbit leaves them where they are:"
    ] + named + rest
  }
}
