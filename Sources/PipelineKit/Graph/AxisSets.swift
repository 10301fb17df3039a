/// The sets of one manifest, and which values they turn out to have.
struct AxisSets {
  private let declarations: [SetDeclaration]
  private let diagnostics: DiagnosticCollector
  /// Where splits start that have no seed of their own.
  private let seed: Int

  init(_ declarations: [SetDeclaration], seed: Int, _ diagnostics: DiagnosticCollector) {
    self.declarations = declarations
    self.seed = seed
    self.diagnostics = diagnostics
  }

  /// The values of a subset along its axis, of those that are there; `nil` after saying what is wrong.
  ///
  /// - Parameters:
  ///   - present: the values along the axis, in order.
  ///   - stream: what a source of the manifest stands for.
  func values(
    of subset: Reference.Subset, present: [String], at mark: Mark,
    stream: (String) -> Stream?
  ) -> ResolvedSet? {
    let text = "\(subset.values)"
    let values: [String]
    switch subset.values {
    case .list(let list):
      values = list
      for value in list where !present.contains(value) {
        diagnostics.error(
          "no item has \(subset.axis)=\(value), which \(text) names", at: mark,
          hint: Suggestion.hint(for: value, among: present)
            ?? "its values are \(Listing.text(present))")
        return nil
      }
    case .set(let name, let part):
      guard let set = declarations.first(where: { $0.name == name }) else {
        diagnostics.unknown("set", name, among: declarations.map(\.name), at: mark)
        return nil
      }
      guard let found = self.values(of: set, part, along: subset.axis, at: mark, stream) else {
        return nil
      }
      values = found
      warnOfAbsent(found.filter { !present.contains($0) }, set, subset.axis)
    }
    let kept = Set(values)
    let members = present.filter(kept.contains)
    guard !members.isEmpty else {
      diagnostics.error(
        "no item has a value of \(subset.axis) that \(text) holds", at: mark,
        hint: "its values are \(Listing.text(present))")
      return nil
    }
    return ResolvedSet(name: text, axis: subset.axis, values: members)
  }

  private func values(
    of set: SetDeclaration, _ part: String?, along axis: String, at mark: Mark,
    _ stream: (String) -> Stream?
  ) -> [String]? {
    if case .split(let shares, let of, let by, let own) = set.content {
      let names = shares.map(\.part)
      guard let part, let index = names.firstIndex(of: part) else {
        let hint =
          part.flatMap { Suggestion.hint(for: $0, among: names) }
          ?? "write \(names.map { "\(set.name).\($0)" }.joined(separator: " or "))"
        diagnostics.error(
          part.map { "set '\(set.name)' has no part \(quoted($0))" }
            ?? "set '\(set.name)' is split: a part of it is meant", at: mark, hint: hint)
        return nil
      }
      guard by == axis else {
        diagnostics.error(
          "set '\(set.name)' is split by '\(by)', not by '\(axis)'", at: mark)
        return nil
      }
      guard let all = stream(of)?.content?.relation.distinctAxes.first(where: { $0.name == by })
      else {
        diagnostics.error(
          "set '\(set.name)' is a split of \(quoted(of)), which is no source with the axis '\(by)'",
          at: set.mark)
        return nil
      }
      return Self.deal(all.values, shares.map(\.share), seed: own ?? seed)[index]
    }
    if let part {
      diagnostics.error(
        "set '\(set.name)' is not split: it has no part \(quoted(part))", at: mark)
      return nil
    }
    switch set.content {
    case .values(let values): return values
    case .table(let path, let column, let filters):
      return SourceTable(path: path, mark: set.mark, diagnostics: diagnostics)
        .values(of: column, along: axis, filters: filters)
    case .split: return nil
    }
  }

  private func warnOfAbsent(_ absent: [String], _ set: SetDeclaration, _ axis: String) {
    guard !absent.isEmpty else { return }
    diagnostics.warning(
      "set '\(set.name)' holds \(absent.count == 1 ? "a value" : "\(absent.count) values") of "
        + "'\(axis)' that nothing has: \(Listing.text(absent))", at: set.mark)
  }

  /// Deals values out: in the order of a hash of seed and value, cut by shares, the largest remainders
  /// rounded up. The order in which the values come does not matter, and one more value moves few.
  static func deal(_ values: [String], _ shares: [Double], seed: Int) -> [[String]] {
    let hashed: [(hash: String, value: String)] = values.map { value in
      var hasher = FieldHasher()
      hasher.add(tag: "seed", seed)
      hasher.add(tag: "value", value)
      return (hasher.finalize().hex, value)
    }
    let shuffled = hashed.sorted { $0 < $1 }.map(\.value)
    let total = shares.reduce(0, +)
    let exact = shares.map { $0 / total * Double(values.count) }
    var counts = exact.map { Int($0.rounded(.down)) }
    let byRemainder = shares.indices.sorted {
      (exact[$1] - Double(counts[$1]), $0) < (exact[$0] - Double(counts[$0]), $1)
    }
    for index in byRemainder.prefix(values.count - counts.reduce(0, +)) { counts[index] += 1 }
    var parts: [[String]] = []
    var position = 0
    for count in counts {
      let part = Set(shuffled[position..<position + count])
      parts.append(values.filter(part.contains))
      position += count
    }
    return parts
  }
}

/// A set as it turned out.
public struct ResolvedSet: Sendable, Hashable {
  /// As selections name it: `parts.training`.
  public var name: String
  public var axis: String
  /// Those that are there, in the order of the axis.
  public var values: [String]
}
