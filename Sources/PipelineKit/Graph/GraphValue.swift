internal import Arithmetic

extension JobGraph {
  /// The graph for `--json`: name, sources, stages with their axes, jobs.
  public var value: Value {
    let counts = jobs.reduce(into: [String: Int]()) { $0[$1.stage, default: 0] += 1 }
    return [
      "name": .string(name), "sources": .strings(sources),
      "stages": .list(stages.map { $0.value(jobs: counts[$0.name] ?? 0) }),
      "sets": .list(
        sets.map {
          ["name": .string($0.name), "axis": .string($0.axis), "values": .strings($0.values)]
        }),
      "jobs": .list(jobs.map(\.value)),
    ]
  }
}

extension StageNode {
  fileprivate func value(jobs: Int) -> Value {
    [
      "name": .string(name), "kind": .string(kind),
      "axes": .list(axes.map { ["name": .string($0.name), "values": .strings($0.values)] }),
      "over": .strings(over), "dependencies": .strings(dependencies), "jobs": .integer(jobs),
      "file": .string(mark.file), "line": .integer(mark.line),
    ]
  }
}

extension Job {
  /// The job for `--json`.
  public var value: Value {
    [
      "id": .integer(id), "stage": .string(stage), "kind": .string(kind),
      "coordinates": coordinates.value,
      "parameters": .map(parameters.sorted),
      "arithmetic": arithmetic.map { .string($0.label) } ?? .null,
      // All 64 bits; JSON readers keep only 53 of a number.
      "seed": .string(String(seed)),
      "streams": .map(streams.map { .init($0.name, .string(String($0.seed))) }),
      "inputs": .map(inputs.map { Value.Pair($0.port, .list($0.items.map(\.value))) }),
      "exports": .map(exports.map { Value.Pair($0.port, .string($0.path)) }),
    ]
  }
}

extension JobInput.Item {
  fileprivate var value: Value {
    switch origin {
    case .job(let id, let port):
      ["coordinates": coordinates.value, "job": .integer(id), "port": .string(port)]
    case .file(let item):
      .map(
        [
          Value.Pair("coordinates", coordinates.value), .init("file", .string(item.path)),
          .init("type", .string(item.type.rawValue)),
        ] + item.optionPairs)
    }
  }
}

extension SourceItem {
  /// The options, where there are any, as an entry of a map.
  var optionPairs: [Value.Pair] {
    guard !options.isEmpty else { return [] }
    let pairs = options.sorted { $0.key < $1.key }.map { Value.Pair($0.key, $0.value) }
    return [Value.Pair("options", .map(pairs))]
  }
}

extension Coordinates {
  /// A map from axes to values.
  public var value: Value { .map(entries.map { Value.Pair($0.axis, .string($0.value)) }) }
}

extension Value {
  fileprivate static func strings(_ texts: [String]) -> Value { .list(texts.map(Value.string)) }
}
