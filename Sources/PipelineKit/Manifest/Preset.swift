/// One of a manifest's `presets:`: values for some of its params under one name.
struct Preset {
  var name: String
  var mark: Mark
  var values: [(name: String, binding: Scope.Binding?)]

  /// Reads an entry of `presets:`, whether or not it is taken; `nil` where nothing of it can be read.
  init?(
    _ entry: Node.Entry, _ parameters: [ParameterDeclaration], _ broken: [String],
    _ reader: NodeReader
  ) {
    guard reader.isName(entry),
      var fields = Fields(entry.value, "preset '\(entry.key)'", reader)
    else { return nil }
    name = entry.key
    mark = entry.keyMark
    values = []
    for value in fields.rest() {
      if let parameter = parameters.first(where: { $0.name == value.key }) {
        values.append((parameter.name, parameter.binding(of: value.value, reader)))
      } else if !broken.contains(value.key) {
        reader.diagnostics.unknown(
          "param", value.key, among: parameters.map(\.name), at: value.keyMark)
      }
    }
  }
}
