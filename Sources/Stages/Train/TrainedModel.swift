import Arithmetic
import Networks
import PipelineKit

/// A network that was trained here, as a model.
enum TrainedModel {
  /// Its digest is that of its tensors.
  ///
  /// - Parameters:
  ///   - names: the label of each class, in order.
  ///   - learnt: what it learnt from.
  ///   - epoch: that it was made after, where that was asked for.
  ///   - batches: that it has seen, for networks that PyTorch's normalizations count them for.
  ///   - metadata: more that the model says of itself.
  static func of(
    _ network: Network, names: [Int32], trainedOn learnt: TrainedOn, epoch: Int?,
    batches: Int? = nil, metadata: [Value.Pair] = []
  ) throws -> SourcedWeights {
    var model = try network.model()
    if let batches { model = try model.counting(batches) }
    model.metadata.append(.init("names", .list(names.map { .integer(Int($0)) })))
    return of(model, trainedOn: learnt, epoch: epoch, metadata: metadata)
  }

  /// The same for weights that another program would know.
  static func of(
    _ weights: ModelWeights, trainedOn learnt: TrainedOn, epoch: Int?,
    metadata: [Value.Pair] = []
  ) -> SourcedWeights {
    var model = weights
    model.metadata += learnt.metadata
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

extension ModelWeights {
  /// The same weights with `num_batches_tracked` beside each running variance.
  fileprivate func counting(_ batches: Int) throws(ModelError) -> ModelWeights {
    var all: [Entry] = []
    for entry in entries {
      all.append(entry)
      guard let count = Self.batchCounter(beside: entry.name) else { continue }
      all.append(Entry(count, .int64, .int64(Tensor(shape: [], values: [Int64(batches)]))))
    }
    return try ModelWeights(all, format: format, metadata: metadata, notImported: notImported)
  }
}
