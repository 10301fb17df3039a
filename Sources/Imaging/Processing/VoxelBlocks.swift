public import Arithmetic

/// Blocks of voxels taken out of volumes `[X, Y, Z]` and put into them; nothing is rounded.
extension RealTensor {
  /// The part of a volume within a box.
  ///
  /// - Precondition: three dimensions; the box lies within.
  public func cropped(to box: VoxelBox) -> RealTensor {
    switch self {
    case .binary32(let tensor): .binary32(tensor.cropped(to: box))
    case .binary64(let tensor): .binary64(tensor.cropped(to: box))
    }
  }

  /// A volume of `shape` with this one in a box, and 0 around it.
  ///
  /// - Precondition: the volume has the box's shape.
  public func placed(in box: VoxelBox, of shape: [Int]) -> RealTensor {
    switch self {
    case .binary32(let tensor): .binary32(tensor.placed(in: box, of: shape, around: 0))
    case .binary64(let tensor): .binary64(tensor.placed(in: box, of: shape, around: 0))
    }
  }

  /// Puts `part` in place of the voxels within a box.
  ///
  /// - Precondition: three dimensions, the box lies within, `part` has its shape and the same format.
  public mutating func replace(_ box: VoxelBox, with part: RealTensor) {
    // Taken out of `self` first: the voxels are then changed where they lie.
    switch (self, part) {
    case (.binary32(var whole), .binary32(let part)):
      self = .binary32(Tensor(shape: [], values: [0]))
      whole.replace(box, with: part)
      self = .binary32(whole)
    case (.binary64(var whole), .binary64(let part)):
      self = .binary64(Tensor(shape: [], values: [0]))
      whole.replace(box, with: part)
      self = .binary64(whole)
    default: preconditionFailure("formats differ")
    }
  }

  /// The elements in reverse order along some axes.
  public func reversed(along axes: [Int]) -> RealTensor {
    if axes.isEmpty { return self }
    return switch self {
    case .binary32(let tensor): .binary32(tensor.turned(along: axes))
    case .binary64(let tensor): .binary64(tensor.turned(along: axes))
    }
  }
}

extension Tensor<UInt8> {
  /// A mask of `shape` with this one in a box, and 0 around it.
  ///
  /// - Precondition: the mask has the box's shape.
  public func placed(in box: VoxelBox, of shape: [Int]) -> Tensor {
    placed(in: box, of: shape, around: 0)
  }
}

extension Tensor<Int32> {
  /// Labels in reverse order along some axes.
  public func reversed(along axes: [Int]) -> Tensor { turned(along: axes) }
}

// Private, so that they are compiled for each sort of voxel.
extension Tensor {
  fileprivate func placed(in box: VoxelBox, of shape: [Int], around value: Element) -> Tensor {
    var whole = Tensor(shape: shape, repeating: value)
    whole.replace(box, with: self)
    return whole
  }

  fileprivate mutating func replace(_ box: VoxelBox, with part: Tensor) {
    precondition(part.shape == box.shape, "\(part.shape) voxels for a box of \(box.shape)")
    let length = box.ranges[2].count
    let shape = shape
    values.withUnsafeMutableBufferPointer { target in
      part.values.withUnsafeBufferPointer { source in
        guard let to = target.baseAddress, let from = source.baseAddress else { return }
        box.forEachLine(of: shape) { start, own in
          (to + start).update(from: from + own, count: length)
        }
      }
    }
  }

  fileprivate func turned(along axes: [Int]) -> Tensor {
    var result = self
    for axis in axes {
      let (extent, width) = (shape[axis], shape[(axis + 1)...].reduce(1, *))
      let before = result.values
      result.values.withUnsafeMutableBufferPointer { target in
        before.withUnsafeBufferPointer { source in
          guard let to = target.baseAddress, let from = source.baseAddress else { return }
          for block in stride(from: 0, to: source.count, by: max(1, extent * width)) {
            for place in 0..<extent {
              (to + block + place * width).update(
                from: from + block + (extent - 1 - place) * width, count: width)
            }
          }
        }
      }
    }
    return result
  }
}
