/// A parameter of a stage, `static let size = Parameter("size", .number(minimum: 0), default: 1, "…")`:
/// read with `values[Self.size]`, which is a `Double`.
public struct Parameter<Setting: Sendable>: DeclaredParameter {
  public private(set) var declaration: AnyParameter
  let form: ParameterForm<Setting>

  public var name: String { declaration.name }

  /// - Parameters:
  ///   - name: what a manifest writes under `with:`.
  ///   - unit: of the value (`mm`, `voxels`, `ulp`); none for a pure number or a word.
  ///   - value: where the manifest gives none.
  ///   - doc: one line of documentation.
  public init(
    _ name: String, _ form: ParameterForm<Setting>, unit: String = "", default value: Setting,
    _ doc: String
  ) {
    self.init(name, form, unit, form.encode(value), doc)
  }

  /// A parameter that a manifest has to give.
  public init(_ name: String, _ form: ParameterForm<Setting>, unit: String = "", _ doc: String) {
    self.init(name, form, unit, nil, doc)
  }

  /// A parameter that is `nil` where the manifest gives nothing.
  public init<Wrapped>(
    _ name: String, optional form: ParameterForm<Wrapped>, unit: String = "", _ doc: String
  ) where Setting == Wrapped? {
    self.init(name, form.optional(), unit, .null, doc)
  }

  /// The same for a parameter that a kind got later: where the manifest gives nothing, it is no part of keys
  /// and records, so that the kind's earlier results are still found.
  public init<Wrapped>(
    _ name: String, later form: ParameterForm<Wrapped>, unit: String = "", _ doc: String
  ) where Setting == Wrapped? {
    self.init(name, optional: form, unit: unit, doc)
    declaration.isLater = true
  }

  /// A default in the spelling that keys of stored results have: whole numbers in a list of numbers.
  public init(
    _ name: String, _ form: ParameterForm<Setting>, unit: String = "", spelt value: Value,
    _ doc: String
  ) {
    self.init(name, form, unit, value, doc)
  }

  private init(
    _ name: String, _ form: ParameterForm<Setting>, _ unit: String, _ value: Value?, _ doc: String
  ) {
    self.form = form
    declaration = AnyParameter(name, form.type, unit: unit, default: value, doc)
  }
}

/// A parameter as a stage declares it, whatever Swift type it has.
public protocol DeclaredParameter: Sendable {
  var declaration: AnyParameter { get }
}

/// A declared parameter of a stage: it drives checking, help, the JSON Schema and the docs.
public struct AnyParameter: Sendable {
  public var name: String
  public var type: ParameterType
  /// Unit of the value, or empty.
  public var unit: String
  /// Value where the manifest gives none; `nil` makes the parameter required.
  public var defaultValue: Value?
  /// One line of documentation.
  public var doc: String
  /// Whether it has no value at all where the manifest gives none, so that keys do not tell of it.
  public internal(set) var isLater = false

  init(
    _ name: String, _ type: ParameterType, unit: String, default defaultValue: Value?, _ doc: String
  ) {
    self.name = name
    self.type = type
    self.unit = unit
    self.defaultValue = defaultValue
    self.doc = doc
  }
}
