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
  /// `[N, images, …]`.
  var images: RealTensor
  /// The class of each place, `[N, …]`.
  var classes: Tensor<Int32>
  /// Of the cross-entropy, `[N, …]`; `nil` for ones.
  var weights: RealTensor?
  /// The network for images of this size and resolution, where that depends on them.
  var variant: Trainer.Variant?
}
