import Values

/// Finds the weights and the facts in what a PyTorch file holds.
extension PyTorchFile {
  /// Entries of a checkpoint that programs keep weights under; the first that is there counts.
  private static let usualNames = ["model_state", "model_state_dict", "state_dict", "model"]

  /// The weights: the file's dictionary itself where it holds tensors, else its entry with a usual
  /// name. Where there is none, all its entries that hold nothing but tensors: one as it is, several
  /// with the entry's name and a point in front of each tensor's.
  ///
  /// - Throws: `ModelError`.
  func weights() throws(ModelError) -> ModelWeights {
    guard case .map(let number) = root else {
      throw file.error("holds \(root.described) instead of a dictionary of tensors")
    }
    let top = try dictionary(number, "the checkpoint")
    if top.contains(where: \.value.isTensor) {
      return try weights(
        named(top.filter(\.value.isTensor), "the checkpoint"), top.filter { !$0.value.isTensor })
    }
    let chosen: [String]
    if let usual = Self.usualNames.first(where: { name in
      top.contains { $0.key == name && $0.value.isMap }
    }) {
      chosen = [usual]
    } else {
      chosen = top.filter { isMapOfTensors($0.value) }.map(\.key)
    }
    var tensors: [(name: String, tensor: TorchTensor)] = []
    for (key, value) in top where chosen.contains(key) {
      guard case .map(let inner) = value else { continue }
      let prefix = chosen.count > 1 ? "\(key)." : ""
      tensors += try named(dictionary(inner, quoted(key)), quoted(key), prefix: prefix)
    }
    return try weights(tensors, top.filter { !chosen.contains($0.key) })
  }

  private func weights(
    _ tensors: [(name: String, tensor: TorchTensor)], _ facts: [(key: String, value: PickleValue)]
  ) throws(ModelError) -> ModelWeights {
    guard !tensors.isEmpty else { throw file.error("holds no tensors") }
    let (metadata, notImported) = try metadata(facts)
    let entries = try entries(tensors)
    do {
      return try ModelWeights(
        entries, format: .pytorch, metadata: metadata, notImported: notImported)
    } catch { throw file.error(error.message) }
  }

  /// The tensors of a dictionary that holds nothing else.
  private func named(
    _ state: [(key: String, value: PickleValue)], _ what: String, prefix: String = ""
  ) throws(ModelError) -> [(name: String, tensor: TorchTensor)] {
    var tensors: [(name: String, tensor: TorchTensor)] = []
    for (key, value) in state {
      guard case .tensor(let number) = value else {
        throw file.error("has \(value.described) under \(quoted(key)) of \(what)")
      }
      tensors.append((prefix + key, heap.tensors[number]))
    }
    return tensors
  }

  private func isMapOfTensors(_ value: PickleValue) -> Bool {
    guard case .map(let number) = value, !heap.maps[number].isEmpty else { return false }
    return heap.maps[number].allSatisfy(\.value.isTensor)
  }

  /// The entries of a dictionary whose keys are texts, each once: a later one replaces.
  private func dictionary(_ number: Int, _ what: String) throws(ModelError)
    -> [(key: String, value: PickleValue)]
  {
    var positions: [String: Int] = [:]
    var entries: [(key: String, value: PickleValue)] = []
    for (key, value) in heap.maps[number] {
      guard case .text(let key) = key else {
        throw file.error("has \(key.described) as a key of \(what)")
      }
      if let position = positions[key] {
        entries[position].value = value
      } else {
        positions[key] = entries.count
        entries.append((key, value))
      }
    }
    return entries
  }

  /// The facts without tensors, and the names of those with tensors: the optimizer's state.
  private func metadata(_ facts: [(key: String, value: PickleValue)]) throws(ModelError)
    -> (metadata: [Value.Pair], notImported: [String])
  {
    var metadata: [Value.Pair] = []
    var notImported: [String] = []
    var budget = PickleTree.Budget(pickleSize: pickleSize)
    for (key, value) in facts {
      let tree: PickleTree
      do { tree = try PickleTree(value, heap, &budget) } catch {
        throw file.error("has \(error.message) under \(quoted(key))")
      }
      switch tree {
      case .plain(let value): metadata.append(.init(key, value))
      case .withTensors: notImported.append(key)
      }
    }
    return (metadata, notImported)
  }
}

extension PickleValue {
  fileprivate var isTensor: Bool { if case .tensor = self { true } else { false } }
  fileprivate var isMap: Bool { if case .map = self { true } else { false } }
}
