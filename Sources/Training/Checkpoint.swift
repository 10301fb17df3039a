public import Arithmetic
public import Networks
import Values

/// The state of a training in a safetensors file, written whole or not at all.
///
/// A training that goes on from it, with the same seed, ends with the same bits as one that was never
/// stopped.
public struct Checkpoint: Sendable, Equatable {
  public var state: TrainingState
  /// What the caller notes beside it: the epoch, the best score.
  public var notes: [String: Double]

  public init(_ state: TrainingState, notes: [String: Double] = [:]) {
    (self.state, self.notes) = (state, notes)
  }

  /// - Throws: `ModelError` where the file cannot be written.
  public func write(to path: String) throws(ModelError) {
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
    var pairs = [Value.Pair(Self.step, .integer(state.step))]
    for (name, number) in notes.sorted(by: { $0.key < $1.key }) {
      // Bits, so that it comes back as it was, infinities included.
      pairs.append(.init(Self.note + name, .string(String(number.bitPattern, radix: 16))))
    }
    try ModelWeights(entries, format: .safetensors, metadata: pairs).writeSafetensors(to: path)
  }

  /// Reads a checkpoint of a training of `network`.
  ///
  /// - Parameter slots: those of the optimizer.
  /// - Throws: `ModelError` where the file is damaged, or belongs to another network, optimizer or
  ///   format.
  public init(_ path: String, of network: Network, slots: [String], format: RealFormat)
    throws(ModelError)
  {
    let weights = try ModelFile.read(path)
    var state = TrainingState(network, slots: slots, format: format)
    var left = Set(weights.names)
    func take(_ group: String, _ tensors: [String: RealTensor]) throws(ModelError)
      -> [String: RealTensor]
    {
      var found: [String: RealTensor] = [:]
      for (name, old) in tensors {
        guard let tensor = weights["\(group)/\(name)"], tensor.shape == old.shape,
          tensor.type == (format == .binary64 ? .float64 : .float32)
        else {
          throw ModelError(
            "this checkpoint has no '\(group)/\(name)' of shape \(old.shape): it belongs to another"
              + " training", file: path)
        }
        left.remove("\(group)/\(name)")
        found[name] = tensor.real(format)
      }
      return found
    }
    state.parameters = try take(Self.parameters, state.parameters)
    state.statistics = try take(Self.statistics, state.statistics)
    for slot in slots { state.slots[slot] = try take(Self.slot + slot, state.slots[slot] ?? [:]) }
    guard left.isEmpty, let step = Self.number(weights[metadata: Self.step]) else {
      throw ModelError("this checkpoint belongs to another training", file: path)
    }
    state.step = step
    var notes: [String: Double] = [:]
    for pair in weights.metadata where pair.key.hasPrefix(Self.note) {
      if case .string(let text) = pair.value, let bits = UInt64(text, radix: 16) {
        notes[String(pair.key.dropFirst(Self.note.count))] = Double(bitPattern: bits)
      }
    }
    self.init(state, notes: notes)
  }

  private static let (parameters, statistics, slot) = ("parameter", "statistic", "optimizer.")
  private static let (step, note) = ("step", "note.")

  private static func number(_ value: Value?) -> Int? {
    switch value {
    case .integer(let number)?: number
    case .string(let text)?: Int(text)
    default: nil
    }
  }
}
