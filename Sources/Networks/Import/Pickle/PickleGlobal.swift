/// The names that a pickle may ask for. Nothing is ever called: each stands for one thing that the
/// reader itself knows how to do.
enum PickleGlobal: Equatable {
  case orderedDictionary
  case rebuildTensor
  case storage(ElementType)
  case numpyScalar
  case numpyType
  case encode

  /// - Returns: `nil` for every other name.
  init?(module: String, name: String) {
    switch (module, name) {
    case ("collections", "OrderedDict"): self = .orderedDictionary
    case ("torch._utils", "_rebuild_tensor_v2"): self = .rebuildTensor
    case ("numpy.core.multiarray", "scalar"), ("numpy._core.multiarray", "scalar"):
      self = .numpyScalar
    case ("numpy", "dtype"): self = .numpyType
    case ("_codecs", "encode"): self = .encode
    case ("torch", _):
      guard let type = Self.storages[name] else { return nil }
      self = .storage(type)
    default: return nil
    }
  }

  private static let storages: [String: ElementType] = [
    "DoubleStorage": .float64, "FloatStorage": .float32, "HalfStorage": .float16,
    "BFloat16Storage": .bfloat16, "LongStorage": .int64, "IntStorage": .int32,
    "ShortStorage": .int16, "CharStorage": .int8, "ByteStorage": .uint8, "BoolStorage": .bool,
  ]

  var description: String {
    switch self {
    case .orderedDictionary: "collections.OrderedDict"
    case .rebuildTensor: "torch._utils._rebuild_tensor_v2"
    case .storage(let type): "a torch storage of \(type.rawValue)"
    case .numpyScalar: "numpy.core.multiarray.scalar"
    case .numpyType: "numpy.dtype"
    case .encode: "_codecs.encode"
    }
  }
}
