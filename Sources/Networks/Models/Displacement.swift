public import Arithmetic

/// A displacement of every voxel of a grid: what is looked for at voxel x lies at x + u(x).
public struct Displacement: Sendable, Equatable {
  /// u, `[3, X, Y, Z]`: voxels along the grid's own axes.
  public let components: RealTensor

  /// - Precondition: three components on a grid of three axes.
  public init(_ components: RealTensor) {
    precondition(
      components.shape.count == 4 && components.shape[0] == 3,
      "[3, X, Y, Z] expected, not \(components.shape)")
    self.components = components
  }

  /// - Parameter vectors: u of each voxel, `[X, Y, Z, 3]`.
  public init(vectors: RealTensor) {
    let sizes = Array(vectors.shape.dropLast())
    self.init(
      vectors.reshaped([sizes.reduce(1, *), 3]).transposed.reshaped([3] + sizes))
  }

  /// Extents of the grid.
  public var sizes: [Int] { Array(components.shape.dropFirst()) }

  /// u of each voxel, `[X, Y, Z, 3]`.
  public var vectors: RealTensor { places.reshaped(sizes + [3]) }

  /// What an image has beyond its outermost voxels.
  public enum Edge: Sendable, Equatable {
    /// What is at the nearest place on its edge.
    case nearest
    /// One value everywhere, from the centres of the outermost voxels on.
    case value(Double)
    /// Voxels of 0, with which those on the edge are blended.
    case zeros
  }

  /// Images carried back to where their voxels come from: out(x) = image(x + u(x)), trilinear.
  ///
  /// - Parameters:
  ///   - images: `[C, X, Y, Z]` on this grid.
  ///   - edge: what voxels are that come from outside the image.
  public func warp(_ images: RealTensor, edge: Edge = .nearest, _ arithmetic: any Arithmetic)
    -> RealTensor
  {
    precondition(
      Array(images.shape.dropFirst()) == sizes, "images \(images.shape) on a grid of \(sizes)")
    var points = points(arithmetic, firstVoxel: edge == .zeros ? 1 : 0)
    var outside = 0.0
    switch edge {
    case .nearest: points = points.clamped(to: sizes)
    case .value(let value): outside = value
    case .zeros: break
    }
    let parts = (0..<images.shape[0]).map { channel in
      let image = images.slice(channel..<channel + 1, axis: 0).reshaped(sizes)
      return arithmetic.sample(
        edge == .zeros ? image.bordered : image, at: points, outside: outside)
    }
    return RealTensor.concatenate(parts, axis: 0).reshaped(images.shape)
  }

  /// Labels carried back to where their voxels come from: that of the nearest voxel, 0 outside.
  public func warp(labels: Tensor<Int32>, _ arithmetic: any Arithmetic) -> Tensor<Int32> {
    precondition(labels.shape == sizes, "labels \(labels.shape) on a grid of \(sizes)")
    let points = self.points(arithmetic).doubles
    let values = (0..<labels.count).map { voxel -> Int32 in
      var source = 0
      for axis in 0..<3 {
        let place = points[3 * voxel + axis].rounded(.toNearestOrEven)
        guard place >= 0, place < Double(sizes[axis]) else { return 0 }
        source = source * sizes[axis] + Int(place)
      }
      return labels.values[source]
    }
    return Tensor(shape: sizes, values: values)
  }

  /// x + u(x) of every voxel, `[N, 3]`, where voxels are counted from `firstVoxel` on.
  private func points(_ arithmetic: any Arithmetic, firstVoxel: Double = 0) -> RealTensor {
    let indices = RealTensor.voxelIndices(sizes, components.format)
    return arithmetic.add(
      firstVoxel == 0 ? indices : indices.exactly { $0 + firstVoxel }, places)
  }

  /// u of every voxel, `[N, 3]`.
  private var places: RealTensor {
    components.reshaped([3, sizes.reduce(1, *)]).transposed
  }

  /// The displacement to which a constant velocity of this many voxels leads in a unit of time.
  ///
  /// Scaling and squaring: u = v / 2ⁿ, then n times u ← u + u ∘ (id + u). Sources: Arsigny et al.
  /// (2006); `VecInt` of VoxelMorph.
  public func exponential(steps: Int, _ arithmetic: any Arithmetic) -> Displacement {
    let scale = (0..<steps).reduce(1.0) { scale, _ in scale / 2 }
    return Displacement(arithmetic.multiply(components, scale)).squared(times: steps, arithmetic)
  }

  /// The displacement `times` times put after itself: u ← u + u ∘ (id + u).
  public func squared(times: Int, edge: Edge = .nearest, _ arithmetic: any Arithmetic)
    -> Displacement
  {
    var field = components
    for _ in 0..<times {
      field = arithmetic.add(field, Displacement(field).warp(field, edge: edge, arithmetic))
    }
    return Displacement(field)
  }

  /// The same displacement on a grid `factor` times as fine, its ends on the ends of this one.
  ///
  /// Where the grid gets finer lengths are scaled first, else last, as VoxelMorph's
  /// `RescaleTransform` does.
  public func rescaled(by factor: Double, _ arithmetic: any Arithmetic) -> Displacement {
    let sizes = sizes.map { Int(Double($0) * factor) }
    if factor > 1 {
      let longer = arithmetic.multiply(components, factor)
      return Displacement(arithmetic.resize(longer, to: sizes, alignment: .centres))
    }
    let coarser = arithmetic.resize(components, to: sizes, alignment: .centres)
    return Displacement(arithmetic.multiply(coarser, factor))
  }

  /// The same displacement on a grid twice as fine, whose voxel i lies at i / 2 on this one.
  ///
  /// The last voxel along an axis lies between this grid's last one and a 0 beyond it, as in
  /// `interp_upsampling` of VoxelMorph's models of 2018.
  public func doubled(_ arithmetic: any Arithmetic) -> Displacement {
    let finer = sizes.map { 2 * $0 }
    let points = RealTensor.voxelIndices(finer, components.format).exactly { $0 / 2 + 1 }
    let parts = (0..<3).map { axis in
      arithmetic.sample(
        components.slice(axis..<axis + 1, axis: 0).reshaped(sizes).bordered, at: points, outside: 0)
    }
    let field = RealTensor.concatenate(parts, axis: 0).reshaped([3] + finer)
    return Displacement(arithmetic.multiply(field, 2))
  }

  /// The displacement whose component along the first axis is this one's second, and the reverse.
  public var exchanged: Displacement {
    let parts = components.split([1, 1, 1], axis: 0)
    return Displacement(.concatenate([parts[1], parts[0], parts[2]], axis: 0))
  }

  /// The displacement with its sign changed, which is exact.
  public func negated(_ arithmetic: any Arithmetic) -> Displacement {
    Displacement(arithmetic.multiply(components, -1))
  }
}

extension RealTensor {
  /// Every element changed in a way that rounds nothing.
  fileprivate func exactly(_ change: (Double) -> Double) -> RealTensor {
    RealTensor(format, shape: shape, doubles.map(change))
  }

  /// A volume `[X, Y, Z]` with a layer of zeros around it.
  fileprivate var bordered: RealTensor {
    switch self {
    case .binary32(let tensor): .binary32(tensor.bordered)
    case .binary64(let tensor): .binary64(tensor.bordered)
    }
  }

  /// A matrix with its rows as columns.
  fileprivate var transposed: RealTensor {
    switch self {
    case .binary32(let tensor): .binary32(tensor.transposed)
    case .binary64(let tensor): .binary64(tensor.transposed)
    }
  }

  /// Points `[N, 3]` moved to the nearest ones within a grid.
  fileprivate func clamped(to sizes: [Int]) -> RealTensor {
    switch self {
    case .binary32(let tensor): .binary32(tensor.clamped(to: sizes.map { Float($0 - 1) }))
    case .binary64(let tensor): .binary64(tensor.clamped(to: sizes.map { Double($0 - 1) }))
    }
  }
}

extension Tensor {
  fileprivate var transposed: Tensor {
    let (rows, columns) = (shape[0], shape[1])
    let turned = [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      values.withUnsafeBufferPointer { values in
        for column in 0..<columns {
          for row in 0..<rows {
            buffer.initializeElement(
              at: column * rows + row, to: values[row * columns + column])
          }
        }
      }
      initialized = count
    }
    return Tensor(shape: [columns, rows], values: turned)
  }
}

extension Tensor where Element: BinaryFloatingPoint {
  fileprivate var bordered: Tensor {
    let wide = shape.map { $0 + 2 }
    var wider = [Element](repeating: 0, count: wide.reduce(1, *))
    for i in 0..<shape[0] {
      for j in 0..<shape[1] {
        let (from, to) = (
          (i * shape[1] + j) * shape[2], ((i + 1) * wide[1] + j + 1) * wide[2] + 1
        )
        for k in 0..<shape[2] { wider[to + k] = values[from + k] }
      }
    }
    return Tensor(shape: wide, values: wider)
  }

  /// NaN stays: the sample there is outside.
  fileprivate func clamped(to greatest: [Element]) -> Tensor {
    var clamped = values
    clamped.withUnsafeMutableBufferPointer { values in
      for axis in greatest.indices {
        for place in stride(from: axis, to: values.count, by: greatest.count) {
          let value = values[place]
          values[place] = value < 0 ? 0 : value > greatest[axis] ? greatest[axis] : value
        }
      }
    }
    return Tensor(shape: shape, values: clamped)
  }
}
