import Arithmetic

/// The different combinations of votes that voxels have, and how many voxels have each.
///
/// The first patterns are those of voxels on which all maps agree, one a label in the order of `names`.
struct VotePatterns {
  /// All labels, ascending; votes are their places.
  let names: [Int32]
  let maps: Int
  /// `maps` places of labels a pattern.
  private(set) var votes: [Int32] = []
  /// Voxels that have the pattern.
  private(set) var counts: [Int] = []
  /// The pattern of each disputed voxel.
  private(set) var ofDisputed: [Int32] = []
  private let places: Places

  /// A label's place among all.
  private struct Places {
    private var near: [Int32]
    private var far: [Int32: Int32] = [:]

    init(_ names: [Int32]) {
      near = [Int32](repeating: -1, count: 1 << 16)
      for (place, name) in names.enumerated() {
        if near.indices.contains(Int(name)) {
          near[Int(name)] = Int32(place)
        } else {
          far[name] = Int32(place)
        }
      }
    }

    @inline(__always)
    subscript(label: Int32) -> Int32 {
      near.indices.contains(Int(label)) ? near[Int(label)] : far[label] ?? 0
    }
  }

  /// The pattern so far, and the votes that come next.
  private struct Key: Hashable {
    let pattern: Int32
    let word: UInt64
  }

  /// - Throws: `ImagingError` where there are more than 4096 labels.
  init(_ first: Tensor<Int32>, _ disputes: DisputedVoxels) throws(ImagingError) {
    maps = disputes.maps
    names = Self.labels(first.values, disputes.votes)
    guard names.count <= 4096 else {
      throw ImagingError("the label maps have \(names.count) different labels, and at most 4096 do")
    }
    places = Places(names)
    for place in names.indices { votes += [Int32](repeating: Int32(place), count: maps) }
    counts = [Int](repeating: 0, count: names.count)
    for label in first.values { counts[Int(places[label])] += 1 }
    for voxel in disputes.voxels { counts[Int(places[first.values[voxel]])] -= 1 }

    // As many votes as fit are packed into a word; a pattern is found word by word.
    let bits = max(1, Int.bitWidth - (names.count - 1).leadingZeroBitCount)
    let perWord = 64 / bits
    var patterns = [Int32](repeating: 0, count: disputes.voxels.count)
    for start in stride(from: 0, to: maps, by: perWord) {
      let isLast = start + perWord >= maps
      var known: [Key: Int32] = [:]
      for place in patterns.indices {
        let own = disputes.votes(at: place).dropFirst(start).prefix(perWord)
        var word: UInt64 = 0
        for label in own { word = word << UInt64(bits) | UInt64(places[label]) }
        let key = Key(pattern: patterns[place], word: word)
        if let found = known[key] {
          patterns[place] = found
        } else {
          let next = Int32(known.count)
          known[key] = next
          patterns[place] = next
          if isLast { votes += disputes.votes(at: place).map { places[$0] } }
        }
      }
      if isLast { counts += [Int](repeating: 0, count: known.count) }
    }
    ofDisputed = patterns.map { $0 + Int32(names.count) }
    for pattern in ofDisputed { counts[Int(pattern)] += 1 }
  }

  /// The pattern of a voxel that all maps give `label`.
  func undisputed(_ label: Int32) -> Int { Int(places[label]) }

  private static func labels(_ lists: [Int32]...) -> [Int32] {
    var found: Set<Int32> = []
    for list in lists {
      var last: Int32?
      for label in list where label != last {
        found.insert(label)
        last = label
      }
    }
    return found.sorted()
  }
}
