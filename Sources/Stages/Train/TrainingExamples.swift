import Arithmetic
import Networks
import Training

/// What a network learns from, or is tried on.
protocol TrainingExamples: Sendable {
  var count: Int { get }

  /// Some examples, to go through the network together.
  ///
  /// - Parameters:
  ///   - numbers: which, in `0..<count`.
  ///   - epoch: that augmentations are drawn for; `nil` for the examples as they are.
  /// - Throws: `StageError` where they cannot be stacked.
  func batch(_ numbers: [Int], epoch: Int?, _ arithmetic: any Arithmetic) throws -> ExampleBatch
}

/// Examples that go through a network together.
struct ExampleBatch {
  /// `[N, images, …]`: the network's first input.
  var images: RealTensor
  /// Its other inputs, `[N, …]` each.
  var others: [RealTensor] = []
  /// The class of each place, `[N, …]`; nothing where no classes are learnt.
  var classes = Tensor<Int32>(shape: [0], values: [])
  /// Of the cross-entropy, `[N, …]`; `nil` for ones.
  var weights: RealTensor?
  /// What the network's first output is to be, where that is no class.
  var target: RealTensor?
  /// The network for images of this size and resolution, where that depends on them.
  var variant: Trainer.Variant?

  var inputs: [NetworkTensor] { ([images] + others).map(NetworkTensor.real) }
}
