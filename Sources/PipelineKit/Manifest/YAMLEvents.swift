internal import CYAML

/// libyaml's events, one after the other, as Swift values.
struct YAMLEvents: ~Copyable {
  /// One event; lines and columns count from zero as libyaml does.
  enum Event {
    case documentStart
    case scalar(String, isPlain: Bool)
    case alias(String)
    case sequenceStart, sequenceEnd
    case mappingStart, mappingEnd
    case streamEnd
    /// Starts of streams and ends of documents.
    case other
  }

  /// What came with an event.
  struct Properties {
    var start = (line: 0, column: 0)
    var endLine = 0
    /// Whether a scalar is in quotes.
    var isQuoted = false
    var anchor: String?
    var tag: String?
  }

  /// Where and why libyaml gave up.
  struct Failure: Error {
    var problem: String
    var line: Int
    var column: Int
    /// Where the collection or quoted text starts that was being read.
    var start: (line: Int, column: Int)?
    /// Set instead of line and column where the reader, not the scanner, failed.
    var byteOffset: Int?
  }

  private let parser: UnsafeMutablePointer<yaml_parser_t>

  /// - Precondition: `input` outlives the value.
  init(_ input: UnsafeBufferPointer<UInt8>) {
    parser = .allocate(capacity: 1)
    parser.initialize(to: yaml_parser_t())
    let succeeded = yaml_parser_initialize(parser)
    precondition(succeeded == 1, "out of memory")
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, input.baseAddress, input.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
  }

  mutating func next() throws(Failure) -> (Event, Properties) {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw failure() }
    defer { yaml_event_delete(&event) }
    var properties = Properties()
    properties.start = (event.start_mark.line, event.start_mark.column)
    properties.endLine = event.end_mark.line
    switch event.type {
    case YAML_DOCUMENT_START_EVENT: return (.documentStart, properties)
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      properties.anchor = text(scalar.anchor)
      properties.tag = text(scalar.tag)
      let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      let isPlain = scalar.style == YAML_PLAIN_SCALAR_STYLE
      properties.isQuoted =
        scalar.style == YAML_SINGLE_QUOTED_SCALAR_STYLE
        || scalar.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE
      return (.scalar(String(decoding: bytes, as: UTF8.self), isPlain: isPlain), properties)
    case YAML_ALIAS_EVENT: return (.alias(text(event.data.alias.anchor) ?? ""), properties)
    case YAML_SEQUENCE_START_EVENT:
      properties.anchor = text(event.data.sequence_start.anchor)
      properties.tag = text(event.data.sequence_start.tag)
      return (.sequenceStart, properties)
    case YAML_SEQUENCE_END_EVENT: return (.sequenceEnd, properties)
    case YAML_MAPPING_START_EVENT:
      properties.anchor = text(event.data.mapping_start.anchor)
      properties.tag = text(event.data.mapping_start.tag)
      return (.mappingStart, properties)
    case YAML_MAPPING_END_EVENT: return (.mappingEnd, properties)
    case YAML_STREAM_END_EVENT: return (.streamEnd, properties)
    default: return (.other, properties)
    }
  }

  private func failure() -> Failure {
    let problem = parser.pointee.problem.map { String(cString: $0) } ?? "out of memory"
    let mark = parser.pointee.problem_mark
    let isReader = parser.pointee.error == YAML_READER_ERROR
    let start = parser.pointee.context_mark
    return Failure(
      problem: problem, line: mark.line, column: mark.column,
      start: parser.pointee.context == nil ? nil : (start.line, start.column),
      byteOffset: isReader ? Int(parser.pointee.problem_offset) : nil)
  }

  private func text(_ pointer: UnsafeMutablePointer<UInt8>?) -> String? {
    pointer.map { String(cString: $0) }
  }
}
