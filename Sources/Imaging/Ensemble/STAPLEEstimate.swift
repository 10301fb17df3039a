/// The confusion matrices of raters while expectation maximisation improves them.
struct STAPLEEstimate {
  private let patterns: VotePatterns
  private let labels: Int
  /// The part of all votes that each label has.
  private let prior: [Double]
  /// For map, vote and truth, the truth running fastest: the probability of the vote given the truth.
  private var confusion: [Double]
  /// For map and vote the weight of voxels, and that of them on which the vote is true.
  private var said: [Double]
  private var right: [Double]

  /// Starts from a majority vote; patterns whose vote is tied say nothing.
  init(_ patterns: VotePatterns) {
    self.patterns = patterns
    labels = patterns.names.count
    let (maps, labels) = (patterns.maps, labels)
    var votes = [Int](repeating: 0, count: labels)
    confusion = [Double](repeating: 0, count: maps * labels * labels)
    said = [Double](repeating: 0, count: maps * labels)
    right = said
    for (pattern, count) in patterns.counts.enumerated() {
      var tally = [Int](repeating: 0, count: labels)
      let own = patterns.votes[pattern * maps..<(pattern + 1) * maps]
      for vote in own {
        votes[Int(vote)] += count
        tally[Int(vote)] += 1
      }
      let most = tally.max() ?? 0
      guard tally.count(where: { $0 == most }) == 1, let winner = tally.firstIndex(of: most) else {
        continue
      }
      for (map, vote) in own.enumerated() {
        confusion[(map * labels + Int(vote)) * labels + winner] += Double(count)
      }
    }
    let total = votes.reduce(0, +)
    prior = votes.map { Double($0) / Double(max(total, 1)) }
    // The first matrices are normalised over the truth, as ITK does it; all later ones over the vote.
    for row in 0..<maps * labels {
      let range = row * labels..<(row + 1) * labels
      let sum = confusion[range].reduce(0, +)
      if sum > 0 { for place in range { confusion[place] /= sum } }
    }
  }

  /// One step of expectation and maximisation.
  ///
  /// - Returns: the greatest change of an entry.
  mutating func iterate() -> Double {
    let (maps, labels) = (patterns.maps, labels)
    var next = [Double](repeating: 0, count: confusion.count)
    eachPattern { pattern, weights, sum in
      guard sum > 0 else { return }
      let factor = Double(patterns.counts[pattern]) / sum
      for map in 0..<maps {
        let row = (map * labels + Int(patterns.votes[pattern * maps + map])) * labels
        next.withUnsafeMutableBufferPointer { next in
          for truth in 0..<labels { next[row + truth] += weights[truth] * factor }
        }
      }
    }
    for map in 0..<maps {
      for vote in 0..<labels {
        let row = (map * labels + vote) * labels
        said[map * labels + vote] = next[row..<row + labels].reduce(0, +)
        right[map * labels + vote] = next[row + vote]
      }
      for truth in 0..<labels {
        var sum = 0.0
        for vote in 0..<labels { sum += next[(map * labels + vote) * labels + truth] }
        guard sum > 0 else { continue }
        for vote in 0..<labels { next[(map * labels + vote) * labels + truth] /= sum }
      }
    }
    let change = zip(next, confusion).reduce(0.0) { max($0, abs($1.0 - $1.1)) }
    confusion = next
    return change
  }

  /// Calls `body` with each pattern that voxels have, the joint probabilities of its votes and each
  /// truth, and their sum.
  private func eachPattern(
    _ body: (_ pattern: Int, _ weights: UnsafeBufferPointer<Double>, _ sum: Double) -> Void
  ) {
    let (maps, labels) = (patterns.maps, labels)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: labels) { weights in
      confusion.withUnsafeBufferPointer { confusion in
        for pattern in patterns.counts.indices where patterns.counts[pattern] > 0 {
          for truth in 0..<labels { weights[truth] = prior[truth] }
          for map in 0..<maps {
            let row = (map * labels + Int(patterns.votes[pattern * maps + map])) * labels
            for truth in 0..<labels { weights[truth] *= confusion[row + truth] }
            // Products of many small probabilities would underflow.
            if map % 16 == 15, let most = weights.max(), most > 0 {
              for truth in 0..<labels { weights[truth] /= most }
            }
          }
          var sum = 0.0
          for truth in 0..<labels { sum += weights[truth] }
          body(pattern, UnsafeBufferPointer(weights), sum)
        }
      }
    }
  }

  /// The most probable label of each pattern and its probability.
  ///
  /// Where no truth explains the votes, the first map's vote stands with probability 0.
  func winners() -> (labels: [Int32], probabilities: [Float]) {
    var found = [Int32](repeating: 0, count: patterns.counts.count)
    var probabilities = [Float](repeating: 0, count: found.count)
    for pattern in found.indices {
      found[pattern] = patterns.names[Int(patterns.votes[pattern * patterns.maps])]
    }
    eachPattern { pattern, weights, sum in
      guard sum > 0 else { return }
      var best = 0
      for truth in weights.indices where weights[truth] > weights[best] { best = truth }
      found[pattern] = patterns.names[best]
      probabilities[pattern] = Float(weights[best] / sum)
    }
    return (found, probabilities)
  }

  /// By map and label.
  var sensitivity: [[Double]] {
    (0..<patterns.maps).map { map in
      (0..<labels).map { confusion[((map * labels) + $0) * labels + $0] }
    }
  }

  /// By map and label.
  var predictiveValue: [[Double]] {
    (0..<patterns.maps).map { map in
      (0..<labels).map { right[map * labels + $0] / said[map * labels + $0] }
    }
  }
}
