/// One of a manifest's `sets:`: values along an axis that belong together, such as the persons that a
/// network is trained on.
public struct SetDeclaration: Sendable {
  public enum Content: Sendable {
    /// Written out.
    case values([String])
    /// The values in a column of a table, of the rows that pass the filters.
    case table(String, column: String, filters: [SourceDeclaration.Filter])
    /// The values of `of` along the axis `by`, dealt out at random by shares.
    case split(shares: [(part: String, share: Double)], of: String, by: String, seed: Int?)
  }

  public var name: String
  public var mark: Mark
  public var content: Content
}

extension NodeReader {
  /// Reads one entry of `sets:`; `nil` after saying what is wrong.
  func set(_ entry: Node.Entry) -> SetDeclaration? {
    guard isName(entry) else { return nil }
    let what = "set '\(entry.key)'"
    func declaration(_ content: SetDeclaration.Content) -> SetDeclaration {
      SetDeclaration(name: entry.key, mark: entry.keyMark, content: content)
    }
    guard case .mapping = entry.value.content else {
      guard let values = texts(entry.value, entry.key) else { return nil }
      guard !values.isEmpty else {
        diagnostics.error("\(what) has no values", at: entry.keyMark)
        return nil
      }
      return declaration(.values(values))
    }
    guard var fields = Fields(entry.value, what, self) else { return nil }
    defer { fields.finish() }
    if fields.has("split") { return split(&fields, what, entry).map(declaration) }
    guard let node = fields.required("table", at: entry.keyMark), let table = text(node, "table")
    else { return nil }
    let column = fields.text("column") ?? "participant_id"
    let filters = fields.node("where").flatMap { self.filters($0, "'where' of \(what)") } ?? []
    return declaration(
      .table(PathText.resolve(table, in: folder), column: column, filters: filters))
  }

  private func split(
    _ fields: inout Fields, _ what: String, _ entry: Node.Entry
  ) -> SetDeclaration.Content? {
    var shares: [(part: String, share: Double)] = []
    if let node = fields.required("split"), var parts = Fields(node, "'split' of \(what)", self) {
      for part in parts.rest() {
        guard isName(part),
          let share = value(part.value, .number(minimum: 0, maximum: 1e9), part.key)
        else { continue }
        switch share {
        case .number(let share): shares.append((part.key, share))
        case .integer(let share): shares.append((part.key, Double(share)))
        default: break
        }
      }
      if shares.count < 2 || shares.allSatisfy({ $0.share == 0 }) {
        diagnostics.error(
          "'split' of \(what) needs two parts or more, with their shares", at: node.mark,
          hint: "such as {training: 8, validation: 1, test: 1}")
        return nil
      }
    }
    let of = fields.required("of", at: entry.keyMark).flatMap { text($0, "of") }
    let by = fields.text("by") ?? "subject"
    let seed = fields.integer("seed", 0...Int.max)
    guard let of, shares.count > 1 else { return nil }
    return .split(shares: shares, of: of, by: by, seed: seed)
  }

  /// Columns with the values to keep.
  func filters(_ node: Node, _ what: String) -> [SourceDeclaration.Filter] {
    guard var conditions = Fields(node, what, self) else { return [] }
    return conditions.rest().compactMap { condition in
      texts(condition.value, condition.key).map {
        .init(name: condition.key, values: $0, mark: condition.keyMark)
      }
    }
  }
}
