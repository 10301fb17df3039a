import Arithmetic
import Imaging
import Training

/// How well a network's classes are the true ones, counted over many examples.
struct TrainingScores {
  /// Mean over batches.
  private(set) var loss = 0.0
  /// What it is the sum of, by name.
  private(set) var parts: [String: Double] = [:]
  private(set) var common: [Int]
  private(set) var found: [Int]
  private(set) var right: [Int]

  private let hasBackground: Bool

  /// - Parameter hasBackground: whether means leave the first class out.
  init(classes: Int, hasBackground: Bool) {
    self.hasBackground = hasBackground
    common = [Int](repeating: 0, count: classes)
    (found, right) = (common, common)
  }

  /// Takes in the losses of one batch of `count`.
  mutating func add(_ losses: [LossValue], of count: Int) {
    for own in losses {
      loss += own.value / Double(count)
      for (name, value) in own.parts { parts[name, default: 0] += value / Double(count) }
    }
  }

  /// Whether there are classes to be right about.
  var hasClasses: Bool { !common.isEmpty }

  /// What the best network has the greatest of: overlap of classes, or where there are none, the least loss.
  var merit: Double { hasClasses ? meanOverlap : -loss }

  /// - Parameters:
  ///   - logits: `[N, classes, …]`.
  ///   - truth: the true class of each place, `[N, …]`.
  mutating func add(_ logits: RealTensor, _ truth: Tensor<Int32>) {
    for (own, truth) in zip(GreatestClass.find(logits).classes, truth.values) {
      count(Int(own), Int(truth))
    }
  }

  private mutating func count(_ own: Int, _ truth: Int) {
    found[own] += 1
    right[truth] += 1
    if own == truth { common[own] += 1 }
  }

  /// The classes that network or truth have.
  private var present: [Int] {
    common.indices.dropFirst(hasBackground ? 1 : 0).filter { right[$0] + found[$0] > 0 }
  }

  /// Intersection over union, mean over those classes; NaN where there is none.
  var meanOverlap: Double {
    mean { Double(common[$0]) / Double(found[$0] + right[$0] - common[$0]) }
  }

  /// Dice's coefficient, mean over those classes.
  var meanDice: Double { mean { 2 * Double(common[$0]) / Double(found[$0] + right[$0]) } }

  /// The part of all places whose class is right.
  var accuracy: Double {
    Double(common.reduce(0, +)) / Double(max(1, right.reduce(0, +)))
  }

  private func mean(_ value: (Int) -> Double) -> Double {
    let present = present
    return present.isEmpty ? .nan : present.reduce(0) { $0 + value($1) } / Double(present.count)
  }
}
