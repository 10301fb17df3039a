import Arithmetic
import Imaging

/// The greatest logit of each voxel, summed over planes with their weights.
///
/// FastSurfer's own sums are kept in binary16, whose 11 bits hide what a perturbation does; these are
/// in binary32 and move continuously also where the greatest class changes.
struct GreatestLogits {
  private let shape: [Int]
  private var values: [Float]

  init(shape: [Int]) {
    self.shape = shape
    values = [Float](repeating: 0, count: shape.reduce(1, *))
  }

  /// `[X, Y, Z]`.
  var voxels: RealTensor { .binary32(Tensor(shape: shape, values: values)) }

  /// Adds those of one slice: weight × greatest, then the sum, by the arithmetic.
  ///
  /// - Parameter logits: `[classes, H, W]`, at least as large as the slice.
  mutating func add(
    _ logits: RealTensor, slice index: Int, _ plane: AnatomicalPlane, _ arithmetic: any Arithmetic
  ) {
    let (height, width) = plane.sliceShape(shape)
    let strides = [shape[1] * shape[2], shape[2], 1]
    let greatest = Self.greatest(logits, height, width)
    let weighted = arithmetic.multiply(greatest, Double(ViewAggregation.weight(plane)))
    let origin = index * strides[plane.sliceAxis]
    let places = (0..<height * width).map { pixel in
      origin + pixel / width * strides[plane.heightAxis] + pixel % width * strides[plane.widthAxis]
    }
    let before = RealTensor(
      logits.format, shape: greatest.shape, places.map { Double(values[$0]) })
    let sums = arithmetic.convert(arithmetic.add(weighted, before), to: .binary32)
    for (place, sum) in zip(places, sums.doubles) { values[place] = Float(sum) }
  }

  /// Over classes, rows and columns within the slice.
  private static func greatest(_ logits: RealTensor, _ height: Int, _ width: Int) -> RealTensor {
    switch logits {
    case .binary32(let tensor): .binary32(greatest(tensor, height, width))
    case .binary64(let tensor): .binary64(greatest(tensor, height, width))
    }
  }

  private static func greatest<Number: BinaryFloatingPoint>(
    _ logits: Tensor<Number>, _ height: Int, _ width: Int
  ) -> Tensor<Number> {
    let shape = logits.shape
    var values = [Number](repeating: -.infinity, count: height * width)
    for name in 0..<shape[0] {
      for row in 0..<height {
        let start = (name * shape[1] + row) * shape[2]
        for column in 0..<width {
          let value = logits.values[start + column]
          let best = values[row * width + column]
          values[row * width + column] = value > best || value.isNaN ? value : best
        }
      }
    }
    return Tensor(shape: [height, width], values: values)
  }
}
