import Arithmetic
import Imaging
import PipelineKit
import Training

/// Pairs of images that are compared themselves: VoxelMorph's training.
struct ImagePairs: TrainingExamples {
  /// `[1, 1, X, Y, Z]` each, from 0 to 1.
  let images: [RealTensor]
  /// What all of them are moved onto; another one of them where there is none.
  let fixed: RealTensor?
  let pairs: PairDraw
  let count: Int

  /// Images on one grid, scaled to 0…1 and grown with zeros.
  ///
  /// - Throws: `StageError` where they lie on several grids, or hold nothing.
  static func read(
    _ images: Many<Volume>, _ grid: RegistrationGrid, _ arithmetic: any Arithmetic
  ) throws -> [RealTensor] {
    try images.map { item in
      let image = try item.load()
      try grid.require(image.grid, called: item.name)
      return try seen(image, called: item.name, grid, arithmetic)
    }
  }

  /// An image as the network sees it.
  static func seen(
    _ image: Volume, called name: String, _ grid: RegistrationGrid, _ arithmetic: any Arithmetic
  ) throws -> RealTensor {
    let voxels = try LabelledImages.scaled(
      image, called: name, arithmetic.layer("normalize"))
    return grid.grown(voxels).reshaped([1, 1] + grid.extents)
  }

  func batch(_ numbers: [Int], epoch: Int?, _ arithmetic: any Arithmetic) throws -> ExampleBatch {
    let drawn = numbers.map { number in
      epoch.map { pairs.pair(UInt64($0 * count + number)) } ?? pairs.validation(number)
    }
    let moving = RealTensor.concatenate(drawn.map { images[$0.moving] }, axis: 0)
    let target = RealTensor.concatenate(drawn.map { fixed ?? images[$0.fixed] }, axis: 0)
    return ExampleBatch(images: moving, others: [target, moving], target: target)
  }
}
