import Values

/// Which tensors of a checkpoint are the weights.
///
/// Programs keep weights in a dictionary under one of a few names, beside facts of any kind: the
/// state of an optimizer, averaged copies of the weights, an accuracy that is a tensor. So names are
/// believed first; without a usual one, dictionaries of tensors; and the file's own tensors last.
struct TorchChoice {
  private(set) var tensors: [(name: String, tensor: TorchTensor)] = []
  /// Entries beside the weights.
  private(set) var facts: [TorchDictionary.Entry] = []
  /// Names of what lies among the weights and is no tensor that is read.
  private(set) var left: [String] = []
  /// Why there are no tensors.
  private(set) var reason = "holds no tensors"

  /// A dictionary that may be meant.
  private struct Candidate {
    var entry: TorchDictionary.Entry
    var dictionary: TorchDictionary
    var tensors: [(name: String, tensor: TorchTensor)]
    var others: [String]
  }

  /// Finds the weights by the names and kinds of entries.
  ///
  /// - Throws: `ModelError` where several entries may be meant.
  init(of top: TorchDictionary) throws(ModelError) {
    let candidates = try Self.candidates(top)
    let own = top.entries.filter(\.value.isTensor)
    for rank in EntryName.Rank.allCases {
      let ranked = candidates.filter { EntryName.rank($0.entry.key) == rank }
      guard let first = ranked.first else { continue }
      guard ranked.count == 1 else { throw Self.ambiguous(ranked.map(\.entry.key), top.file) }
      facts = top.entries.filter { $0.key != first.entry.key }
      try take(first)
      return
    }
    let unnamed = candidates.filter {
      $0.others.isEmpty && !EntryName.isOfTraining($0.entry.key)
    }
    let likely = unnamed.filter { Self.look(like: $0.tensors) }
    let chosen = likely.isEmpty ? unnamed.filter { Self.hasNumbers($0.tensors) } : likely
    let ownTensors = Self.tensors(own, top)
    if chosen.isEmpty || (likely.isEmpty && Self.look(like: ownTensors)) {
      takeOwn(own, ownTensors, top)
      return
    }
    guard !Self.look(like: ownTensors) || own.count < 2 else {
      throw Self.ambiguous(["."] + chosen.map(\.entry.key), top.file)
    }
    let keys = Set(chosen.map(\.entry.key))
    facts = top.entries.filter { !keys.contains($0.key) }
    if chosen.count == 1 {
      try take(chosen[0])
      return
    }
    for candidate in chosen {
      tensors += candidate.tensors.map { ("\(candidate.entry.key).\($0.name)", $0.tensor) }
    }
  }

  /// Takes the entry that someone chose.
  ///
  /// - Parameter path: keys with points between them; `.` for the tensors beside all entries.
  /// - Throws: `ModelError` where there is none, or it holds no tensors.
  init(_ path: String, of top: TorchDictionary) throws(ModelError) {
    if path == "." {
      let own = top.entries.filter(\.value.isTensor)
      takeOwn(own, Self.tensors(own, top), top)
      return
    }
    facts = top.entries.filter { path != $0.key && !path.hasPrefix($0.key + ".") }
    guard let found = try Self.find(path[...], in: top) else {
      let names = try Self.candidates(top).map(\.entry.key)
      throw top.file.error(
        "has no entry \(quoted(path))"
          + (names.isEmpty
            ? "; none of its entries holds tensors"
            : "; entries with tensors: \(Listing.text(names.map(quoted), limit: 12))"))
    }
    guard let dictionary = found else {
      throw top.file.error("has no dictionary of tensors as its entry \(quoted(path))")
    }
    (tensors, left) = try dictionary.tensors()
    reason = "holds no tensors in its entry \(quoted(path))"
  }

  /// - Returns: `nil` where there is no such entry; `.some(nil)` where it is no dictionary.
  private static func find(_ path: Substring, in dictionary: TorchDictionary) throws(ModelError)
    -> TorchDictionary??
  {
    for entry in dictionary.entries {
      if path == entry.key { return .some(dictionary.dictionary(entry)) }
      guard path.hasPrefix(entry.key + "."), let inner = dictionary.dictionary(entry),
        let found = try find(path.dropFirst(entry.key.count + 1), in: inner)
      else { continue }
      return found
    }
    return nil
  }

  /// The weights of a candidate: its own tensors, or those of the one usual entry in it, such as
  /// `model` that holds `state_dict` and the state of an optimizer.
  private mutating func take(_ candidate: Candidate) throws(ModelError) {
    let inner = try Self.candidates(candidate.dictionary)
    let usual = inner.filter { EntryName.rank($0.entry.key) != nil }
    let others = inner.filter { EntryName.rank($0.entry.key) == nil }
    if let only = usual.first, usual.count == 1,
      others.allSatisfy({ EntryName.isOfTraining($0.entry.key) }),
      !candidate.dictionary.entries.contains(where: \.value.isTensor)
    {
      try take(only)
      left = candidate.dictionary.entries.map(\.key).filter { $0 != only.entry.key } + left
    } else {
      tensors = candidate.tensors
      left = candidate.others
    }
    left = left.map { "\(candidate.entry.key).\($0)" }
  }

  /// The dictionaries in `dictionary` that hold tensors.
  private static func candidates(_ dictionary: TorchDictionary) throws(ModelError) -> [Candidate] {
    var candidates: [Candidate] = []
    for entry in dictionary.entries {
      guard let inner = dictionary.dictionary(entry) else { continue }
      let (tensors, others) = try inner.tensors()
      guard !tensors.isEmpty else { continue }
      candidates.append(
        Candidate(entry: entry, dictionary: inner, tensors: tensors, others: others))
    }
    return candidates
  }

  /// The file's own tensors. Beside facts of other kinds single numbers are no weights.
  private mutating func takeOwn(
    _ own: [TorchDictionary.Entry], _ named: [(name: String, tensor: TorchTensor)],
    _ top: TorchDictionary
  ) {
    facts = top.entries.filter { !$0.value.isTensor }
    if !facts.isEmpty, named.allSatisfy({ $0.tensor.layout.shape.isEmpty }) {
      facts = top.entries
      if !named.isEmpty {
        reason =
          "holds no weights: its only tensors are single numbers,"
          + " \(Listing.text(named.map { quoted($0.name) }))"
      } else if let whole = top.entries.first(where: {
        if case .opaque = $0.value { EntryName.rank($0.key) != nil } else { false }
      }) {
        reason =
          "holds no tensors: \(quoted(whole.key)) is \(top.heap.described(whole.value)), a whole"
          + " model, which only its own program can make; load it there and save its weights:"
          + " torch.save(model.state_dict(), path)"
      }
      return
    }
    tensors = named
  }

  private static func tensors(_ entries: [TorchDictionary.Entry], _ top: TorchDictionary)
    -> [(name: String, tensor: TorchTensor)]
  {
    entries.compactMap { entry in
      if case .tensor(let number) = entry.value {
        (entry.key, top.heap.tensors[number])
      } else {
        nil
      }
    }
  }

  /// Whether tensors are a network's: one is a matrix or a filter, or is called as parameters are.
  private static func look(like tensors: [(name: String, tensor: TorchTensor)]) -> Bool {
    tensors.contains { name, tensor in
      guard tensor.type.isFloating else { return false }
      return tensor.layout.shape.count > 1 || name.hasSuffix("weight") || name.hasSuffix("bias")
        || name.hasSuffix("running_mean")
    }
  }

  private static func hasNumbers(_ tensors: [(name: String, tensor: TorchTensor)]) -> Bool {
    tensors.contains { $0.tensor.type.isFloating }
  }

  private static func ambiguous(_ names: [String], _ file: RandomAccessFile) -> ModelError {
    file.error(
      "holds weights under several names, \(Listing.text(names.map(quoted), limit: 12)): choose one"
        + " at the source, as in entry: \(names.last ?? "")")
  }
}
