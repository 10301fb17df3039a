import Values

/// Finds the weights and the facts in what a PyTorch file holds.
extension PyTorchFile {
  /// Entries of a checkpoint that programs keep weights under, the first that is there counts.
  private static let usualNames = ["model_state", "model_state_dict", "state_dict", "model"]

  /// The weights: the file's dictionary itself where it holds tensors, else its entry `entry`, or
  /// the one with a usual name, or the only one that holds nothing but tensors.
  ///
  /// - Throws: `ModelError`.
  func weights(entry: String?) throws(ModelError) -> ModelWeights {
    guard case .map(let number) = root else {
      throw file.error("holds \(root.described) instead of a dictionary of tensors")
    }
    let top = try dictionary(number, "the checkpoint")
    var chosen = entry
    if chosen == nil { chosen = try usualEntry(of: top) }
    guard let chosen else {
      let tensors = top.filter { $0.value.isTensor }
      let facts = top.filter { !$0.value.isTensor }
      return try weights(tensors, facts: facts, of: "the checkpoint")
    }
    guard let value = top.first(where: { $0.key == chosen })?.value else {
      throw file.error(
        "has no entry \(quoted(chosen)); it has \(Listing.text(top.map { quoted($0.key) }))")
    }
    guard case .map(let inner) = value else {
      throw file.error("has \(value.described) under \(quoted(chosen)) instead of tensors")
    }
    return try weights(
      dictionary(inner, quoted(chosen)), facts: top.filter { $0.key != chosen }, of: quoted(chosen))
  }

  private func weights(
    _ state: [(key: String, value: PickleValue)], facts: [(key: String, value: PickleValue)],
    of what: String
  ) throws(ModelError) -> ModelWeights {
    var tensors: [(name: String, tensor: TorchTensor)] = []
    for (key, value) in state {
      guard case .tensor(let number) = value else {
        throw file.error("has \(value.described) under \(quoted(key)) of \(what)")
      }
      tensors.append((key, heap.tensors[number]))
    }
    guard !tensors.isEmpty else { throw file.error("holds no tensors in \(what)") }
    let (metadata, notImported) = try metadata(facts)
    return try ModelWeights(
      entries(tensors), format: .pytorch, metadata: metadata, notImported: notImported)
  }

  private func usualEntry(of top: [(key: String, value: PickleValue)]) throws(ModelError) -> String?
  {
    if top.contains(where: \.value.isTensor) { return nil }
    let maps = top.filter { if case .map = $0.value { true } else { false } }.map(\.key)
    if let usual = Self.usualNames.first(where: maps.contains) { return usual }
    let tensorMaps = top.filter { isMapOfTensors($0.value) }.map(\.key)
    guard tensorMaps.count <= 1 else {
      throw file.error(
        "has several dictionaries of tensors, \(Listing.text(tensorMaps.map(quoted))); name one")
    }
    return tensorMaps.first
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
}
