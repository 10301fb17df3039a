import Arithmetic
import Values

/// Hands a network its weights, layer by layer, and in the end knows what nobody asked for.
///
/// Names are those of the modules of the program that trained the network, joined by points:
/// `encode1.conv0.weight`.
struct WeightReader {
  /// What was asked for, shared by the readers of all layers.
  private final class Asked {
    var tensors: [ModelWeights.Expectation] = []
  }

  /// Whether filters are called `kernel` and kept `[…, C, O]`, as Keras does.
  private var isKeras: Bool { weights.format == .keras }

  /// The layer's own name, the last part of its path.
  let name: String
  let path: String
  private let weights: ModelWeights
  private let asked: Asked

  init(_ weights: ModelWeights) {
    (name, path, asked) = ("", "", Asked())
    self.weights = weights
  }

  private init(_ parent: WeightReader, _ path: String, name: String) {
    (self.name, self.path, asked) = (name, parent.path + path + ".", parent.asked)
    weights = parent.weights
  }

  /// The reader of a layer within this one.
  ///
  /// - Parameters:
  ///   - path: how the file calls it.
  ///   - name: how scopes of an arithmetic call it, where that is another name.
  func layer(_ path: String, as name: String? = nil) -> WeightReader {
    WeightReader(self, path, name: name ?? path)
  }

  /// The weights called `name` in this layer.
  ///
  /// - Throws: `ModelError` naming the tensor, where it is missing, has another shape or holds other
  ///   than binary32 numbers.
  func tensor(_ name: String, _ shape: [Int]) throws(ModelError) -> Tensor<Float> {
    let tensor = try weights.floats(path + name, shape: shape)
    asked.tensors.append(.init(path + name, shape))
    return tensor
  }

  /// The shape of the weights called `name`, from which a network learns its own sizes.
  ///
  /// - Throws: `ModelError` naming the tensor, where it is missing, has other than `rank` dimensions
  ///   or one without extent.
  func shape(_ name: String, rank: Int) throws(ModelError) -> [Int] {
    guard let shape = weights[path + name]?.shape else {
      throw ModelError(
        "the weights have no tensor \(quoted(path + name)); they have"
          + " \(Listing.text(weights.names.map(quoted)))")
    }
    guard shape.count == rank, shape.allSatisfy({ $0 > 0 }) else {
      throw ModelError(
        "tensor \(quoted(path + name)) has shape \(shape) where \(rank) dimensions were expected")
    }
    return shape
  }

  /// The filters of this layer, `[O, C, …]`, however the file keeps them.
  ///
  /// - Throws: `ModelError` as `tensor` does.
  func filters(_ shape: [Int]) throws(ModelError) -> Tensor<Float> {
    guard isKeras else { return try tensor("weight", shape) }
    let kept = shape[2...] + [shape[1], shape[0]]
    return try tensor("kernel", Array(kept)).filtersFirst(shape)
  }

  /// The shape of this layer's filters, `[O, C, …]`.
  ///
  /// - Parameter axes: how many spatial axes they have to have.
  /// - Throws: `ModelError` as `shape` does.
  func shapeOfFilters(axes: Int) throws(ModelError) -> [Int] {
    let shape = try shape(isKeras ? "kernel" : "weight", rank: axes + 2)
    return isKeras ? [shape[axes + 1], shape[axes]] + shape[..<axes] : shape
  }

  /// How the file calls this layer's filters.
  var nameOfFilters: String { path + (isKeras ? "kernel" : "weight") }

  /// Notes all tensors of the file that inference has no use for.
  func passOver(where isUnused: (String) -> Bool) {
    for entry in weights.entries where isUnused(entry.name) {
      asked.tensors.append(.init(entry.name, entry.tensor.shape))
    }
  }

  /// Checks that every tensor was asked for.
  ///
  /// - Throws: `ModelError` naming those that are surplus, and counters that are missing.
  func finish() throws(ModelError) { try weights.require(exactly: asked.tensors) }
}

extension Tensor {
  /// `[…, C, O]` as `[O, C, …]`.
  fileprivate func filtersFirst(_ shape: [Int]) -> Tensor {
    let (filters, channels) = (shape[0], shape[1])
    let taps = shape[2...].reduce(1, *)
    let turned = [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      for filter in 0..<filters {
        for channel in 0..<channels {
          for tap in 0..<taps {
            buffer.initializeElement(
              at: (filter * channels + channel) * taps + tap,
              to: values[(tap * channels + channel) * filters + filter])
          }
        }
      }
      initialized = count
    }
    return Tensor(shape: shape, values: turned)
  }
}
