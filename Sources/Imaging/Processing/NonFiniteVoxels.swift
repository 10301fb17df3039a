public import Arithmetic

/// Voxels of an image that are NaN or infinite, where they count.
public struct NonFiniteVoxels: Sendable, Equatable, CustomStringConvertible {
  public var count: Int
  /// Indices of the first one, in C order.
  public var first: [Int]
  /// What it holds.
  public var value: Double

  /// - Parameter mask: one flag a voxel in C order, whether it counts; `nil` where all do.
  /// - Returns: `nil` where every voxel that counts is a finite number.
  public init?(in voxels: RealTensor, where mask: [Bool]? = nil) {
    precondition(voxels.shape.count == 3 && (mask?.count ?? voxels.count) == voxels.count)
    let found: (count: Int, first: Int?, value: Double) =
      switch voxels {
      case .binary32(let tensor): Self.find(tensor.values, mask)
      case .binary64(let tensor): Self.find(tensor.values, mask)
      }
    guard let place = found.first else { return nil }
    count = found.count
    first = voxels.shape.indices(of: place)
    value = found.value
  }

  private static func find<Number: BinaryFloatingPoint>(_ values: [Number], _ mask: [Bool]?)
    -> (count: Int, first: Int?, value: Double)
  {
    var (count, first) = (0, Int?.none)
    for place in values.indices where !values[place].isFinite && mask?[place] ?? true {
      count += 1
      if first == nil { first = place }
    }
    return (count, first, first.map { Double(values[$0]) } ?? 0)
  }

  /// `12 voxels that are not finite numbers, the first is NaN at voxel (0, 3, 7)`.
  public var description: String {
    let name = value.isNaN ? "NaN" : value < 0 ? "−∞" : "∞"
    let place = "voxel (\(first.map(String.init).joined(separator: ", ")))"
    return count == 1
      ? "a voxel that is not a finite number: \(name) at \(place)"
      : "\(count) voxels that are not finite numbers, the first is \(name) at \(place)"
  }
}

extension RealTensor {
  /// Checks that the voxels of an image that count are finite numbers.
  ///
  /// - Parameter inside: one label a voxel; those that are 0 do not count. All count without it.
  /// - Throws: `ImagingError` that says how many are not, where the first one is and what to do.
  func requireFinite(inside: Tensor<Int32>? = nil) throws(ImagingError) {
    guard hasNonFinite else { return }
    guard let found = NonFiniteVoxels(in: self, where: inside.map { $0.values.map { $0 != 0 } })
    else { return }
    throw ImagingError(
      "the image has \(found); preprocess/mask with a mask of the head sets all outside it to 0")
  }

  /// The tensor with 0 in place of NaN and infinities; itself where there are none.
  public var withFiniteOnly: RealTensor {
    switch self {
    case .binary32(let tensor):
      tensor.values.allSatisfy(\.isFinite)
        ? self
        : .binary32(Tensor(shape: shape, values: tensor.values.map { $0.isFinite ? $0 : 0 }))
    case .binary64(let tensor):
      tensor.values.allSatisfy(\.isFinite)
        ? self
        : .binary64(Tensor(shape: shape, values: tensor.values.map { $0.isFinite ? $0 : 0 }))
    }
  }
}

extension Tensor {
  /// The place of an element of three dimensions: `[12, 0, 7]`.
  func voxelName(_ index: Int) -> String { "\(shape.indices(of: index))" }
}

extension [Int] {
  /// The indices of an element, in C order, of an array of this shape of three dimensions.
  fileprivate func indices(of place: Int) -> [Int] {
    [place / (self[1] * self[2]), place / self[2] % self[1], place % self[2]]
  }
}
