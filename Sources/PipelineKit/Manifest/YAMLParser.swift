/// Text to nodes: the part of YAML that manifests use, read without recursion.
///
/// Anchors, aliases and merge keys (`<<`) work within bounds. Refused, each at its place: duplicate
/// keys, keys that are not text, tags, tabs as indentation, several documents, nesting deeper than
/// 64 and aliases that expand to more than 10,000 nodes.
struct YAMLParser {
  static let maximumDepth = 64
  static let maximumAliasedNodes = 10_000

  private let source: SourceText
  private let diagnostics: DiagnosticCollector
  private var builder: NodeBuilder
  /// Lines, from zero, that continue a scalar; tabs may start those.
  private var continued: Set<Int> = []
  private var lastQuoted: (start: (line: Int, column: Int), endLine: Int)?

  /// The document in `source`, or `nil` where `diagnostics` says why there is none.
  static func parse(_ source: SourceText, _ diagnostics: DiagnosticCollector) -> Node? {
    let before = diagnostics.count
    if let offset = FlowPunctuation.firstReserved(in: source.bytes) {
      diagnostics.error(
        "the private-use characters U+F8D0 to U+F8D4 cannot be used",
        at: source.mark(ofByte: offset))
      return nil
    }
    var parser = YAMLParser(source, diagnostics)
    let bytes = FlowPunctuation.hide(source.bytes)
    let root = bytes.withUnsafeBufferPointer { parser.read($0) }
    if diagnostics.count == before { parser.refuseTabs() }
    guard let root, !root.isNull else {
      if diagnostics.count == before {
        diagnostics.error("the manifest is empty", at: parser.mark(0, 0))
      }
      return nil
    }
    return root
  }

  private init(_ source: SourceText, _ diagnostics: DiagnosticCollector) {
    self.source = source
    self.diagnostics = diagnostics
    self.builder = NodeBuilder(diagnostics)
  }

  private mutating func read(_ input: UnsafeBufferPointer<UInt8>) -> Node? {
    var events = YAMLEvents(input)
    var documents = 0
    while true {
      let event: YAMLEvents.Event
      let properties: YAMLEvents.Properties
      do {
        (event, properties) = try events.next()
      } catch {
        report(error, input)
        return nil
      }
      let mark = mark(properties.start.line, properties.start.column)
      if let tag = properties.tag, !Self.harmlessTags.contains(tag) {
        diagnostics.error(
          "tags such as \(quoted(tag)) are not used in manifests; remove it", at: mark)
      }
      switch event {
      case .other: continue
      case .streamEnd: return builder.root
      case .documentStart:
        documents += 1
        guard documents == 1 else {
          diagnostics.error("a manifest is one YAML document; remove what follows '---'", at: mark)
          return nil
        }
      case .scalar(let text, let isPlain):
        if properties.endLine > properties.start.line {
          continued.formUnion(properties.start.line + 1...properties.endLine)
          if properties.isQuoted { lastQuoted = (properties.start, properties.endLine) }
        }
        guard !text.utf8.contains(0) else {
          diagnostics.error("a NUL character is not text", at: mark)
          return nil
        }
        let node = Node(.scalar(FlowPunctuation.restore(text), isPlain: isPlain), at: mark)
        guard builder.add(node, anchor: properties.anchor) else { return nil }
      case .alias(let name): guard builder.addAlias(name, at: mark) else { return nil }
      case .sequenceStart:
        guard builder.open(isMapping: false, at: mark, anchor: properties.anchor) else {
          return nil
        }
      case .mappingStart:
        guard builder.open(isMapping: true, at: mark, anchor: properties.anchor) else {
          return nil
        }
      case .sequenceEnd, .mappingEnd: guard builder.close() else { return nil }
      }
    }
  }

  /// Types come from declarations, so these change nothing.
  private static let harmlessTags: Set<String> = [
    "tag:yaml.org,2002:str", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map",
  ]

  private func mark(_ line: Int, _ column: Int) -> Mark {
    Mark(file: source.file, line: line + 1, column: column + 1)
  }

  private func report(_ failure: YAMLEvents.Failure, _ input: UnsafeBufferPointer<UInt8>) {
    if let offset = failure.byteOffset {
      // Hidden punctuation takes more bytes than that in the file, but as many characters.
      let hidden = SourceText(file: source.file, bytes: Array(input))
      diagnostics.error("control characters are not text", at: hidden.mark(ofByte: offset))
      return
    }
    if let column = leadingTab(inLine: failure.line) {
      diagnostics.error(
        "a tab cannot indent YAML; use spaces", at: mark(failure.line, column))
      return
    }
    let (message, mark) =
      YAMLProblem(source: source, failure: failure, lastQuoted: lastQuoted).explanation
    diagnostics.error(message, at: mark)
  }

  /// libyaml lets tabs indent flow collections; other YAML readers do not.
  private func refuseTabs() {
    guard source.bytes.contains(UInt8(ascii: "\t")) else { return }
    var line = 0
    while let text = source.line(line + 1) {
      if !continued.contains(line), let column = leadingTab(inLine: line),
        let first = text.first(where: { $0 != " " && $0 != "\t" }), first != "#"
      {
        diagnostics.error("a tab cannot indent YAML; use spaces", at: mark(line, column))
      }
      line += 1
    }
  }

  /// The column, from zero, of a tab within the blanks that start a line.
  private func leadingTab(inLine line: Int) -> Int? {
    guard let text = source.line(line + 1) else { return nil }
    let blanks = text.unicodeScalars.prefix { $0 == " " || $0 == "\t" }
    return blanks.enumerated().first { $0.element == "\t" }?.offset
  }
}
