import Arithmetic
import Imaging
import Networks
import PipelineKit
import Training

/// Pairs of images made of label maps, of which only the labels are compared: SynthMorph's training.
struct SynthesizedPairs: TrainingExamples {
  /// What the images are made of.
  enum Source {
    /// Label maps, grown to the network's grid.
    case maps([Tensor<Int32>])
    case shapes(RandomShapes)
  }

  let source: Source
  /// All labels, which have contrasts of their own.
  let labels: [Int32]
  /// Labels that are to come to lie on each other: one channel each.
  let scored: [Int32]
  let ranges: ImageRecipe.Ranges
  let flips: Bool
  let pairs: PairDraw
  /// Of all that is drawn for images.
  let stream: RandomStream
  let count: Int

  /// Of what is drawn for examples that a network is tried on, which are the same after each epoch.
  private static let validation: UInt64 = 1 << 56

  func batch(_ numbers: [Int], epoch: Int?, _ arithmetic: any Arithmetic) throws -> ExampleBatch {
    let examples = try numbers.map { try example($0, epoch: epoch, arithmetic.fork($0)) }
    func stacked(_ part: (Example) -> RealTensor) -> RealTensor {
      .concatenate(examples.map(part), axis: 0)
    }
    return ExampleBatch(
      images: stacked { $0.images[0] }, others: [stacked { $0.images[1] }, stacked { $0.maps[0] }],
      target: stacked { $0.maps[1] })
  }

  /// Moving, then fixed.
  private struct Example {
    /// `[1, 1, X, Y, Z]`, from 0 to 1.
    var images: [RealTensor] = []
    /// `[1, scored labels, X, Y, Z]`.
    var maps: [RealTensor] = []
  }

  private func example(_ number: Int, epoch: Int?, _ arithmetic: any Arithmetic) throws -> Example {
    let index = epoch.map { UInt64($0 * count + number) } ?? Self.validation + UInt64(number)
    let seed = stream.word(index)
    func drawn(_ stream: UInt64) -> RandomStream { RandomStream(key: seed, stream: stream) }
    var both: [Tensor<Int32>]
    switch source {
    case .maps(let maps):
      let pair = epoch == nil ? pairs.validation(number) : pairs.pair(index)
      both = [maps[pair.moving], maps[pair.fixed]]
    case .shapes(let shapes):
      // Both images are of the same shapes, deformed in two ways.
      both = [shapes.labels(drawn(1), arithmetic.layer("shapes"))]
      both.append(both[0])
    }
    if flips {
      let axes = (0..<3).filter { drawn(2).word(UInt64($0)) & 1 == 1 }
      both = both.map { $0.reversed(along: axes) }
    }
    var example = Example()
    for (place, map) in both.enumerated() {
      let first = UInt64(8 * (place + 1))
      var recipe = ImageRecipe()
      recipe.drawContrast(labels, drawn(first))
      recipe.draw(
        ranges, extents: map.shape, deformation: drawn(first + 1), image: drawn(first + 2),
        noise: drawn(first + 3))
      let own = arithmetic.fork(place).layer("synthesize")
      let made = try SynthesizedImage(Labels(voxels: map, affine: .identity), recipe, own)
      example.images.append(
        own.divide(made.image.voxels, 255).reshaped([1, 1] + map.shape))
      example.maps.append(channels(made.labels.voxels, arithmetic.format))
    }
    return example
  }

  private func channels(_ map: Tensor<Int32>, _ format: RealFormat) -> RealTensor {
    let numbers = Dictionary(uniqueKeysWithValues: scored.enumerated().map { ($1, Int32($0)) })
    return .oneHot(
      Tensor(shape: [1] + map.shape, values: map.values.map { numbers[$0] ?? -1 }),
      count: scored.count, format)
  }
}
