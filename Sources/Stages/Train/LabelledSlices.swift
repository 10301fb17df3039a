import Arithmetic
import Imaging
import Networks
import PipelineKit
import Training

/// Slices with three neighbours on each side, and the classes of their pixels: of conformed heads, or from
/// files of FastSurfer's.
struct LabelledSlices: TrainingExamples {
  private let stacks: [any SliceStack]
  /// Those that are learnt from.
  private let places: [(stack: Int, slice: Int)]
  private let choice: SliceChoice
  private let augmentation: ExampleAugmentation?
  private let scales: RandomStream

  var count: Int { places.count }

  /// - Parameter scales: the noise on scales.
  /// - Throws: `StageError` where no slice holds anything, or slices that go together have several sizes.
  init(
    _ stacks: [any SliceStack], _ choice: SliceChoice, augmentation: ExampleAugmentation?,
    scales: RandomStream
  ) throws {
    self.stacks = stacks
    (self.choice, self.augmentation, self.scales) = (choice, augmentation, scales)
    places = stacks.enumerated().flatMap { number, stack in
      stack.sums.indices.filter { stack.sums[$0] > choice.leastSum }.map { (number, $0) }
    }
    guard !places.isEmpty else {
      throw StageError(
        "no slice holds anything: the numbers of their classes sum up to at most \(choice.leastSum), "
          + "see 'empty-below'")
    }
    try checkSizes()
  }

  private func checkSizes() throws {
    func size(_ stack: any SliceStack) -> (height: Int, width: Int) {
      choice.padded.map { ($0, $0) } ?? stack.size
    }
    let first = size(stacks[0])
    for stack in stacks {
      let own = stack.size
      if let padded = choice.padded, max(own.height, own.width) > padded {
        throw StageError(
          "\(stack.name) has slices of \(own.height) × \(own.width) pixels, which do not fit into "
            + "\(padded): see 'padded'")
      }
      guard size(stack) == first else {
        throw StageError(
          "\(stack.name) has slices of \(own.height) × \(own.width) pixels and \(stacks[0].name) of "
            + "\(first.height) × \(first.width): pad them to one size, 'padded: 320'")
      }
    }
  }

  func name(_ number: Int) -> String {
    let place = places[number]
    return "\(stacks[place.stack].name), slice \(place.slice)"
  }

  func frame(_ number: Int) -> AugmentationFrame {
    let size = stacks[places[number].stack].size
    return AugmentationFrame(
      extents: [ThickSlabs.thickness, size.height, size.width], axes: [1, 2])
  }

  /// What noise an example's scale has in an epoch.
  func scaleNoise(_ number: Int, epoch: Int) -> Double {
    choice.scaleNoise == 0 ? 0 : choice.scaleNoise * scales.normal(UInt64(epoch * count + number))
  }

  func batch(_ numbers: [Int], epoch: Int?, _ arithmetic: any Arithmetic) throws -> ExampleBatch {
    var images: [RealTensor] = []
    var (classes, weights): ([Tensor<Int32>], [RealTensor]) = ([], [])
    var zooms: [ZoomScale] = []
    for number in numbers {
      let (stack, slice) = (stacks[places[number].stack], places[number].slice)
      let own = arithmetic.fork(number)
      let labelled = try stack.slice(slice, own)
      var (image, truth, weight) = (labelled.image, labelled.classes, labelled.weights)
      var scale = labelled.scale
      if let epoch {
        if let augmentation {
          let frame = frame(number)
          (image, truth, weight) = augmentation.apply(
            augmentation.draw(number, epoch: epoch, of: count, frame), frame, image: image,
            classes: truth, weights: weight, own)
        }
        let noise = Float(scaleNoise(number, epoch: epoch))
        scale = ZoomScale(
          height: max(0.1, scale.height + noise), width: max(0.1, scale.width + noise))
      }
      let size = choice.padded.map { [$0, $0] } ?? truth.shape
      images.append(
        image.padded(to: [ThickSlabs.thickness] + size).reshaped([1, ThickSlabs.thickness] + size))
      classes.append(truth.padded(to: size, with: 0).reshaped([1] + size))
      if let weight { weights.append(weight.padded(to: size).reshaped([1] + size)) }
      zooms.append(scale)
    }
    let size = (height: images[0].shape[2], width: images[0].shape[3])
    let scales = Set(zooms.map { "\($0)" }).count == 1 ? [zooms[0]] : zooms
    return ExampleBatch(
      images: .concatenate(images, axis: 0), classes: .concatenate(classes, axis: 0),
      weights: weights.isEmpty ? nil : .concatenate(weights, axis: 0),
      variant: Trainer.Variant(
        "\(size) \(scales)", try choice.network(size, scales: scales)))
  }
}

extension Tensor {
  /// With `value` after the ends of its last two axes.
  fileprivate func padded(to target: [Int], with value: Element) -> Tensor {
    guard target != shape else { return self }
    let (height, width) = (shape[shape.count - 2], shape[shape.count - 1])
    let (rows, columns) = (target[target.count - 2], target[target.count - 1])
    var padded = [Element](repeating: value, count: target.reduce(1, *))
    for row in 0..<count / max(1, width) {
      let start = (row / height * rows + row % height) * columns
      padded.replaceSubrange(start..<start + width, with: values[row * width..<(row + 1) * width])
    }
    return Tensor(shape: target, values: padded)
  }
}

extension RealTensor {
  /// With zeros after the ends of its last two axes.
  fileprivate func padded(to target: [Int]) -> RealTensor {
    switch self {
    case .binary32(let tensor): .binary32(tensor.padded(to: target, with: 0))
    case .binary64(let tensor): .binary64(tensor.padded(to: target, with: 0))
    }
  }
}
