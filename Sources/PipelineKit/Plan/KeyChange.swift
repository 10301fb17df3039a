/// One field of a job's key that is not what it was.
public struct KeyChange: Sendable, Equatable {
  public enum Field: Sendable, Equatable {
    case kind
    /// The stage's version: it computes something else now.
    case version
    case parameter(String)
    case arithmetic
    case seed
    /// The seed of random numbers that the stage draws for itself.
    case stream(String)
    /// The content on a port, or the items connected to it.
    case input(port: String, coordinates: Coordinates)
    case lineage
  }

  public var field: Field
  /// `nil` where there was none.
  public var old: Value?
  /// `nil` where there is none any more.
  public var new: Value?

  public init(_ field: Field, old: Value?, new: Value?) {
    self.field = field
    self.old = old
    self.new = new
  }
}

extension KeyRecord {
  /// The fields that differ from an earlier record, in the order in which they are best told: what
  /// the user wrote first, then what came from elsewhere.
  ///
  /// - Parameter comparingInputs: `false` while inputs are not known yet.
  public func changes(since old: KeyRecord, comparingInputs: Bool = true) -> [KeyChange] {
    var changes: [KeyChange] = []
    func compare(_ field: KeyChange.Field, _ old: Value?, _ new: Value?) {
      // By text: NaN is equal to itself there.
      guard old?.json(nonFinite: .token) != new?.json(nonFinite: .token) else { return }
      changes.append(KeyChange(field, old: old, new: new))
    }
    compare(.kind, .string(old.kind), .string(kind))
    compare(.version, .integer(old.version), .integer(version))
    let oldParameters = Value.map(old.parameters)
    let newParameters = Value.map(parameters)
    for name in Set(old.parameters.map(\.key) + parameters.map(\.key)).sorted() {
      compare(.parameter(name), oldParameters[name], newParameters[name])
    }
    compare(.arithmetic, old.arithmetic.map { .string($0) }, arithmetic.map { .string($0) })
    compare(.seed, old.seed.map { .string(String($0)) }, seed.map { .string(String($0)) })
    for name in Set((old.streams + streams).map(\.name)).sorted() {
      func seed(_ record: KeyRecord) -> Value? {
        record.streams.first { $0.name == name }.map { .string(String($0.seed)) }
      }
      compare(.stream(name), seed(old), seed(self))
    }
    guard comparingInputs else { return changes }
    let oldItems = old.itemsByPlace
    let newItems = itemsByPlace
    for place in newItems.places + oldItems.places.filter({ newItems.byPlace[$0] == nil }) {
      compare(
        .input(port: place.port, coordinates: place.coordinates), oldItems.byPlace[place],
        newItems.byPlace[place])
    }
    compare(.lineage, old.lineage, lineage)
    return changes
  }

  private struct Place: Hashable {
    var port: String
    var coordinates: Coordinates
  }

  private var itemsByPlace: (places: [Place], byPlace: [Place: Value]) {
    var places: [Place] = []
    var byPlace: [Place: Value] = [:]
    for input in inputs {
      for item in input.items {
        let place = Place(port: input.port, coordinates: item.coordinates)
        places.append(place)
        let text = item.digest.hex + (item.source.map { " (\($0))" } ?? "")
        byPlace[place] = .string(text)
      }
    }
    return (places, byPlace)
  }
}

extension KeyChange: CustomStringConvertible {
  /// A clause for a person: `parameter 'radius' changed from 4 to 5`.
  public var description: String {
    switch (old, new) {
    case (nil, _): return "\(name) is new"
    case (_, nil): return "\(name) is gone"
    case (let old?, let new?):
      if case .lineage = field { return "\(name) changed" }
      return "\(name) changed from \(shorten(old)) to \(shorten(new))"
    }
  }

  /// The clause without what changed to what: `parameter 'radius' changed`.
  public var gist: String {
    switch (old, new) {
    case (nil, _): "\(name) is new"
    case (_, nil): "\(name) is gone"
    case (_?, _?): "\(name) changed"
    }
  }

  private var name: String {
    switch field {
    case .kind: "the stage's kind"
    case .version: "the stage's version"
    case .parameter(let name): "parameter '\(name)'"
    case .arithmetic: "the arithmetic"
    case .seed: "the seed"
    case .stream(let name): "the seed of '\(name)'"
    case .input(let port, let coordinates):
      coordinates.entries.isEmpty ? "input '\(port)'" : "input '\(port)' at \(coordinates)"
    case .lineage: "what led here"
    }
  }

  /// Digests are told by their first twelve digits.
  private func shorten(_ value: Value) -> String {
    guard case .string(let text) = value else { return value.json() }
    if case .input = field { return String(text.prefix(12)) + text.dropFirst(64) }
    return text
  }

  public var value: Value {
    var pairs: [Value.Pair] = []
    switch field {
    case .kind: pairs.append(.init("field", "kind"))
    case .version: pairs.append(.init("field", "version"))
    case .parameter(let name):
      pairs += [.init("field", "parameter"), .init("name", .string(name))]
    case .arithmetic: pairs.append(.init("field", "arithmetic"))
    case .seed: pairs.append(.init("field", "seed"))
    case .stream(let name): pairs += [.init("field", "stream"), .init("name", .string(name))]
    case .input(let port, let coordinates):
      pairs += [
        .init("field", "input"), .init("name", .string(port)),
        .init("coordinates", coordinates.value),
      ]
    case .lineage: pairs.append(.init("field", "lineage"))
    }
    pairs += [.init("old", old ?? .null), .init("new", new ?? .null)]
    return .map(pairs)
  }
}
