/// An input or output of a stage.
public struct Port: Sendable {
  public var name: String
  /// The types that an input takes, the preferred one first; the types that an output may have.
  public var types: [ArtifactType]
  /// For an output whose type follows from an input's type.
  public var rule: TypeRule?
  /// One line of documentation, with shape and units.
  public var doc: String
  /// An input that may be left unconnected.
  public var isOptional: Bool
  /// An input that takes all items along the axes under `over` at once; others take exactly one.
  public var takesMany: Bool
  /// How many items a connected input has to get.
  public var minimumItems = 1
  /// For an output of several items, the axis that it adds.
  public var axis: PortAxis?

  /// Which type an output has for each type of an input.
  public struct TypeRule: Sendable, Equatable {
    /// Name of the input port.
    public var input: String
    public var types: [ArtifactType: ArtifactType]

    public init(input: String, types: [ArtifactType: ArtifactType]) {
      self.input = input
      self.types = types
    }
  }

  /// A port of one type.
  public init(
    _ name: String, _ type: ArtifactType, _ doc: String, optional: Bool = false, many: Bool = false
  ) {
    self.init(name, anyOf: [type], doc, optional: optional, many: many)
  }

  /// An input that takes several types; all its items have the same one.
  ///
  /// - Precondition: at least one type.
  public init(
    _ name: String, anyOf types: [ArtifactType], _ doc: String, optional: Bool = false,
    many: Bool = false
  ) {
    precondition(!types.isEmpty, "port '\(name)' has no type")
    self.name = name
    self.types = types
    self.doc = doc
    self.isOptional = optional
    self.takesMany = many
  }

  /// An output whose type follows from that of the items on `input`.
  ///
  /// - Precondition: `types` has an entry for every type that the input takes.
  public init(
    _ name: String, from input: Port, _ types: [ArtifactType: ArtifactType], _ doc: String
  ) {
    var possible: [ArtifactType] = []
    for case let type? in input.types.map({ types[$0] }) where !possible.contains(type) {
      possible.append(type)
    }
    self.init(name, anyOf: possible, doc)
    self.rule = TypeRule(input: input.name, types: types)
  }

  /// The same input, that has to get so many items: samples that are compared with one another.
  public func taking(atLeast count: Int) -> Port {
    var port = self
    port.minimumItems = count
    return port
  }

  /// The type, where there is only one; otherwise the preferred one.
  public var type: ArtifactType { types[0] }

  /// Whether the port takes artifacts of `type`.
  public func accepts(_ type: ArtifactType) -> Bool { types.contains(type) }

  /// The type of this output when the inputs connected by name have the types in `inputTypes`.
  public func type(whenInputsAre inputTypes: [String: ArtifactType]) -> ArtifactType {
    guard let rule, let input = inputTypes[rule.input] else { return type }
    return rule.types[input] ?? type
  }
}

/// A port as a stage declares it, whatever it carries.
public protocol DeclaredPort: Sendable {
  var port: Port { get }
}

/// What has ports and parameters: a stage, or a part of one.
public protocol DeclaresPorts {}

extension DeclaresPorts {
  /// The list that `inputs` and `outputs` are made of.
  public static func list(_ declared: any DeclaredPort...) -> [Port] { declared.map(\.port) }

  /// The list that `parameters` is made of.
  public static func list(_ declared: any DeclaredParameter...) -> [AnyParameter] {
    declared.map(\.declaration)
  }
}
