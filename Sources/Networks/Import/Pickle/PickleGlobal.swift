/// The names that the reader itself knows how to follow. Nothing is ever called: each stands for one
/// thing that the pickle machine does; any other name is an opaque value.
///
/// They are those that PyTorch's own weights-only loader allows
/// (torch/_weights_only_unpickler.py), and a few harmless ones of Python and NumPy.
enum PickleGlobal: Equatable {
  /// A dictionary of a kind of its own.
  case dictionary
  case set
  case byteArray
  case size
  case device
  case layout
  case parameter
  case rebuild(TensorRebuild)
  case storage(StorageType)
  case numpyScalar
  case numpyType
  case encode

  /// How PyTorch makes a tensor from its parts.
  enum TensorRebuild: Equatable {
    /// `(storage, offset, size, stride, …)`.
    case strided
    /// The same, with the element type as the seventh argument.
    case typed
    /// A tensor, and facts about it.
    case wrapped
    /// `(function, class, arguments, state)`.
    case subclass
  }

  /// - Returns: `nil` for every other name.
  init?(module: String, name: String) {
    switch (module, name) {
    case ("collections", "OrderedDict"), ("collections", "Counter"),
      ("collections", "defaultdict"):
      self = .dictionary
    case ("builtins", "set"), ("builtins", "frozenset"), ("__builtin__", "set"),
      ("__builtin__", "frozenset"):
      self = .set
    case ("builtins", "bytearray"), ("__builtin__", "bytearray"), ("builtins", "bytes"),
      ("__builtin__", "bytes"):
      self = .byteArray
    case ("torch", "Size"): self = .size
    case ("torch", "device"): self = .device
    case ("torch.serialization", "_get_layout"): self = .layout
    case ("torch.nn.parameter", "Parameter"): self = .parameter
    case ("torch._utils", _):
      guard let rebuild = Self.rebuilds[name] else { return nil }
      self = .rebuild(rebuild)
    case ("torch._tensor", "_rebuild_from_type_v2"): self = .rebuild(.subclass)
    case ("numpy.core.multiarray", "scalar"), ("numpy._core.multiarray", "scalar"):
      self = .numpyScalar
    case ("numpy", "dtype"): self = .numpyType
    case ("_codecs", "encode"): self = .encode
    case ("torch", _), ("torch.cuda", _), ("torch.storage", _):
      guard let type = StorageType(name) else { return nil }
      self = .storage(type)
    default: return nil
    }
  }

  private static let rebuilds: [String: TensorRebuild] = [
    "_rebuild_tensor": .strided, "_rebuild_tensor_v2": .strided, "_rebuild_tensor_v3": .typed,
    "_rebuild_parameter": .wrapped, "_rebuild_parameter_with_state": .wrapped,
    "_rebuild_device_tensor_from_cpu_tensor": .wrapped,
  ]

  /// PyTorch's constants that are named rather than made: types of elements and of quantization.
  ///
  /// - Returns: how PyTorch prints them.
  static func constant(module: String, name: String) -> String? {
    guard module == "torch" else { return nil }
    let digits = name.drop { $0.isLetter }
    let isType =
      switch name.prefix(while: \.isLetter) {
      case "float", "int", "uint", "complex", "qint", "quint", "bits": !digits.isEmpty
      case "bfloat", "bcomplex": !digits.isEmpty
      default:
        ["bool", "strided", "sparse_coo", "contiguous_format", "channels_last"].contains(name)
      }
    return isType || name.hasPrefix("per_tensor_") || name.hasPrefix("per_channel_")
      ? "torch.\(name)" : nil
  }

  /// The names by which messages call it.
  var description: String {
    switch self {
    case .dictionary: "collections.OrderedDict"
    case .set: "builtins.set"
    case .byteArray: "builtins.bytearray"
    case .size: "torch.Size"
    case .device: "torch.device"
    case .layout: "torch.serialization._get_layout"
    case .parameter: "torch.nn.parameter.Parameter"
    case .rebuild(.strided): "torch._utils._rebuild_tensor_v2"
    case .rebuild(.typed): "torch._utils._rebuild_tensor_v3"
    case .rebuild(.wrapped): "torch._utils._rebuild_parameter"
    case .rebuild(.subclass): "torch._tensor._rebuild_from_type_v2"
    case .storage(let type): "torch.\(type.name)"
    case .numpyScalar: "numpy.core.multiarray.scalar"
    case .numpyType: "numpy.dtype"
    case .encode: "_codecs.encode"
    }
  }
}

/// What the numbers of a PyTorch storage are.
struct StorageType: Hashable {
  /// `FloatStorage`, `UntypedStorage`, ….
  var name: String
  /// `nil` for bytes of any type, and for numbers that are not read: complex and quantized ones.
  var element: ElementType?
  /// Bytes of one element.
  var size: Int
  /// Whether its elements are bytes of whatever type a tensor says.
  var isUntyped: Bool { name == "UntypedStorage" }

  private static let elements: [String: ElementType] = [
    "DoubleStorage": .float64, "FloatStorage": .float32, "HalfStorage": .float16,
    "BFloat16Storage": .bfloat16, "LongStorage": .int64, "IntStorage": .int32,
    "ShortStorage": .int16, "CharStorage": .int8, "ByteStorage": .uint8, "BoolStorage": .bool,
  ]
  private static let unread: [String: Int] = [
    "UntypedStorage": 1, "ComplexFloatStorage": 8, "ComplexDoubleStorage": 16, "QInt8Storage": 1,
    "QUInt8Storage": 1, "QInt32Storage": 4, "QUInt4x2Storage": 1, "QUInt2x4Storage": 1,
  ]

  /// - Returns: `nil` for a name that is no storage's.
  init?(_ name: String) {
    self.name = name
    element = Self.elements[name]
    guard let size = element?.size ?? Self.unread[name] else { return nil }
    self.size = size
  }
}
