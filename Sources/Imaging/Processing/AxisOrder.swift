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
  public func apply(_ image: RealTensor) -> RealTensor {
    switch image {
    case .binary32(let tensor): .binary32(ordered(tensor))
    case .binary64(let tensor): .binary64(ordered(tensor))
    }
  }

  /// Brings what has this order into that of an image of `shape`.
  ///
  /// - Precondition: three dimensions, those of the image.
  public func undo(_ image: RealTensor, shape: [Int]) -> RealTensor {
    switch image {
    case .binary32(let tensor): .binary32(undone(tensor, shape))
    case .binary64(let tensor): .binary64(undone(tensor, shape))
    }
  }

  public func undo(_ labels: Tensor<Int32>, shape: [Int]) -> Tensor<Int32> {
    undone(labels, shape)
  }

  public func undo(_ mask: Tensor<UInt8>, shape: [Int]) -> Tensor<UInt8> { undone(mask, shape) }

  // Private, so that it is compiled for each sort of voxel.
  private func ordered<Element>(_ image: Tensor<Element>) -> Tensor<Element> {
    let places = places(image.shape)
    let values = [Element](unsafeUninitializedCapacity: places.count) { buffer, count in
      image.values.withUnsafeBufferPointer { source in
        places.withUnsafeBufferPointer { places in
          for voxel in 0..<places.count {
            buffer.initializeElement(at: voxel, to: source[places[voxel]])
          }
        }
      }
      count = places.count
    }
    return Tensor(shape: axes.map { image.shape[$0] }, values: values)
  }

  private func undone<Element>(_ ordered: Tensor<Element>, _ shape: [Int]) -> Tensor<Element> {
    precondition(ordered.shape == axes.map { shape[$0] }, "not of the image's shape")
    let places = places(shape)
    let values = [Element](unsafeUninitializedCapacity: places.count) { buffer, count in
      ordered.values.withUnsafeBufferPointer { source in
        places.withUnsafeBufferPointer { places in
          for voxel in 0..<places.count {
            buffer.initializeElement(at: places[voxel], to: source[voxel])
          }
        }
      }
      count = places.count
    }
    return Tensor(shape: shape, values: values)
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
