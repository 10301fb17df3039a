import Arithmetic

extension Job {
  /// The job's stage as a manifest would write it after all names are resolved, as JSON (which is
  /// YAML too).
  var fragment: String {
    var pairs: [Value.Pair] = [.init("uses", .string(kind))]
    if !parameters.values.isEmpty {
      let sorted = parameters.values.sorted { $0.key < $1.key }
      pairs.append(.init("with", .map(sorted.map { .init($0.key, $0.value) })))
    }
    if let arithmetic { pairs.append(.init("arithmetic", .string(arithmetic.label))) }
    var resources: [Value.Pair] = [.init("cores", .integer(self.resources.cores))]
    if let memory = self.resources.memory { resources.append(.init("memory", .integer(memory))) }
    pairs.append(.init("resources", .map(resources)))
    return Value.map([.init(stage, .map(pairs))]).json()
  }
}
