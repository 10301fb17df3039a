import Arithmetic
import Networks
import PipelineKit

/// A network that was trained here, as a model.
enum TrainedModel {
  /// Its digest is that of its tensors.
  ///
  /// - Parameters:
  ///   - names: the label of each class, in order.
  ///   - people: where the images that it learnt from lay along their axes.
  ///   - epoch: that it was made after, where that was asked for.
  ///   - metadata: more that the model says of itself.
  static func of(
    _ network: Network, names: [Int32], trainedOn people: [String], epoch: Int?,
    metadata: [Value.Pair] = []
  ) throws -> SourcedWeights {
    var model = try network.model()
    model.metadata += [
      .init("names", .list(names.map { .integer(Int($0)) })),
      .init("trained-on", .list(people.map(Value.string))),
    ]
    if let epoch { model.metadata.append(.init("epoch", .integer(epoch))) }
    model.metadata += metadata
    var hasher = ByteHasher()
    for entry in model.entries {
      Array(entry.name.utf8).withUnsafeBytes { hasher.update($0) }
      entry.tensor.withUnsafeBytes { hasher.update($0) }
    }
    return SourcedWeights(model, source: hasher.finalize())
  }
}
