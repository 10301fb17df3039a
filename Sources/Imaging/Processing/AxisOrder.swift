public import Arithmetic

/// An image's voxels with axes that point another way: permuted and reversed, nothing interpolated, as
/// nibabel's `as_closest_ordered`.
public struct AxisOrder: Sendable, Equatable {
  /// For each new axis the image's axis that follows it.
  private let axes: [Int]
  /// Whether that axis runs the other way.
  private let isReversed: [Bool]

  /// - Parameters:
  ///   - affine: of the image, voxels to millimetres.
  ///   - orientation: where the new axes point to.
  public init(_ affine: Affine, _ orientation: Orientation = .ras) {
    let own = affine.orientation.axes
    let order = orientation.axes.map { new in own.firstIndex { $0.world == new.world } ?? 0 }
    axes = order
    isReversed = zip(order, orientation.axes).map { own[$0].positive != $1.positive }
  }

  /// - Precondition: three dimensions.
  public func apply<Element>(_ image: Tensor<Element>) -> Tensor<Element> {
    let shape = axes.map { image.shape[$0] }
    return Tensor(shape: shape, values: places(image.shape).map { image.values[$0] })
  }

  /// Brings what has this order into that of an image of `shape`.
  ///
  /// - Precondition: three dimensions, those of the image.
  public func undo<Element>(_ ordered: Tensor<Element>, shape: [Int]) -> Tensor<Element> {
    precondition(ordered.shape == axes.map { shape[$0] }, "not of the image's shape")
    guard let first = ordered.values.first else { return Tensor(shape: shape, values: []) }
    var image = Tensor(shape: shape, repeating: first)
    for (place, value) in zip(places(shape), ordered.values) { image.values[place] = value }
    return image
  }

  public func apply(_ image: RealTensor) -> RealTensor {
    switch image {
    case .binary32(let tensor): .binary32(apply(tensor))
    case .binary64(let tensor): .binary64(apply(tensor))
    }
  }

  public func undo(_ ordered: RealTensor, shape: [Int]) -> RealTensor {
    switch ordered {
    case .binary32(let tensor): .binary32(undo(tensor, shape: shape))
    case .binary64(let tensor): .binary64(undo(tensor, shape: shape))
    }
  }

  /// The place in an image of `shape` of each voxel in this order.
  private func places(_ shape: [Int]) -> [Int] {
    let strides = [shape[1] * shape[2], shape[2], 1]
    let steps = (0..<3).map { isReversed[$0] ? -strides[axes[$0]] : strides[axes[$0]] }
    let sizes = axes.map { shape[$0] }
    let start = (0..<3).reduce(0) {
      $0 + (isReversed[$1] ? (sizes[$1] - 1) * strides[axes[$1]] : 0)
    }
    var places: [Int] = []
    places.reserveCapacity(sizes.reduce(1, *))
    for i in 0..<sizes[0] {
      for j in 0..<sizes[1] {
        var place = start + i * steps[0] + j * steps[1]
        for _ in 0..<sizes[2] {
          places.append(place)
          place += steps[2]
        }
      }
    }
    return places
  }
}
