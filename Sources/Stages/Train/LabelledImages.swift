import Arithmetic
import Imaging
import PipelineKit
import Training

/// Images with their label maps, scaled to 0…1, held in memory.
struct LabelledImages: TrainingExamples {
  struct Item: Sendable {
    var name: String
    /// `[1, 1, X, Y, Z]`.
    var voxels: RealTensor
    /// The number of each voxel's label among `names`, `[1, X, Y, Z]`.
    var classes: Tensor<Int32>
    /// `[1, X, Y, Z]`; `nil` for ones.
    var weights: RealTensor?

    var frame: AugmentationFrame { AugmentationFrame(extents: Array(classes.shape.dropFirst())) }
  }

  let images: [Item]
  private let augmentation: ExampleAugmentation?

  var count: Int { images.count }

  /// - Throws: `StageError` where a label has no class, or images that go together lie on several grids.
  init(
    _ pairs: LabelledPairs, _ names: [Int32], weights: WeightMap, batch: Int,
    augmentation: ExampleAugmentation?, _ arithmetic: any Arithmetic
  ) throws {
    let classes = LabelClasses(names)
    self.augmentation = augmentation
    images = try pairs.indices.map { number in
      let (image, labels) = try pairs.load(number)
      let own = try classes.numbers(of: labels, called: pairs.labelName(number))
      let voxels = try Self.scaled(
        image, called: pairs.imageName(number), arithmetic.layer("normalize"))
      return Item(
        name: pairs.imageName(number), voxels: voxels.reshaped([1, 1] + voxels.shape),
        classes: Tensor(shape: [1] + own.shape, values: own.values),
        weights: weights.isEven
          ? nil
          : weights.weights(own, arithmetic.layer("weights")).reshaped([1] + own.shape))
    }
    if batch > 1, let other = images.first(where: { $0.voxels.shape != images[0].voxels.shape }) {
      throw StageError(
        "\(images[0].name) has \(images[0].frame.extents.times) voxels and \(other.name) "
          + "\(other.frame.extents.times): images of one batch "
          + "lie on one grid; say 'batch: 1' and, for more of them an update, 'accumulate'")
    }
  }

  /// Brought linearly to 0…1.
  ///
  /// - Throws: `StageError` where voxels are not finite, or all the same.
  static func scaled(
    _ volume: Volume, called name: String, _ arithmetic: any Arithmetic
  ) throws -> RealTensor {
    guard NonFiniteVoxels(in: volume.voxels) == nil else {
      throw StageError("\(name) has voxels that are NaN or infinite")
    }
    let voxels = arithmetic.convert(volume.voxels, to: arithmetic.format)
    let (least, greatest) = arithmetic.extrema(voxels)
    guard greatest > least else {
      throw StageError("\(name) is empty: all its voxels are \(least)")
    }
    let range = arithmetic.subtract(
      RealTensor(voxels.format, shape: [1], [greatest]),
      RealTensor(voxels.format, shape: [1], [least]))
    return arithmetic.divide(arithmetic.add(voxels, -least), range.doubles[0])
  }

  func batch(_ numbers: [Int], epoch: Int?, _ arithmetic: any Arithmetic) throws -> ExampleBatch {
    let items = numbers.map { number in
      var item = images[number]
      guard let epoch, let augmentation else { return item }
      let frame = item.frame
      (item.voxels, item.classes, item.weights) = augmentation.apply(
        augmentation.draw(number, epoch: epoch, of: count, frame), frame, image: item.voxels,
        classes: item.classes, weights: item.weights, arithmetic.fork(number))
      return item
    }
    let weights = items.compactMap(\.weights)
    return ExampleBatch(
      images: .concatenate(items.map(\.voxels), axis: 0),
      classes: .concatenate(items.map(\.classes), axis: 0),
      weights: weights.isEmpty ? nil : .concatenate(weights, axis: 0))
  }
}
