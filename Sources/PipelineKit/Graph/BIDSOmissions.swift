/// Says which subjects and sessions of a BIDS data set a source has no file of, and which files come
/// close: a table of results that is short says nothing.
struct BIDSOmissions {
  private let dataSet: BIDSDataSet
  private let query: BIDSQuery
  private let mark: Mark
  private let diagnostics: DiagnosticCollector

  init(
    _ dataSet: BIDSDataSet, _ query: BIDSQuery, _ mark: Mark, _ diagnostics: DiagnosticCollector
  ) {
    self.dataSet = dataSet
    self.query = query
    self.mark = mark
    self.diagnostics = diagnostics
  }

  /// Warns of what is not among `files`.
  func report(taken files: [BIDSDataSet.File]) {
    let taken = Set(files.map(\.place.subject))
    let wanted = dataSet.subjects.filter(isWanted)
    let missing = wanted.filter { !taken.contains($0) }
    if !missing.isEmpty {
      warn(
        missing.count, of: wanted.count, "subject", Listing.text(missing),
        near: near(Set(missing)))
    }
    reportSessions(files, taken)
    reportNames(taken)
    guard !dataSet.misnamed.isEmpty else { return }
    let count = dataSet.misnamed.count
    diagnostics.warning(
      "\(count == 1 ? "1 folder" : "\(count) folders") of \(quoted(query.root)) \(count == 1 ? "is" : "are") "
        + "left out: a subject's folder is called 'sub-…', not "
        + Listing.text(dataSet.misnamed.map(quoted)), at: mark)
  }

  /// Sessions that other subjects have a file of.
  private func reportSessions(_ files: [BIDSDataSet.File], _ subjects: Set<String>) {
    let labels = Set(files.compactMap(\.place.session))
    let taken = Set(files.map { [$0.place.subject, $0.place.session ?? ""] })
    let wanted = dataSet.sessions.filter { place in
      subjects.contains(place.subject) && place.session.map(labels.contains) == true
    }
    let missing = wanted.filter { !taken.contains([$0.subject, $0.session ?? ""]) }
    guard !missing.isEmpty else { return }
    let names = missing.map { "\($0.subject) session \($0.session ?? "")" }
    warn(missing.count, of: wanted.count, "session", Listing.text(names), near: [])
  }

  /// Files beside taken ones that would be taken under a name of BIDS.
  private func reportNames(_ subjects: Set<String>) {
    let names = lookalikes { subjects.contains($0) }
    guard !names.isEmpty else { return }
    diagnostics.warning(
      "\(names.count) \(names.count == 1 ? "file is" : "files are") left out, for want of a name of "
        + "BIDS that ends as \(quoted(query.pattern)): \(Listing.text(names.map(quoted), limit: 3))",
      at: mark)
  }

  private func warn(
    _ count: Int, of total: Int, _ what: String, _ names: String, near: [String]
  ) {
    let filters = query.filters.filter { $0.name != "subject" }
      .map { "\($0.name) \($0.described)" }
    let with = filters.isEmpty ? "" : " with \(filters.joined(separator: ", "))"
    let hint =
      near.isEmpty
      ? nil
      : "\(near.count == 1 ? "there is" : "there are") \(Listing.text(near.map(quoted), limit: 3))"
    diagnostics.warning(
      "\(count) of \(total) \(what)s of \(quoted(query.root)) \(count == 1 ? "has" : "have") no file "
        + "\(quoted(query.pattern))\(query.place)\(with): \(names)", at: mark, hint: hint)
  }

  /// Whether a subject passes the filter on subjects.
  private func isWanted(_ subject: String) -> Bool {
    query.filters.first { $0.name == "subject" }?.values.contains(subject) ?? true
  }

  /// Files of subjects that come close to what is wanted.
  private func near(_ subjects: Set<String>) -> [String] {
    let filteredOut = dataSet.files.filter { file in
      subjects.contains(file.place.subject) && file.suffix == query.suffix
        && !Self.sidecars.contains(file.fileExtension)
    }
    return lookalikes(subjects.contains) + filteredOut.map(\.name)
  }

  private static let sidecars: Set<String> = [".json", ".bval", ".bvec"]

  /// Names of files that end almost as they should: in other letters, or after a beginning that is
  /// none of BIDS.
  private func lookalikes(_ isWanted: (String) -> Bool) -> [String] {
    let suffix = query.suffix.lowercased()
    let extensions = Set(query.extensions.map { $0.lowercased() })
    func looksAlike(_ name: String) -> Bool {
      let stem = name.prefix { $0 != "." }
      let ending = name.dropFirst(stem.count).lowercased()
      let last = stem.split(separator: "_").last.map { $0.lowercased() }
      return last == suffix && extensions.contains(ending)
    }
    func isInPlace(_ place: BIDSDataSet.Place) -> Bool {
      isWanted(place.subject) && query.accepts(datatype: place.datatype)
    }
    let strays = dataSet.strays.filter { isInPlace($0.place) && looksAlike($0.name) }.map(\.name)
    let others = dataSet.files.filter { file in
      isInPlace(file.place) && looksAlike(file.name)
        && !(file.suffix == query.suffix && query.extensions.contains(file.fileExtension))
    }
    return strays + others.map(\.name)
  }
}
