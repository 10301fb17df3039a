public import Arithmetic
public import Networks
import Values

/// The state of a training as the bytes of a safetensors file.
///
/// A training that goes on from it, with the same seed, ends with the same bits as one that was never
/// stopped.
public struct Checkpoint: Sendable, Equatable {
  public var state: TrainingState
  /// Lists of numbers that the caller notes beside it: losses by epoch, the best score.
  public var notes: [String: [Double]]
  /// Parameters and statistics of other moments by name: of the best epoch, of chosen ones.
  public var kept: [String: [String: RealTensor]]

  public init(
    _ state: TrainingState, notes: [String: [Double]] = [:],
    kept: [String: [String: RealTensor]] = [:]
  ) {
    (self.state, self.notes, self.kept) = (state, notes, kept)
  }

  /// - Throws: `ModelError` where two names are one.
  public func bytes() throws(ModelError) -> [UInt8] {
    var entries: [ModelWeights.Entry] = []
    func add(_ group: String, _ tensors: [String: RealTensor]) {
      for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
        entries.append(tensor.entry("\(group)/\(name)", isWide: tensor.format == .binary64))
      }
    }
    add(Self.parameters, state.parameters)
    add(Self.statistics, state.statistics)
    for (slot, tensors) in state.slots.sorted(by: { $0.key < $1.key }) {
      add(Self.slot + slot, tensors)
    }
    for (name, tensors) in kept.sorted(by: { $0.key < $1.key }) { add(Self.kept + name, tensors) }
    for (name, numbers) in notes.sorted(by: { $0.key < $1.key }) {
      entries.append(
        .init(
          "\(Self.note)/\(name)", .float64,
          .float64(Tensor(shape: [numbers.count], values: numbers))))
    }
    return try ModelWeights(
      entries, format: .safetensors, metadata: [.init(Self.step, .integer(state.step))]
    ).safetensors
  }

  /// Reads a checkpoint of a training of `network`.
  ///
  /// - Parameters:
  ///   - name: how errors call the file.
  ///   - slots: those of the optimizer.
  /// - Throws: `ModelError` where the bytes are damaged, or belong to another network, optimizer or
  ///   format.
  public init(
    _ bytes: [UInt8], named name: String, of network: Network, slots: [String], format: RealFormat
  ) throws(ModelError) {
    let weights = try ModelWeights(safetensors: bytes, named: name)
    var state = TrainingState(network, slots: slots, format: format)
    var left = Set(weights.names)
    func take(_ group: String, _ tensors: [String: RealTensor]) throws(ModelError)
      -> [String: RealTensor]
    {
      var found: [String: RealTensor] = [:]
      for (path, old) in tensors {
        guard let tensor = weights["\(group)/\(path)"], tensor.shape == old.shape,
          tensor.type == (format == .binary64 ? .float64 : .float32)
        else {
          throw ModelError(
            "this checkpoint has no '\(group)/\(path)' of shape \(old.shape): it belongs to another"
              + " training", file: name)
        }
        left.remove("\(group)/\(path)")
        found[path] = tensor.real(format)
      }
      return found
    }
    state.parameters = try take(Self.parameters, state.parameters)
    state.statistics = try take(Self.statistics, state.statistics)
    for slot in slots { state.slots[slot] = try take(Self.slot + slot, state.slots[slot] ?? [:]) }
    let tensors = state.tensors
    let groups = left.filter { $0.hasPrefix(Self.kept) }.compactMap {
      $0.split(separator: "/", maxSplits: 1).first.map { String($0.dropFirst(Self.kept.count)) }
    }
    var kept: [String: [String: RealTensor]] = [:]
    for group in Set(groups) { kept[group] = try take(Self.kept + group, tensors) }
    var notes: [String: [Double]] = [:]
    for path in left where path.hasPrefix("\(Self.note)/") {
      guard case .float64(let tensor)? = weights[path] else { continue }
      notes[String(path.dropFirst(Self.note.count + 1))] = tensor.values
      left.remove(path)
    }
    guard left.isEmpty, let step = Self.number(weights[metadata: Self.step]) else {
      throw ModelError("this checkpoint belongs to another training", file: name)
    }
    state.step = step
    self.init(state, notes: notes, kept: kept)
  }

  private static let (parameters, statistics, slot) = ("parameter", "statistic", "optimizer.")
  private static let (step, note, kept) = ("step", "note", "kept.")

  private static func number(_ value: Value?) -> Int? {
    switch value {
    case .integer(let number)?: number
    case .string(let text)?: Int(text)
    default: nil
    }
  }
}
