import Values

/// Files of the safetensors format (huggingface/safetensors, version 0.x): eight bytes of length, a
/// JSON header of that length, then the tensors' bytes without gaps.
struct SafetensorsFile {
  private let file: RandomAccessFile
  private let header: [Value.Pair]
  /// Where the header ends and offsets count from.
  private let start: Int

  /// The largest header that the format allows.
  private static let maximumHeader = 100_000_000

  /// - Throws: `ModelError` where this is no such file.
  init(_ file: RandomAccessFile) throws(ModelError) {
    var cursor = ByteCursor(try file.read(0, min(8, file.size), "the header's length"))
    guard let length = cursor.size(width: 8), length <= Self.maximumHeader, length <= file.size - 8
    else { throw file.error("is not a safetensors file: its header would not fit it") }
    let text = try file.read(8, length, "the header")
    let tree: Value
    do { tree = try Value(json: text[...]) } catch {
      throw file.error("has a header that is not JSON: \(error.message) at byte \(8 + error.byte)")
    }
    guard case .map(let pairs) = tree else {
      throw file.error("has a header that is no JSON object")
    }
    self.file = file
    header = pairs
    start = 8 + length
  }

  /// The tensors in the order of the header; metadata: the file's own. Tensors of a type that is not
  /// read (complex numbers, less than a byte) are listed as not imported.
  ///
  /// - Throws: `ModelError` naming the tensor whose type, shape or place is wrong.
  func weights() throws(ModelError) -> ModelWeights {
    var metadata: [Value.Pair] = []
    var fields: [Field] = []
    for (index, pair) in header.enumerated() {
      if pair.key == "__metadata__" {
        guard case .map(let own) = pair.value,
          own.allSatisfy({ if case .string = $0.value { true } else { false } })
        else { throw file.error("has metadata that are not texts") }
        metadata += own
      } else {
        guard let field = Field(pair, index) else {
          throw file.error("describes tensor \(quoted(pair.key)) in an unknown way")
        }
        fields.append(field)
      }
    }
    try checkPlaces(fields)
    var entries: [ModelWeights.Entry] = []
    var notImported: [String] = []
    for field in fields {
      guard let type = field.type else {
        notImported.append(field.name)
        continue
      }
      let what = "tensor \(quoted(field.name))"
      let layout: StridedLayout
      do { layout = try StridedLayout(shape: field.shape) } catch {
        throw file.error("has \(what) with \(error.message)")
      }
      let (size, overflow) = layout.count.multipliedReportingOverflow(by: type.size)
      guard !overflow, size == field.end - field.start else {
        throw file.error(
          "has \(field.end - field.start) bytes at byte \(start + field.start) for \(what) of shape"
            + " \(field.shape), \(type.rawValue)")
      }
      let bytes = try file.read(start + field.start, size, what)
      guard let tensor = bytes.withUnsafeBytes({ ModelTensor(type, layout, of: $0) }) else {
        notImported.append(field.name)
        continue
      }
      entries.append(.init(field.name, type, tensor))
    }
    guard !entries.isEmpty || notImported.isEmpty else {
      throw file.error(
        "holds no tensor of a type that is read, only \(Listing.text(notImported.map(quoted)))")
    }
    do {
      return try ModelWeights(
        entries, format: .safetensors, metadata: metadata, notImported: notImported)
    } catch { throw file.error(error.message) }
  }

  /// Tensors fill the rest of the file, without gaps and overlaps.
  private func checkPlaces(_ fields: [Field]) throws(ModelError) {
    var end = 0
    for field in fields.sorted(by: { ($0.start, $0.end, $0.index) < ($1.start, $1.end, $1.index) })
    {
      guard field.start == end, field.end >= field.start else {
        throw file.error(
          "has tensor \(quoted(field.name)) at bytes \(field.start) to \(field.end) of its data,"
            + " where \(end) was to come")
      }
      end = field.end
    }
    guard end == file.size - start else {
      throw file.error(
        end > file.size - start
          ? "is cut short: its tensors end at byte \(end) of its data, the file at"
            + " \(file.size - start)"
          : "goes on after its tensors, which end at byte \(end) of its data")
    }
  }

  /// What the header says of one tensor.
  private struct Field {
    var name: String
    var index: Int
    /// `nil` for one that is not read.
    var type: ElementType?
    var shape: [Int]
    var start: Int
    var end: Int

    init?(_ pair: Value.Pair, _ index: Int) {
      guard case .map(let facts) = pair.value, facts.count == 3,
        case .string(let word)? = pair.value["dtype"],
        let shape = Self.integers(pair.value["shape"]),
        let offsets = Self.integers(pair.value["data_offsets"]), offsets.count == 2,
        offsets.allSatisfy({ $0 >= 0 })
      else { return nil }
      name = pair.key
      self.index = index
      type = ElementType(safetensors: word)
      self.shape = shape
      (start, end) = (offsets[0], offsets[1])
    }

    private static func integers(_ value: Value?) -> [Int]? {
      guard case .list(let items)? = value else { return nil }
      var integers: [Int] = []
      for item in items {
        guard case .integer(let integer) = item else { return nil }
        integers.append(integer)
      }
      return integers
    }
  }
}

extension ElementType {
  /// The format's words for element types.
  private static let safetensorsWords: [(type: ElementType, word: String)] = [
    (.float64, "F64"), (.float32, "F32"), (.float16, "F16"), (.bfloat16, "BF16"), (.int64, "I64"),
    (.int32, "I32"), (.int16, "I16"), (.int8, "I8"), (.uint8, "U8"), (.bool, "BOOL"),
    (.uint64, "U64"), (.uint32, "U32"), (.uint16, "U16"), (.float8E4M3, "F8_E4M3"),
    (.float8E5M2, "F8_E5M2"), (.float8E8M0, "F8_E8M0"), (.float8E4M3Unsigned, "F8_E4M3FNUZ"),
    (.float8E5M2Unsigned, "F8_E5M2FNUZ"),
  ]

  init?(safetensors word: String) {
    guard let found = Self.safetensorsWords.first(where: { $0.word == word }) else { return nil }
    self = found.type
  }

  /// The word for this type; every type has one.
  var safetensors: String {
    Self.safetensorsWords.first { $0.type == self }?.word ?? rawValue
  }
}
