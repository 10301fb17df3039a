public import Arithmetic

/// An arithmetic as a manifest names it.
public struct ArithmeticChoice: Sendable, Equatable {
  /// As written: what coordinates print and seeds hash.
  public var label: String
  /// With its options checked and defaults filled in: what keys hold.
  public var resolved: ArithmeticSpecification
  /// The layers that its scope names, each with its place.
  var layers: [ScopedLayer] = []

  /// A layer that a scope names; whether a stage has it is known where the stage is.
  struct ScopedLayer: Sendable, Equatable {
    /// As written, with kernels where it names some: `level1:matmul`.
    var item: String
    var layer: String
    var mark: Mark
  }
}

extension NodeReader {
  /// Reads `ieee` or `{mca: {precision: 24}}`; `nil` after saying what is wrong.
  func arithmetic(_ node: Node) -> ArithmeticChoice? {
    guard let node = scope.expand(node, diagnostics) else { return nil }
    var name = node.text
    var nameMark = node.mark
    var optionNodes: [Node.Entry] = []
    if case .mapping(let entries) = node.content, entries.count == 1 {
      name = entries[0].key
      nameMark = entries[0].keyMark
      if case .mapping(let options) = entries[0].value.content {
        optionNodes = options
      } else if !entries[0].value.isNull {
        name = nil
      }
    }
    guard let name, !node.isNull else {
      diagnostics.error(
        "an arithmetic is a name, or {name: {option: value}}, not \(node.described)", at: node.mark)
      return nil
    }
    var specification = ArithmeticSpecification(name: name)
    for entry in optionNodes {
      guard let option = Self.option(entry.value) else {
        diagnostics.error(
          "option \(quoted(entry.key)) must be a text, a number or a list of texts",
          at: entry.value.mark)
        return nil
      }
      specification.options[entry.key] = option
    }
    do {
      let resolved = try Arithmetics.resolve(specification)
      let layers = try KernelScope(resolved)?.layers ?? []
      return ArithmeticChoice(
        label: specification.label, resolved: resolved,
        layers: layers.map { item, layer in
          .init(item: item, layer: layer, mark: Self.mark(of: item, in: optionNodes) ?? nameMark)
        })
    } catch {
      let options = optionNodes.filter { $0.key == error.option }
      let mark =
        error.item.flatMap { Self.mark(of: $0, in: options) } ?? options.first?.keyMark ?? nameMark
      let hint =
        error.candidates.isEmpty
        ? nil : "did you mean \(error.candidates.map(quoted).joined(separator: " or "))?"
      diagnostics.error(error.message, at: mark, hint: hint)
      return nil
    }
  }

  /// Where an option's value, or an item of it, is `text`.
  private static func mark(of text: String, in options: [Node.Entry]) -> Mark? {
    for option in options {
      if option.value.text == text { return option.value.mark }
      if case .sequence(let items) = option.value.content,
        let item = items.first(where: { $0.text == text })
      {
        return item.mark
      }
    }
    return nil
  }

  /// Numbers are recognised by their form; what each option takes is checked when it is resolved.
  private static func option(_ node: Node) -> ArithmeticOption? {
    switch node.content {
    case .scalar(let text, _):
      if node.isNull { return nil }
      if let integer = Int(text) { return .integer(integer) }
      if let number = ParameterType.decimal(text) { return .number(number) }
      return .text(text)
    case .sequence(let items):
      let texts = items.compactMap(\.text)
      return texts.count == items.count ? .list(texts) : nil
    case .mapping: return nil
    }
  }
}
