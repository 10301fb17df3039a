import Arithmetic
import Imaging
import Networks
import PipelineKit
import Training

/// Slices of conformed heads with three neighbours on each side, and the classes of their voxels.
struct LabelledSlices: TrainingExamples {
  private struct Person: Sendable {
    var name: String
    var slabs: ThickSlabs
    /// `[X, Y, Z]`.
    var classes: Tensor<Int32>
    var weights: RealTensor?
    var scale: ZoomScale
  }

  private let people: [Person]
  /// Those that are learnt from.
  private let places: [(person: Int, slice: Int)]
  private let choice: SliceChoice
  private let augmentation: ExampleAugmentation?
  private let scales: RandomStream

  var count: Int { places.count }

  /// - Parameter scales: the noise on scales.
  /// - Throws: `StageError` where an image is not conformed, a label has no class, or slices that go
  ///   together have several sizes.
  init(
    _ pairs: LabelledPairs, _ choice: SliceChoice, weights: WeightMap,
    augmentation: ExampleAugmentation?, scales: RandomStream, _ arithmetic: any Arithmetic
  ) throws {
    (self.choice, self.augmentation, self.scales) = (choice, augmentation, scales)
    let truth = FastSurferTruth(choice.plane)
    people = try pairs.indices.map { number in
      var (image, labels) = try pairs.load(number)
      let slabs = try naming(pairs.imageName(number)) { try ThickSlabs(image) }
      labels.voxels = truth.filled(labels.voxels, arithmetic.layer("fill"))
      let classes = try choice.classes.numbers(of: labels, called: pairs.labelName(number))
      let scale = choice.plane.scaleFactors(image.affine)
      return Person(
        name: pairs.imageName(number), slabs: slabs, classes: classes,
        weights: weights.isEven ? nil : weights.weights(classes, arithmetic.layer("weights")),
        scale: ZoomScale(height: scale.height, width: scale.width))
    }
    places = people.enumerated().flatMap { number, person in
      (0..<choice.plane.sliceCount(person.slabs.shape)).filter { slice in
        let classes = choice.plane.slice(of: person.classes, slice)
        return classes.values.reduce(0) { $0 + Int($1) } > choice.leastSum
      }.map { (number, $0) }
    }
    guard !places.isEmpty else {
      throw StageError(
        "no slice holds anything: the numbers of their classes sum up to at most \(choice.leastSum), "
          + "see 'empty-below'")
    }
    try checkSizes()
  }

  private func checkSizes() throws {
    func size(_ person: Person) -> (height: Int, width: Int) {
      choice.padded.map { ($0, $0) } ?? choice.plane.sliceShape(person.slabs.shape)
    }
    let first = size(people[0])
    for person in people {
      let own = choice.plane.sliceShape(person.slabs.shape)
      if let padded = choice.padded, max(own.height, own.width) > padded {
        throw StageError(
          "\(person.name) has slices of \(own.height) × \(own.width) pixels, which do not fit into "
            + "\(padded): see 'padded'")
      }
      guard size(person) == first else {
        throw StageError(
          "\(person.name) has slices of \(own.height) × \(own.width) pixels and \(people[0].name) of "
            + "\(first.height) × \(first.width): pad them to one size, 'padded: 320'")
      }
    }
  }

  func name(_ number: Int) -> String {
    let place = places[number]
    return "\(people[place.person].name), slice \(place.slice)"
  }

  func frame(_ number: Int) -> AugmentationFrame {
    let shape = choice.plane.sliceShape(people[places[number].person].slabs.shape)
    return AugmentationFrame(
      extents: [ThickSlabs.thickness, shape.height, shape.width], axes: [1, 2])
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
      let (person, slice) = (people[places[number].person], places[number].slice)
      let own = arithmetic.fork(number)
      var image = person.slabs.slab(slice, choice.plane, own.layer("normalize"))
      var truth = choice.plane.slice(of: person.classes, slice)
      var weight = person.weights.map { choice.plane.slice(of: $0, slice) }
      var scale = person.scale
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
