/// A dense array in C order: the last index runs fastest.
///
/// Volumes have shape `[X, Y, Z]` and are indexed `[i, j, k]`, as nibabel and NumPy show them.
public struct Tensor<Element: Sendable>: Sendable {
  /// Extent of each dimension; `[]` is a scalar.
  public let shape: [Int]
  /// The elements, `shape` flattened with the last index running fastest.
  public var values: [Element]

  /// Wraps `values`.
  ///
  /// - Precondition: `values.count` is the product of `shape`.
  public init(shape: [Int], values: [Element]) {
    precondition(
      values.count == shape.reduce(1, *), "\(values.count) values do not fill shape \(shape)")
    self.shape = shape
    self.values = values
  }

  /// A tensor with every element equal to `value`.
  public init(shape: [Int], repeating value: Element) {
    self.shape = shape
    self.values = [Element](repeating: value, count: shape.reduce(1, *))
  }

  /// Number of elements.
  public var count: Int { values.count }

  /// The same elements under another shape of the same count.
  public func reshaped(_ shape: [Int]) -> Tensor { Tensor(shape: shape, values: values) }

  /// The tensor of the same shape with every element changed.
  @inlinable public func map<Other: Sendable>(_ change: (Element) -> Other) -> Tensor<Other> {
    Tensor<Other>(shape: shape, values: values.map(change))
  }
}

extension Tensor: Equatable where Element: Equatable {}
