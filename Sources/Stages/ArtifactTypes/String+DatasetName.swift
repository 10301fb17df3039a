extension String {
  /// The name as a data set's: characters that HDF5 keeps for paths are written as `%` and two
  /// hexadecimal digits.
  var asDatasetName: String {
    if self == "." || isEmpty { return "%\(isEmpty ? "" : "2E")" }
    return reduce(into: "") { name, character in
      switch character {
      case "/": name += "%2F"
      case "%": name += "%25"
      case "\0": name += "%00"
      default: name.append(character)
      }
    }
  }
}
