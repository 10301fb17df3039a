public import Arithmetic
import Values

/// Hands a network its weights, layer by layer, and in the end knows what nobody asked for.
///
/// Names are those of the modules of the program that trained the network, joined by points:
/// `encode1.conv0.weight`.
public struct WeightReader {
  /// What was asked for, shared by the readers of all layers.
  private final class Asked {
    var tensors: [ModelWeights.Expectation] = []
  }

  /// The layer's own name, the last part of its path.
  public let name: String
  let path: String
  private let weights: ModelWeights
  private let format: RealFormat
  private let asked: Asked

  /// - Parameter format: what weights are widened to, exactly.
  public init(_ weights: ModelWeights, format: RealFormat) {
    (name, path, asked) = ("", "", Asked())
    (self.weights, self.format) = (weights, format)
  }

  private init(_ parent: WeightReader, _ name: String) {
    (self.name, path, asked) = (name, parent.path + name + ".", parent.asked)
    (weights, format) = (parent.weights, parent.format)
  }

  /// The reader of a layer within this one.
  public func layer(_ name: String) -> WeightReader { WeightReader(self, name) }

  /// The weights called `name` in this layer.
  ///
  /// - Throws: `ModelError` naming the tensor, where it is missing, has another shape or holds other
  ///   than binary32 numbers.
  public func tensor(_ name: String, _ shape: [Int]) throws(ModelError) -> RealTensor {
    let tensor = try weights.floats(path + name, shape: shape)
    asked.tensors.append(.init(path + name, shape))
    return format == .binary32
      ? .binary32(tensor)
      : .binary64(Tensor(shape: shape, values: tensor.values.map(Double.init)))
  }

  /// The shape of the weights called `name`, from which a network learns its own sizes.
  ///
  /// - Throws: `ModelError` naming the tensor, where it is missing, has other than `rank` dimensions
  ///   or one without extent.
  public func shape(_ name: String, rank: Int) throws(ModelError) -> [Int] {
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

  /// Notes a tensor that a file of weights has and inference has no use for: a counter.
  public func passOver(_ name: String) { asked.tensors.append(.init(path + name, [])) }

  /// Checks that every tensor was asked for.
  ///
  /// - Throws: `ModelError` naming those that are surplus, and counters that are missing.
  public func finish() throws(ModelError) { try weights.require(exactly: asked.tensors) }
}
