/// A dictionary of a checkpoint: keys are texts, each once; a later one replaces.
struct TorchDictionary {
  struct Entry {
    var key: String
    var value: PickleValue
  }

  private(set) var entries: [Entry] = []
  let heap: PickleHeap
  let file: RandomAccessFile

  /// - Returns: `nil` where a key is neither text nor a number.
  init?(_ number: Int, _ heap: PickleHeap, _ file: RandomAccessFile) {
    (self.heap, self.file) = (heap, file)
    var positions: [String: Int] = [:]
    for (key, value) in heap.maps[number] {
      guard let name = PickleTree.name(key) else { return nil }
      if let position = positions[name] {
        entries[position].value = value
      } else {
        positions[name] = entries.count
        entries.append(Entry(key: name, value: value))
      }
    }
  }

  /// The dictionary in an entry, where there is one.
  func dictionary(_ entry: Entry) -> TorchDictionary? {
    guard case .map(let number) = entry.value else { return nil }
    return TorchDictionary(number, heap, file)
  }

  /// All tensors in it, with the names of the dictionaries around them and points in front; and the
  /// names of what else it holds.
  ///
  /// - Throws: `ModelError`, also where dictionaries hold one another in a circle.
  func tensors(prefix: String = "") throws(ModelError) -> (
    tensors: [(name: String, tensor: TorchTensor)], others: [String]
  ) {
    var walk = Walk()
    try walk.visit(self, prefix: prefix, depth: 0)
    return (walk.tensors, walk.others)
  }

  private struct Walk {
    var tensors: [(name: String, tensor: TorchTensor)] = []
    var others: [String] = []
    private var visited = 0

    mutating func visit(_ dictionary: TorchDictionary, prefix: String, depth: Int)
      throws(ModelError)
    {
      for entry in dictionary.entries {
        visited += 1
        guard depth < 32, visited <= 1 << 18 else {
          throw dictionary.file.error(
            "has dictionaries that hold one another too deep or too often")
        }
        let name = prefix + entry.key
        if case .tensor(let number) = entry.value {
          tensors.append((name, dictionary.heap.tensors[number]))
        } else if let inner = dictionary.dictionary(entry), !inner.entries.isEmpty {
          let before = tensors.count
          let others = others
          try visit(inner, prefix: name + ".", depth: depth + 1)
          if tensors.count == before { self.others = others + [name] }
        } else {
          others.append(name)
        }
      }
    }
  }
}
