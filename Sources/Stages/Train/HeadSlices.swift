import Arithmetic
import Imaging
import Networks
import PipelineKit

/// The slices of a conformed head and of its label map, held in memory.
struct HeadSlices: SliceStack {
  let name: String
  let sums: [Int]
  private let plane: AnatomicalPlane
  private let slabs: ThickSlabs
  /// `[X, Y, Z]`.
  private let classes: Tensor<Int32>
  private let weights: RealTensor?
  private let scale: ZoomScale

  var size: (height: Int, width: Int) { plane.sliceShape(slabs.shape) }

  /// - Throws: `StageError` where an image is not conformed, or a label has no class.
  init(
    _ pairs: LabelledPairs, _ number: Int, _ choice: SliceChoice, weights: WeightMap,
    _ arithmetic: any Arithmetic
  ) throws {
    var (image, labels) = try pairs.load(number)
    let slabs = try naming(pairs.imageName(number)) { try ThickSlabs(image) }
    labels.voxels = FastSurferTruth(choice.plane).filled(
      labels.voxels, arithmetic.layer("fill"))
    let classes = try choice.classes.numbers(of: labels, called: pairs.labelName(number))
    name = pairs.imageName(number)
    (plane, self.slabs, self.classes) = (choice.plane, slabs, classes)
    self.weights =
      weights.isEven ? nil : weights.weights(classes, arithmetic.layer("weights"))
    let factors = choice.plane.scaleFactors(image.affine)
    scale = ZoomScale(height: factors.height, width: factors.width)
    sums = (0..<choice.plane.sliceCount(slabs.shape)).map { slice in
      choice.plane.slice(of: classes, slice).values.reduce(0) { $0 + Int($1) }
    }
  }

  func slice(_ index: Int, _ arithmetic: any Arithmetic) -> LabelledSlice {
    LabelledSlice(
      image: slabs.slab(index, plane, arithmetic.layer("normalize")),
      classes: plane.slice(of: classes, index),
      weights: weights.map { plane.slice(of: $0, index) }, scale: scale)
  }
}

extension AnatomicalPlane {
  /// A slice of a volume `[X, Y, Z]`: `[height, width]`.
  fileprivate func slice<Element>(of volume: Tensor<Element>, _ index: Int) -> Tensor<Element> {
    let shape = volume.shape
    let strides = [shape[1] * shape[2], shape[2], 1]
    let (height, width) = sliceShape(shape)
    let start = index * strides[sliceAxis]
    return Tensor(
      shape: [height, width],
      values: (0..<height * width).map { pixel in
        volume.values[
          start + pixel / width * strides[heightAxis] + pixel % width * strides[widthAxis]]
      })
  }

  fileprivate func slice(of volume: RealTensor, _ index: Int) -> RealTensor {
    switch volume {
    case .binary32(let tensor): .binary32(slice(of: tensor, index))
    case .binary64(let tensor): .binary64(slice(of: tensor, index))
    }
  }
}
