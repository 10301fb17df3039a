import Arithmetic

extension Artifact {
  /// SHA-256 over the decoded content: the identity of an artifact, however it is compressed.
  ///
  /// Fields in order: the type; for each data set its name, element type, shape and little-endian
  /// bytes (for text, each string with its length); for each attribute its name and JSON text.
  public var digest: Digest {
    var hasher = FieldHasher()
    hasher.add(tag: "type", type.rawValue)
    hasher.add(tag: "datasets", datasets.count)
    for dataset in datasets {
      hasher.add(tag: "name", dataset.name)
      hasher.add(tag: "element", dataset.elements.elementName)
      hasher.add(tag: "rank", dataset.elements.shape.count)
      for extent in dataset.elements.shape { hasher.add(tag: "extent", extent) }
      dataset.elements.add(to: &hasher)
    }
    hasher.add(tag: "attributes", attributes.count)
    for attribute in attributes {
      hasher.add(tag: "name", attribute.key)
      hasher.add(tag: "json", attribute.value.json(nonFinite: .token))
    }
    return hasher.finalize()
  }
}

extension DatasetElements {
  /// The element type as it is written in digests and listings: `uint8`, …, `float64`, `string`.
  public var elementName: String {
    switch self {
    case .uint8: "uint8"
    case .int16: "int16"
    case .int32: "int32"
    case .int64: "int64"
    case .float32: "float32"
    case .float64: "float64"
    case .string: "string"
    }
  }

  fileprivate func add(to hasher: inout FieldHasher) {
    switch self {
    case .uint8(let tensor): Self.add(tensor.values, to: &hasher)
    case .int16(let tensor): Self.add(tensor.values, to: &hasher)
    case .int32(let tensor): Self.add(tensor.values, to: &hasher)
    case .int64(let tensor): Self.add(tensor.values, to: &hasher)
    case .float32(let tensor): Self.add(tensor.values, to: &hasher)
    case .float64(let tensor): Self.add(tensor.values, to: &hasher)
    case .string(let tensor): for text in tensor.values { hasher.add(tag: "text", text) }
    }
  }

  /// The bytes straight from memory: every platform that lastbit builds for is little-endian.
  private static func add<Element>(_ values: [Element], to hasher: inout FieldHasher) {
    #if _endian(big)
      #error("digests are over little-endian bytes")
    #endif
    values.withUnsafeBytes { hasher.add(tag: "bytes", bytes: $0) }
  }
}
