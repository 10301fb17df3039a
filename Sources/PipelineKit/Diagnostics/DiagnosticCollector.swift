/// Gathers everything that is wrong in one reading, so that it is reported at once.
final class DiagnosticCollector {
  private var found: [Diagnostic] = []
  private var seen: Set<Place> = []
  private var unreported = 0
  private var warnings: [Diagnostic] = []
  private var warned: Set<Place> = []
  /// How many errors were found so far, those included that were found before; compare two counts
  /// to learn whether a step succeeded.
  private(set) var count = 0
  private var sources: [String: SourceText] = [:]
  /// In which order the files were read.
  private var order: [String: Int] = [:]

  private struct Place: Hashable {
    var mark: Mark?
    var message: String
  }

  /// More than this helps nobody, and a hostile manifest could ask for millions.
  private static let limit = 100

  /// Lets diagnostics quote the lines of `source`.
  func register(_ source: SourceText) {
    sources[source.file] = source
    if order[source.file] == nil { order[source.file] = order.count }
  }

  /// - Parameter hint: looked for only if the error is one that will be shown.
  func error(_ message: String, at mark: Mark?, hint: @autoclosure () -> String? = nil) {
    count += 1
    guard seen.count < Self.limit else {
      unreported += 1
      return
    }
    guard seen.insert(Place(mark: mark, message: message)).inserted else { return }
    let excerpt = mark.flatMap { sources[$0.file]?.line($0.line) }
    found.append(Diagnostic(.error, message, at: mark, hint: hint(), excerpt: excerpt))
  }

  /// Says something that is not wrong but that people should know; it stops nothing.
  func warning(_ message: String, at mark: Mark?, hint: String? = nil) {
    guard warned.count < Self.limit, warned.insert(Place(mark: mark, message: message)).inserted
    else { return }
    let excerpt = mark.flatMap { sources[$0.file]?.line($0.line) }
    warnings.append(Diagnostic(.warning, message, at: mark, hint: hint, excerpt: excerpt))
  }

  /// Adds an error that knows its own place, or else happened at `mark`.
  func report(_ diagnostic: Diagnostic, orAt mark: Mark?) {
    guard diagnostic.excerpt != nil else {
      error(diagnostic.message, at: diagnostic.mark ?? mark, hint: diagnostic.hint)
      return
    }
    count += 1
    let place = Place(mark: diagnostic.mark, message: diagnostic.message)
    if seen.insert(place).inserted { found.append(diagnostic) }
  }

  /// Says that `word` is not one of `known`, and which of them is near.
  func unknown(_ what: String, _ word: String, among known: some Sequence<String>, at mark: Mark?) {
    error(
      "unknown \(what) \(quoted(word))", at: mark, hint: Suggestion.hint(for: word, among: known))
  }

  /// The warnings, sorted by place, files in the order in which they were read.
  var sortedWarnings: [Diagnostic] { sorted(warnings) }

  /// Throws what was found and all warnings, sorted, if there are errors.
  func throwIfAny() throws(Diagnostics) {
    guard !found.isEmpty else { return }
    var all = sorted(found + warnings)
    if unreported > 0 { all.append(Diagnostic(.note, "\(unreported) more errors are not shown")) }
    throw Diagnostics(all)
  }

  /// Stable: diagnostics at one place keep the order in which they were found.
  private func sorted(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
    func place(_ diagnostic: Diagnostic) -> (Int, Int, Int) {
      guard let mark = diagnostic.mark else { return (-1, 0, 0) }
      return (order[mark.file] ?? .max, mark.line, mark.column)
    }
    return diagnostics.enumerated()
      .sorted { (place($0.element), $0.offset) < (place($1.element), $1.offset) }
      .map(\.element)
  }
}

private func < (a: ((Int, Int, Int), Int), b: ((Int, Int, Int), Int)) -> Bool {
  a.0 == b.0 ? a.1 < b.1 : a.0 < b.0
}
