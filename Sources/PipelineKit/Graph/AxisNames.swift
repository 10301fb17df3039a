import Arithmetic

/// Short names that a manifest gives to values along axes: `bf16` for `reduced{format=bfloat16}`.
///
/// A name is a label for people: in messages, in paths and tables that leave, and in selections.
/// Seeds, keys and joins know only the value, so that naming and renaming change no result.
public struct AxisNames: Sendable, Equatable {
  private var names: [String: [String: Name]] = [:]
  private var values: [String: [String: String]] = [:]

  private struct Name: Equatable {
    var text: String
    var mark: Mark
  }

  public init() {}

  public var isEmpty: Bool { names.isEmpty }

  /// Every name, sorted by axis and value.
  public var all: [(axis: String, value: String, name: String)] {
    names.sorted { $0.key < $1.key }.flatMap { axis, names in
      names.sorted { $0.key < $1.key }.map { (axis, $0.key, $0.value.text) }
    }
  }

  /// What `value` is called, where it has a name.
  public func name(of value: String, along axis: String) -> String? { names[axis]?[value]?.text }

  /// The value that `text` stands for: the one of this name, or itself.
  public func value(of text: String, along axis: String) -> String { values[axis]?[text] ?? text }

  /// The coordinates as people read them.
  public func shown(_ coordinates: Coordinates) -> Coordinates {
    guard !isEmpty else { return coordinates }
    return Coordinates(
      coordinates.entries.map { .init($0.axis, name(of: $0.value, along: $0.axis) ?? $0.value) })
  }

  /// A table with names in the columns of axes, all else as it is; documents get them as they leave
  /// (`SourceReader.leaving`).
  public func shown(_ artifact: Artifact) -> Artifact {
    guard !isEmpty, artifact.type == .table else { return artifact }
    var shown = artifact
    for (index, dataset) in artifact.datasets.enumerated() {
      guard let names = names[dataset.name], case .string(let column) = dataset.elements else {
        continue
      }
      shown.datasets[index] = Dataset(
        dataset.name,
        .string(
          Tensor(shape: column.shape, values: column.values.map { names[$0]?.text ?? $0 })))
    }
    return shown
  }

  /// The names for the journal: `{axis: {value: name}}`.
  var value: Value {
    .map(
      names.sorted { $0.key < $1.key }.map { axis, names in
        .init(
          axis,
          .map(names.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value.text)) }))
      })
  }

  /// Reads names back; `nil` where the tree is none.
  init?(_ value: Value) {
    guard case .map(let axes) = value else { return nil }
    for axis in axes {
      guard case .map(let pairs) = axis.value else { return nil }
      for pair in pairs {
        guard let name = pair.value.text else { return nil }
        names[axis.key, default: [:]][pair.key] = Name(
          text: name, mark: Mark(file: "", line: 0, column: 0))
        values[axis.key, default: [:]][name] = pair.key
      }
    }
  }

  /// All of it, for what depends on it.
  var fingerprint: String { value.json() }

  /// Notes a name. A value has one name in a manifest, and a name stands for one value.
  mutating func add(
    _ name: String, for value: String, along axis: String, at mark: Mark,
    _ diagnostics: DiagnosticCollector
  ) {
    if let other = names[axis]?[value], other.text != name {
      diagnostics.error(
        "\(quoted(value)) is called '\(other.text)' at \(other.mark.line):\(other.mark.column) "
          + "already, and cannot be '\(name)' too", at: mark)
    } else if let other = values[axis]?[name], other != value {
      diagnostics.error(
        "'\(name)' is the name of \(quoted(other)) on axis '\(axis)' already", at: mark)
    } else {
      names[axis, default: [:]][value] = Name(text: name, mark: mark)
      values[axis, default: [:]][name] = value
    }
  }

  /// Takes in the names of another sweep.
  mutating func add(_ other: AxisNames, _ diagnostics: DiagnosticCollector) {
    for (axis, names) in other.names.sorted(by: { $0.key < $1.key }) {
      for (value, name) in names.sorted(by: { $0.key < $1.key }) {
        add(name.text, for: value, along: axis, at: name.mark, diagnostics)
      }
    }
  }

  /// The first name that is a value of the axis itself, other than its own.
  func clash(along axis: String, with values: [String]) -> (name: String, mark: Mark)? {
    let named = (names[axis] ?? [:]).sorted { $0.key < $1.key }
    for (value, name) in named where name.text != value && values.contains(name.text) {
      return (name.text, name.mark)
    }
    return nil
  }
}
