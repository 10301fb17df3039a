/// Seeds by value: a hash of the manifest's seed, the stage's name and the coordinates, so that
/// adding a subject or a repetition changes no other job's seed.
struct JobSeed {
  private let stage: FieldHasher
  /// The axes that it depends on, by name, so that their order does not matter.
  private let axes: [(name: String, column: Int)]

  /// - Parameters:
  ///   - axes: those that the stage runs along.
  ///   - isRelevant: whether the seed depends on one.
  init(
    seed: Int, stage name: String, axes: [String], where isRelevant: (String) -> Bool
  ) {
    var hasher = FieldHasher()
    hasher.add(tag: "seed", seed)
    hasher.add(tag: "stage", name)
    stage = hasher
    self.axes = axes.enumerated().filter { isRelevant($0.element) }
      .map { (name: $0.element, column: $0.offset) }.sorted { $0.name < $1.name }
  }

  /// One seed for all jobs of all stages: neither name nor coordinates count.
  init(shared seed: Int) {
    var hasher = FieldHasher()
    hasher.add(tag: "shared", seed)
    stage = hasher
    axes = []
  }

  /// The seed for one value along each axis.
  func callAsFunction(_ row: [String]) -> UInt64 {
    var hasher = stage
    for axis in axes { hasher.add(tag: axis.name, row[axis.column]) }
    return hasher.finalize().leadingWord
  }
}
