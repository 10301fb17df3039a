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
  static let threshold = Parameter(
    "threshold", .number(minimum: 0, maximum: 1), default: 0.5,
    "Probability above which a voxel is 1, where the network has one class.")
  static let components = Parameter(
    "components", .choice(Components.self), default: .all,
    "Whether of each class but the first only the largest connected part stays, 26 neighbours.")
  static let names = Parameter(
    "names", .list(of: .integer(minimum: 0, maximum: 1 << 30)), default: [],
    "The label of each class, in order; its number where the list is empty.")
  static let parameters = list(gives, wanted, threshold, components, names)

  enum Given: String, CaseIterable { case logits, probabilities }
  enum Components: String, CaseIterable { case all, largest }

  private let isLogits: Bool
  private let wanted: Int
  private let threshold: Double
  private let keepsLargest: Bool
  private let names: [Int32]

  /// Elements that softmax works on at once.
  private static let part = 1 << 24

  init(_ values: ParameterValues) {
    isLogits = values[Self.gives] == .logits
    wanted = values[Self.wanted]
    threshold = values[Self.threshold]
    keepsLargest = values[Self.components] == .largest
    names = values[Self.names].compactMap { Int32(exactly: $0) }
  }

  /// - Parameter numbers: `[1, classes, X, Y, Z]`.
  /// - Throws: `StageError` where a class that is named is not there, or numbers are not finite.
  func read(_ numbers: RealTensor, _ arithmetic: any Arithmetic) throws -> (
    labels: Tensor<Int32>, greatest: RealTensor, probability: RealTensor
  ) {
    let (classes, sizes) = (numbers.shape[1], Array(numbers.shape[2...]))
    guard classes == 1 || wanted < classes else {
      throw StageError(
        "it has \(classes) classes, so there is no class \(wanted): see 'probability-of'")
    }
    guard names.isEmpty || names.count == max(classes, 2) else {
      throw StageError("it has \(max(classes, 2)) classes, and 'names' has \(names.count)")
    }
    let probability = probability(numbers, classes, arithmetic)
    var (found, greatest) = Self.greatest(numbers)
    if classes == 1 { found = probability.doubles.map { $0 > threshold ? 1 : 0 } }
    var labels = Tensor(shape: sizes, values: found)
    if keepsLargest { labels = Self.largest(labels) }
    if !names.isEmpty {
      labels = Tensor(shape: sizes, values: labels.values.map { names[Int($0)] })
    }
    return (labels, greatest.reshaped(sizes), probability.reshaped(sizes))
  }

  /// The probability of one class, slab by slab where softmax is needed: the result of all classes
  /// would take as much memory as the network's output.
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
    let count = numbers.shape[2]
    let thickness = max(1, Self.part / max(1, numbers.count / count))
    let slabs = stride(from: 0, to: count, by: thickness).map { start in
      arithmetic.softmax(numbers.slice(start..<min(count, start + thickness), axis: 2))
        .slice(chosen..<chosen + 1, axis: 1)
    }
    return .concatenate(slabs, axis: 2)
  }

  /// The first of the greatest of each voxel, and its number.
  private static func greatest(_ numbers: RealTensor) -> ([Int32], RealTensor) {
    switch numbers {
    case .binary32(let tensor):
      let (places, values) = greatest(tensor)
      return (places, .binary32(values))
    case .binary64(let tensor):
      let (places, values) = greatest(tensor)
      return (places, .binary64(values))
    }
  }

  private static func greatest<Number: BinaryFloatingPoint>(_ numbers: Tensor<Number>)
    -> ([Int32], Tensor<Number>)
  {
    let (classes, plane) = (numbers.shape[1], numbers.count / numbers.shape[1])
    var places = [Int32](repeating: 0, count: plane)
    var best = Array(numbers.values[..<plane])
    for name in 1..<max(classes, 1) {
      let start = name * plane
      for voxel in 0..<plane where numbers.values[start + voxel] > best[voxel] {
        best[voxel] = numbers.values[start + voxel]
        places[voxel] = Int32(name)
      }
    }
    return (places, Tensor(shape: [plane], values: best))
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
