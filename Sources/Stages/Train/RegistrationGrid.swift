import Arithmetic
import Imaging
import PipelineKit

/// The grid that all images of one training of registration lie on, grown at its ends until the network can
/// halve it as often as it does.
struct RegistrationGrid {
  /// As the images have it.
  let grid: Grid
  /// After growing.
  let extents: [Int]
  private let name: String

  /// - Parameter name: of what lies on it.
  init(_ grid: Grid, called name: String, granularity: Int) {
    (self.grid, self.name) = (grid, name)
    extents = grid.shape.map { Self.grown($0, granularity) }
  }

  /// The next multiple.
  static func grown(_ extent: Int, _ granularity: Int) -> Int {
    (extent + granularity - 1) / granularity * granularity
  }

  /// - Throws: `StageError` where it is another grid.
  func require(_ other: Grid, called otherName: String) throws {
    try other.requireSame(as: grid, name: otherName, otherName: name)
  }

  /// Voxels with zeros beyond the ends.
  func grown(_ tensor: Tensor<Int32>) -> Tensor<Int32> { Self.grown(tensor, to: extents) }

  func grown(_ tensor: RealTensor) -> RealTensor {
    switch tensor {
    case .binary32(let own): .binary32(Self.grown(own, to: extents))
    case .binary64(let own): .binary64(Self.grown(own, to: extents))
    }
  }

  private static func grown<Number: Numeric>(_ tensor: Tensor<Number>, to extents: [Int])
    -> Tensor<Number>
  {
    guard tensor.shape != extents else { return tensor }
    var values = [Number](repeating: 0, count: extents.reduce(1, *))
    for x in 0..<tensor.shape[0] {
      for y in 0..<tensor.shape[1] {
        let from = (x * tensor.shape[1] + y) * tensor.shape[2]
        let to = (x * extents[1] + y) * extents[2]
        for z in 0..<tensor.shape[2] { values[to + z] = tensor.values[from + z] }
      }
    }
    return Tensor(shape: extents, values: values)
  }
}

/// Which two of several examples go together.
struct PairDraw {
  /// Of the order of the examples.
  let stream: RandomStream
  let count: Int
  /// Whether an example may go with itself.
  let areSame: Bool

  init(_ order: RandomStream, count: Int, areSame: Bool) {
    stream = RandomStream(key: order.word(1 << 62), stream: 1)
    (self.count, self.areSame) = (count, areSame)
  }

  /// Of pair `index` of the whole training; of pair `number` of the validation, each with the next one.
  func pair(_ index: UInt64) -> (moving: Int, fixed: Int) {
    let first = Int(stream.word(2 * index) % UInt64(count))
    guard !areSame, count > 1 else { return (first, first) }
    let other = Int(stream.word(2 * index + 1) % UInt64(count - 1))
    return (first, (first + 1 + other) % count)
  }

  func validation(_ number: Int) -> (moving: Int, fixed: Int) {
    (number % count, areSame ? number % count : (number + 1) % count)
  }
}
