import Values

/// Tensors, as PyTorch takes them apart for a pickle.
///
/// Source: torch/_utils.py. Kinds of tensors that are not read (sparse, quantized, complex, without
/// numbers) are opaque.
extension PickleMachine {
  mutating func rebuilt(_ rebuild: PickleGlobal.TensorRebuild, _ arguments: [PickleValue])
    throws(ModelError) -> PickleValue
  {
    switch rebuild {
    case .strided: return try stridedTensor(arguments, type: nil)
    case .typed:
      guard arguments.count >= 7, let word = text(arguments[6]) else {
        throw error("makes a tensor without its type")
      }
      guard let type = ElementType(rawValue: String(word.dropFirst("torch.".count))) else {
        return heap.opaque("a tensor of type \(word)")
      }
      return try stridedTensor(arguments, type: type)
    case .wrapped:
      guard let first = arguments.first else { throw error("makes a parameter from nothing") }
      return first
    case .subclass:
      guard arguments.count >= 3 else { throw error("makes a tensor from other than its parts") }
      let parts = try tuple(arguments[2], "the parts of a tensor")
      guard case .global(.rebuild(let inner)) = arguments[0], inner != .subclass else {
        return heap.opaque("a tensor of a class of its own")
      }
      return try rebuilt(inner, parts)
    }
  }

  /// `(storage, offset, size, stride, requires_grad, hooks, …)`; the last argument may say that the
  /// numbers have to be negated or conjugated.
  private mutating func stridedTensor(_ arguments: [PickleValue], type: ElementType?)
    throws(ModelError) -> PickleValue
  {
    guard (4...8).contains(arguments.count), case .storage(let number) = arguments[0],
      case .integer(let offset) = arguments[1]
    else { throw error("makes a tensor from other than storage, offset, size and stride") }
    let own = heap.storages[number]
    guard let type = type ?? own.type.element else {
      return heap.opaque("a tensor of a \(own.type.name)")
    }
    if arguments.count >= 7, case .map(let facts)? = arguments.last, !heap.maps[facts].isEmpty {
      return heap.opaque("a tensor that is conjugated or negated when it is read")
    }
    let shape = try integers(arguments[2], "a tensor's size")
    let strides = try integers(arguments[3], "a tensor's stride")
    let storage = try typed(own, type)
    let layout: StridedLayout
    do { layout = try StridedLayout(offset: offset, shape: shape, strides: strides) } catch {
      throw self.error("has a tensor in storage \(quoted(storage.key)) with \(error.message)")
    }
    guard layout.end <= storage.count, offset <= storage.count else {
      throw error(
        "has a tensor of shape \(shape), offset \(offset) and strides \(strides) that exceeds storage"
          + " \(quoted(storage.key)) of \(storage.count) elements")
    }
    heap.tensors.append(TorchTensor(storage: storage, type: type, layout: layout))
    return .tensor(heap.tensors.count - 1)
  }

  /// A storage of bytes as one of numbers.
  private func typed(_ storage: TorchStorage, _ type: ElementType) throws(ModelError)
    -> TorchStorage
  {
    guard storage.type.isUntyped else {
      guard storage.type.size == type.size else {
        throw error("has \(type.rawValue) numbers in a \(storage.type.name)")
      }
      return storage
    }
    var typed = storage
    typed.type.size = type.size
    (typed.first, typed.count) = (storage.first / type.size, storage.count / type.size)
    guard storage.whole.isMultiple(of: type.size) else {
      throw error("has \(storage.whole) bytes for \(type.rawValue) numbers")
    }
    typed.whole = storage.whole / type.size
    return typed
  }
}
