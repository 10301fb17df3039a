import Arithmetic

extension Tensor {
  /// The tensor of one shape with every element changed.
  func map<Other: Sendable>(_ change: (Element) -> Other) -> Tensor<Other> {
    Tensor<Other>(shape: shape, values: values.map(change))
  }
}
