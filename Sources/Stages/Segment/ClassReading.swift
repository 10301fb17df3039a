import Arithmetic
import Imaging
import PipelineKit

/// Labels, greatest numbers and a probability from what a network gives for each class.
struct ClassReading: DeclaresPorts {
  static let gives = Parameter(
    "gives", .choice(Given.self), default: .logits,
    "What the output holds: `logits` become probabilities by softmax, or sigmoid where there is one "
      + "class.")
  static let wanted = Parameter(
    "probability-of", .integer(minimum: 0, maximum: 1 << 20), default: 1,
    "The class whose probability is put out; the only one where there is one.")
  static let wantedLabel = Parameter(
    "probability-label", optional: .integer(minimum: 0, maximum: 1 << 30),
    "The class whose probability is put out, by its label, instead of `probability-of`.")
  static let threshold = Parameter(
    "threshold", .number(minimum: 0, maximum: 1), default: 0.5,
    "Probability above which a voxel is 1, where the network has one class.")
  static let components = Parameter(
    "components", .choice(Components.self), default: .all,
    "Whether of each class but the first only the largest connected part stays, 26 neighbours.")
  static let names = Parameter(
    "names", .list(of: .integer(minimum: 0, maximum: 1 << 30)), default: [],
    "The label of each class, in order; its number where the list is empty. See also the input "
      + "`classes`.")
  static let parameters = list(gives, wanted, wantedLabel, threshold, components, names)

  enum Given: String, CaseIterable { case logits, probabilities }
  enum Components: String, CaseIterable { case all, largest }

  private let isLogits: Bool
  private var wanted: Int
  private let wantedLabel: Int?
  private let threshold: Double
  private let keepsLargest: Bool
  /// The label of each class that the manifest gives.
  let names: [Int32]

  init(_ values: ParameterValues) {
    isLogits = values[Self.gives] == .logits
    wanted = values[Self.wanted]
    wantedLabel = values[Self.wantedLabel]
    threshold = values[Self.threshold]
    keepsLargest = values[Self.components] == .largest
    names = values[Self.names].compactMap { Int32(exactly: $0) }
  }

  /// What is read of some slices.
  struct Slab {
    /// Numbers of classes, `[n, Y, Z]`.
    var classes: Tensor<Int32>
    var greatest: RealTensor
    var probability: RealTensor
  }

  /// The same, which knows the class that was asked for by its label.
  ///
  /// - Throws: `StageError` where no class has the label.
  func choosing(among labels: [Int32]) throws -> ClassReading {
    guard let wantedLabel else { return self }
    guard let number = labels.firstIndex(of: Int32(clamping: wantedLabel)) else {
      throw StageError("no class has label \(wantedLabel): see 'probability-label'")
    }
    var own = self
    own.wanted = number
    return own
  }

  /// - Throws: `StageError` where the class whose probability is asked for is not there.
  func check(classes: Int) throws {
    guard classes == 1 || wanted < classes else {
      throw StageError(
        "it has \(classes) classes, so there is no class \(wanted): see 'probability-of'")
    }
  }

  /// - Parameter numbers: `[1, classes, n, Y, Z]`.
  func read(_ numbers: RealTensor, _ arithmetic: any Arithmetic) -> Slab {
    let (classes, sizes) = (numbers.shape[1], Array(numbers.shape[2...]))
    let probability = probability(numbers, classes, arithmetic)
    var (found, greatest) = GreatestClass.find(numbers)
    if classes == 1 { found = probability.doubles.map { $0 > threshold ? 1 : 0 } }
    return Slab(
      classes: Tensor(shape: sizes, values: found), greatest: greatest.reshaped(sizes),
      probability: probability.reshaped(sizes))
  }

  /// The slabs of an image as one, with the largest parts alone where that is asked for.
  ///
  /// - Precondition: there is a slab.
  func joined(_ slabs: [Slab]) -> Slab {
    var whole = slabs[0]
    if slabs.count > 1 {
      whole = Slab(
        classes: .concatenate(slabs.map(\.classes), axis: 0),
        greatest: .concatenate(slabs.map(\.greatest), axis: 0),
        probability: .concatenate(slabs.map(\.probability), axis: 0))
    }
    if keepsLargest { whole.classes = Self.largest(whole.classes) }
    return whole
  }

  private func probability(_ numbers: RealTensor, _ classes: Int, _ arithmetic: any Arithmetic)
    -> RealTensor
  {
    let chosen = classes == 1 ? 0 : wanted
    guard isLogits else { return numbers.slice(chosen..<chosen + 1, axis: 1) }
    if classes == 1 {
      let growth = arithmetic.add(arithmetic.exponential(arithmetic.multiply(numbers, -1)), 1)
      let ones = RealTensor(
        numbers.format, shape: numbers.shape, [Double](repeating: 1, count: numbers.count))
      return arithmetic.divide(ones, growth)
    }
    // Slice by slice: the result of all classes would take as much memory as the network's output.
    let slices = (0..<numbers.shape[2]).map { slice in
      arithmetic.softmax(numbers.slice(slice..<slice + 1, axis: 2))
        .slice(chosen..<chosen + 1, axis: 1)
    }
    return slices.count == 1 ? slices[0] : .concatenate(slices, axis: 2)
  }

  /// Labels with only the largest connected part of each but 0.
  private static func largest(_ labels: Tensor<Int32>) -> Tensor<Int32> {
    let parts = ConnectedComponents(of: labels)
    var best: [Int32: Int] = [:]
    for (index, part) in parts.components.enumerated() where part.label != 0 {
      if let other = best[part.label], parts.components[other].size >= part.size { continue }
      best[part.label] = index
    }
    var kept = [Int32](repeating: 0, count: labels.count)
    parts.forEachRun { voxels, component in
      let label = parts.components[component].label
      guard best[label] == component else { return }
      for voxel in voxels { kept[voxel] = label }
    }
    return Tensor(shape: labels.shape, values: kept)
  }
}
