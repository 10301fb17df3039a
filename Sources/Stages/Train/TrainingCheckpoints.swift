import Arithmetic
import Networks
import PipelineKit
import Training

/// Where a training keeps what it goes on from, and when.
struct TrainingCheckpoints {
  /// The least time between two checkpoints, in seconds; writing one takes a twentieth of the time
  /// that they are apart at most.
  var least = 1.0
  private let folder: CheckpointFolder?
  private var last = ContinuousClock.now
  private var cost = 0.0

  init(_ folder: CheckpointFolder?) { self.folder = folder }

  private static let name = "training"

  /// The last checkpoint of this training; `nil` where there is none that it can go on from.
  func read(
    of network: Network, slots: [String], format: RealFormat, warn: (String) -> Void
  ) throws -> (checkpoint: Checkpoint, record: TrainingRecord)? {
    guard let bytes = try folder?.read(Self.name) else { return nil }
    let checkpoint: Checkpoint
    do {
      checkpoint = try Checkpoint(
        bytes, named: "the checkpoint", of: network, slots: slots, format: format)
    } catch {
      warn("\(error.description); the training starts from nothing")
      return nil
    }
    // Other kernels would have come to other bits.
    guard checkpoint.notes["kernels"] == [Self.kernels],
      let record = TrainingRecord(notes: checkpoint.notes)
    else {
      warn("the checkpoint is another version's of lastbit; the training starts from nothing")
      return nil
    }
    return (checkpoint, record)
  }

  /// Whether enough time has passed since the last one.
  var isDue: Bool {
    folder != nil && (ContinuousClock.now - last) / .seconds(1) >= max(least, 20 * cost)
  }

  /// Writes a checkpoint, once it is on disk in place of the one before.
  mutating func write(_ checkpoint: Checkpoint) throws {
    guard let folder else { return }
    let start = ContinuousClock.now
    var whole = checkpoint
    whole.notes["kernels"] = [Self.kernels]
    try folder.write(Self.name, try whole.bytes())
    last = ContinuousClock.now
    cost = (last - start) / .seconds(1)
  }

  /// A number that changes with the definition of any kernel; exact in binary64.
  private static let kernels: Double = {
    let text = Kernel.allCases.map { "\($0.rawValue) \($0.version)" }.joined(separator: ",")
    return Double(text.streamNumber >> 12)
  }()
}
