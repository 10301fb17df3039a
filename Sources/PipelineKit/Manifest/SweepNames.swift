internal import Arithmetic

/// Values with names: `bf16: {reduced: {format: bfloat16}}`, `wide: 4`.
extension NodeReader {
  /// The entry of an item that names its value; `nil` where it is a value without a name.
  func nameEntry(of item: Node, axis: String) -> Node.Entry? {
    guard case .mapping(let entries) = item.content, let entry = entries.first, entries.count == 1
    else { return nil }
    guard axis == "arithmetic" else { return entry }
    let isArithmetic = Arithmetics.backends.contains { $0.name == entry.key }
    switch entry.value.content {
    case .scalar(let text, _):
      // `{ieee: }` is an arithmetic; its options are never one text.
      return entry.value.isNull || isArithmetic && !isBackend(text) ? nil : entry
    case .mapping(let inner):
      // The value of an option is no mapping, so what has one inside is an arithmetic with a name.
      guard let first = inner.first, inner.count == 1 else { return nil }
      if case .mapping = first.value.content { return entry }
      return isBackend(first.key) || first.value.isNull ? entry : nil
    case .sequence: return nil
    }
  }

  private func isBackend(_ name: String) -> Bool {
    Arithmetics.backends.contains { $0.name == name }
  }

  /// The value that an entry names, once its name is noted; `nil` after saying what is wrong.
  func value(of entry: Node.Entry, axis: String, _ sweep: inout Sweep) -> String? {
    let before = diagnostics.count
    if !Template.isName(entry.key) {
      diagnostics.error(
        "\(quoted(entry.key)) cannot name a value: a name is a letter or '_', then letters, digits, "
          + "'_' and '-'", at: entry.keyMark)
    } else if axis == "arithmetic", isBackend(entry.key) {
      diagnostics.error(
        "'\(entry.key)' is an arithmetic itself and cannot name another one", at: entry.keyMark)
    }
    guard let values = values(of: entry.value, axis: axis, &sweep) else { return nil }
    guard values.count == 1, nameEntry(of: entry.value, axis: axis) == nil else {
      diagnostics.error("'\(entry.key)' must name one value", at: entry.value.mark)
      return nil
    }
    guard diagnostics.count == before else { return nil }
    sweep.names.add(entry.key, for: values[0].text, along: axis, at: entry.keyMark, diagnostics)
    return diagnostics.count == before ? values[0].text : nil
  }
}
