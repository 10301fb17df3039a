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
  static let severalLabels = Parameter(
    "probability-labels",
    later: .list(of: .integer(minimum: 0, maximum: 1 << 30), minimumCount: 1),
    "The labels of the classes whose probabilities come out on the port `probabilities`; there is no such port "
      + "where nothing is said. Each takes as much memory as an image.")
  static let floor = Parameter(
    "probability-floor", later: .number(minimum: 0, maximum: 0.5),
    "Probabilities on that port that are below become 0, such as 1e-6: nearly all are, and zeros take next to "
      + "no room in the store. Otherwise all are kept as they are.")
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
  static let parameters = list(
    gives, wanted, wantedLabel, severalLabels, floor, threshold, components, names)

  /// What names several classes on a port, along its axis `class`: their labels.
  static func severalNames(_ values: ParameterValues) -> [String] {
    (values[severalLabels] ?? []).map(String.init)
  }

  /// A stage's outputs, without the one of several classes where none are named.
  static func outputs(
    _ outputs: [Port], several: Output<Volume>, _ values: ParameterValues
  ) -> [Port] {
    values[severalLabels] == nil ? outputs.filter { $0.name != several.name } : outputs
  }

  enum Given: String, CaseIterable { case logits, probabilities }
  enum Components: String, CaseIterable { case all, largest }

  private let isLogits: Bool
  private var wanted: Int
  private let wantedLabel: Int?
  /// Labels whose probabilities are put out together, and their classes.
  let several: [Int32]
  private var severalClasses: [Int] = []
  private let floor: Double
  private let threshold: Double
  private let keepsLargest: Bool
  /// The label of each class that the manifest gives.
  let names: [Int32]

  init(_ values: ParameterValues) {
    isLogits = values[Self.gives] == .logits
    wanted = values[Self.wanted]
    wantedLabel = values[Self.wantedLabel]
    several = (values[Self.severalLabels] ?? []).map { Int32(clamping: $0) }
    floor = values[Self.floor] ?? 0
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
    /// Those of several classes, in their order.
    var probabilities: [RealTensor]
  }

  /// The same, which knows the classes that were asked for by their labels.
  ///
  /// - Throws: `StageError` where no class has a label.
  func choosing(among labels: [Int32]) throws -> ClassReading {
    func number(_ label: Int32, _ parameter: String) throws -> Int {
      guard let number = labels.firstIndex(of: label) else {
        throw StageError(
          "no class has label \(label): see '\(parameter)'; there are "
            + Listing.text(labels.map(String.init), limit: 12))
      }
      return number
    }
    var own = self
    if let wantedLabel {
      own.wanted = try number(Int32(clamping: wantedLabel), Self.wantedLabel.name)
    }
    own.severalClasses = try several.map { try number($0, Self.severalLabels.name) }
    return own
  }

  /// - Parameters:
  ///   - bytes: that the probabilities of one class take.
  ///   - limit: of memory, in bytes.
  /// - Throws: `StageError` where a class whose probability is asked for is not there, or several take too
  ///   much memory.
  func check(classes: Int, bytes: Int, limit: Int) throws {
    guard classes == 1 || wanted < classes else {
      throw StageError(
        "the network has \(classes) classes, so there is no class \(wanted): see 'probability-of'")
    }
    guard classes > 1 || severalClasses.allSatisfy({ $0 == 1 }) else {
      throw StageError(
        "the network has one number a voxel, the probability of its second class alone: see "
          + "'\(Self.severalLabels.name)'")
    }
    let room = several.count * bytes
    guard room <= limit else {
      throw StageError(
        "the probabilities of \(several.count) classes take \(room >> 20) MiB, above the limit of "
          + "\(limit >> 20) MiB: raise 'memory', or name fewer under '\(Self.severalLabels.name)'")
    }
  }

  /// - Parameter numbers: `[1, classes, n, Y, Z]`.
  func read(_ numbers: RealTensor, _ arithmetic: any Arithmetic) -> Slab {
    let (classes, sizes) = (numbers.shape[1], Array(numbers.shape[2...]))
    let all = probabilities(
      numbers, classes == 1 ? [0] : [wanted] + severalClasses, arithmetic)
    let probability = all[0]
    let several = several.isEmpty ? [] : classes == 1 ? all : Array(all[1...])
    var (found, greatest) = GreatestClass.find(numbers)
    if classes == 1 { found = probability.doubles.map { $0 > threshold ? 1 : 0 } }
    return Slab(
      classes: Tensor(shape: sizes, values: found), greatest: greatest.reshaped(sizes),
      probability: probability.reshaped(sizes),
      probabilities: several.map { $0.reshaped(sizes).withoutTraces(below: floor) })
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
        probability: .concatenate(slabs.map(\.probability), axis: 0),
        probabilities: several.indices.map { number in
          .concatenate(slabs.map { $0.probabilities[number] }, axis: 0)
        })
    }
    if keepsLargest { whole.classes = Self.largest(whole.classes) }
    return whole
  }

  /// Those of some classes, in their order: `[1, 1, …]` each.
  private func probabilities(
    _ numbers: RealTensor, _ chosen: [Int], _ arithmetic: any Arithmetic
  ) -> [RealTensor] {
    guard isLogits else { return chosen.map { numbers.slice($0..<$0 + 1, axis: 1) } }
    if numbers.shape[1] == 1 {
      let growth = arithmetic.add(arithmetic.exponential(arithmetic.multiply(numbers, -1)), 1)
      let ones = RealTensor(
        numbers.format, shape: numbers.shape, [Double](repeating: 1, count: numbers.count))
      return [arithmetic.divide(ones, growth)]
    }
    return ClassProbabilities.softmax(of: chosen, slices: numbers.shape[2], arithmetic) { slice in
      numbers.slice(slice..<slice + 1, axis: 2)
    }
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
