import Arithmetic
import Values

/// Takes weights and facts out of what a PyTorch file holds.
extension PyTorchFile {
  /// The weights, and as metadata the facts beside them: what holds plain values only, and tensors
  /// of one number. What else the file holds is listed as not imported.
  ///
  /// - Parameter entry: which entry holds the weights; found by its name where `nil`.
  /// - Throws: `ModelError`, also where several entries may be meant.
  func weights(entry: String? = nil) throws(ModelError) -> ModelWeights {
    guard case .map(let number) = root else {
      let advice =
        if case .opaque = root {
          "; nothing of it was executed. If it is a whole model, load it with its own program and save"
            + " its weights: torch.save(model.state_dict(), path)"
        } else { "" }
      throw file.error(
        "holds \(heap.described(root)) instead of a dictionary of tensors\(advice)")
    }
    guard let top = TorchDictionary(number, heap, file) else {
      throw file.error("has keys in its dictionary that are neither texts nor numbers")
    }
    if heap.modules.contains(number), entry == nil { return try scripted(top) }
    let choice: TorchChoice
    if let entry {
      choice = try TorchChoice(entry, of: top)
    } else {
      choice = try TorchChoice(of: top)
    }
    guard !choice.tensors.isEmpty else { throw file.error(choice.reason) }
    let (entries, unread) = try entries(choice.tensors)
    var left = choice.left + unread
    let metadata = try metadata(choice.facts, notImported: &left)
    do {
      return try ModelWeights(entries, format: .pytorch, metadata: metadata, notImported: left)
    } catch { throw file.error(error.message) }
  }

  /// The weights of a module of TorchScript (`torch.jit.save`): every tensor by its path. The module's
  /// code lies in the archive as text, and is neither run nor read.
  private func scripted(_ module: TorchDictionary) throws(ModelError) -> ModelWeights {
    let tensors = try module.tensors().tensors
    guard !tensors.isEmpty else { throw file.error("holds a module without tensors") }
    let (entries, unread) = try entries(tensors)
    do {
      return try ModelWeights(entries, format: .pytorch, notImported: unread + ["code"])
    } catch { throw file.error(error.message) }
  }

  private func metadata(_ facts: [TorchDictionary.Entry], notImported: inout [String])
    throws(ModelError) -> [Value.Pair]
  {
    var metadata: [Value.Pair] = []
    var budget = PickleTree.Budget(pickleSize: pickleSize)
    for fact in facts {
      if case .tensor(let number) = fact.value, heap.tensors[number].layout.count == 1,
        let value = try entries([(fact.key, heap.tensors[number])]).entries.first?.tensor.number
      {
        metadata.append(.init(fact.key, value))
        continue
      }
      let tree: PickleTree
      do { tree = try PickleTree(fact.value, heap, &budget) } catch {
        throw file.error("has \(error.message) under \(quoted(fact.key))")
      }
      switch tree {
      case .plain(let value): metadata.append(.init(fact.key, value))
      case .withOthers: notImported.append(fact.key)
      }
    }
    return metadata
  }
}

extension ModelTensor {
  /// The value of a tensor of one number.
  fileprivate var number: Value? {
    switch self {
    case .float32(let tensor): tensor.values.first.map { .number(Double($0)) }
    case .float64(let tensor): tensor.values.first.map { .number($0) }
    case .int64(let tensor): tensor.values.first.map { .integer(Int($0)) }
    case .int32(let tensor): tensor.values.first.map { .integer(Int($0)) }
    case .int16(let tensor): tensor.values.first.map { .integer(Int($0)) }
    case .uint8(let tensor): tensor.values.first.map { .integer(Int($0)) }
    }
  }
}
