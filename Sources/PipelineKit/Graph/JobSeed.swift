/// Seeds by value: a hash of the manifest's seed, the stage's name and the coordinates, so that
/// adding a subject or a repetition changes no other job's seed.
struct JobSeed {
  private let stage: FieldHasher

  init(seed: Int, stage name: String) {
    var hasher = FieldHasher()
    hasher.add(tag: "seed", seed)
    hasher.add(tag: "stage", name)
    stage = hasher
  }

  /// The seed at `coordinates`; the order of their axes does not matter.
  func callAsFunction(_ coordinates: Coordinates) -> UInt64 {
    var hasher = stage
    for entry in coordinates.entries.sorted(by: { $0.axis < $1.axis }) {
      hasher.add(tag: entry.axis, entry.value)
    }
    return hasher.finalize().leadingWord
  }
}
