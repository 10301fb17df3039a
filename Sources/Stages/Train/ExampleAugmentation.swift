import Arithmetic
import Imaging
import PipelineKit

/// How examples are changed before the network sees them: anew in each epoch, by numbers that follow from
/// the seed, the epoch and the example alone.
struct ExampleAugmentation: DeclaresPorts {
  static let turn = Parameter(
    "turn", .number(minimum: 0, maximum: 90), unit: "°", default: 0,
    "How far examples are turned at most; FastSurfer's augmentations have 10.")
  static let scale = Parameter(
    "scale", .list(of: .number(minimum: 0.1, maximum: 10), minimumCount: 2), spelt: [1, 1],
    "The least and the greatest factor by which they are scaled; there [0.8, 1.15].")
  static let shift = Parameter(
    "shift", .number(minimum: 0, maximum: 1000), unit: "voxels", default: 0,
    "How far they are shifted at most along each axis; there 15.")
  static let elastic = Parameter(
    "elastic", .number(minimum: 0, maximum: 1000), unit: "voxels", default: 0,
    "How far each of 7 control points an axis moves at most; there 20.")
  static let bias = Parameter(
    "bias", .number(minimum: 0, maximum: 5), default: 0,
    "Coefficients at most of the bias field's logarithm, a polynomial of order 3; there 0.5.")
  static let gamma = Parameter(
    "gamma", .number(minimum: 0, maximum: 2), default: 0,
    "Logarithm at most of the power that intensities are taken to; there 0.1.")
  static let anisotropy = Parameter(
    "anisotropy", .number(minimum: 1, maximum: 10), default: 1,
    "How many times coarser voxels become at most along one axis; there 1.5.")
  static let noise = Parameter(
    "noise", .number(minimum: 0, maximum: 1), default: 0,
    "Deviation at most of noise on intensities from 0 to 1.")
  static let probability = Parameter(
    "augmented", .number(minimum: 0, maximum: 1), default: 0.8,
    "The part of examples that is changed, where anything above is asked for.")
  static let keeps = Parameter(
    "keep-draws", .boolean, default: false,
    "Whether the table `draws` lists all numbers that were drawn: a row an epoch, example and augmentation."
  )
  static let parameters = list(
    turn, scale, shift, elastic, bias, gamma, anisotropy, noise, probability, keeps)

  static let stream = DrawnStream(
    "augmentation", followsRepeat: false, "How examples are changed in each epoch.")
  static let draws = Output<Table>(
    "draws",
    "With `keep-draws`, a row for each epoch, example and augmentation: epoch, example, augmentation, and "
      + "numbers, all that was drawn.")

  private let augmentations: Augmentations
  private let random: RandomStream

  /// - Returns: `nil` where nothing is changed.
  /// - Throws: `ParameterError` where a range is none.
  init?(_ values: ParameterValues, _ random: RandomStream) throws {
    let scale = values[Self.scale]
    guard scale.count == 2, scale[0] <= scale[1] else {
      throw ParameterError(Self.scale, "two factors, the least first")
    }
    var geometric: [any GeometricAugmentation] = []
    if values[Self.turn] > 0 || values[Self.shift] > 0 || scale != [1, 1] {
      geometric.append(
        AffineAugmentation(
          turn: values[Self.turn], scale: scale[0]...scale[1], shift: values[Self.shift]))
    }
    if values[Self.elastic] > 0 {
      geometric.append(ElasticAugmentation(displacement: values[Self.elastic]))
    }
    var intensity: [any IntensityAugmentation] = []
    if values[Self.anisotropy] > 1 {
      intensity.append(AnisotropyAugmentation(factor: values[Self.anisotropy]))
    }
    if values[Self.bias] > 0 { intensity.append(BiasAugmentation(coefficient: values[Self.bias])) }
    if values[Self.gamma] > 0 { intensity.append(GammaAugmentation(logarithm: values[Self.gamma])) }
    if values[Self.noise] > 0 { intensity.append(NoiseAugmentation(deviation: values[Self.noise])) }
    augmentations = Augmentations(geometric, intensity, probability: values[Self.probability])
    self.random = random
    if augmentations.isEmpty { return nil }
  }

  /// What example `number` of `count` draws in an epoch.
  func draw(_ number: Int, epoch: Int, of count: Int, _ frame: AugmentationFrame)
    -> AugmentationDraw
  {
    augmentations.draw(seed: random.word(UInt64(epoch * count + number)), frame)
  }

  /// An image, and what lies on its grid, `[1, …]` each.
  ///
  /// - Parameters:
  ///   - image: as many numbers as the frame has.
  ///   - classes: on the frame's grid, or for a slab on that of its middle slice.
  func apply(
    _ draw: AugmentationDraw, _ frame: AugmentationFrame, image: RealTensor,
    classes: Tensor<Int32>, weights: RealTensor?, _ arithmetic: any Arithmetic
  ) -> (image: RealTensor, classes: Tensor<Int32>, weights: RealTensor?) {
    let own = arithmetic.layer("augment")
    let sources = augmentations.sources(draw, frame, own)
    let changed = augmentations.image(image, draw, frame, at: sources, own).reshaped(image.shape)
    guard let sources else { return (changed, classes, weights) }
    var (grid, places) = (frame, sources)
    if classes.count != image.count {
      grid.extents[0] = 1
      places = augmentations.sources(draw, grid, own) ?? sources
    }
    func moved(_ numbers: RealTensor) -> RealTensor {
      Augmentations.nearest(numbers.reshaped(grid.extents), at: places, own)
    }
    let numbers = RealTensor(
      image.format, shape: classes.shape, classes.values.map(Double.init))
    return (
      changed,
      Tensor(
        shape: classes.shape, values: moved(numbers).doubles.map { $0.isFinite ? Int32($0) : 0 }),
      weights.map { moved($0).reshaped($0.shape) }
    )
  }

  /// All that was drawn in `epochs` for `count` examples.
  ///
  /// - Parameter frame: of an example.
  func table(epochs: Int, count: Int, name: (Int) -> String, frame: (Int) -> AugmentationFrame)
    -> Table
  {
    var (epoch, example, kind): ([Int], [String], [String]) = ([], [], [])
    var numbers: [String] = []
    for own in 0..<epochs {
      for number in 0..<count {
        let draw = draw(number, epoch: own, of: count, frame(number))
        for (augmentation, drawn) in draw.numbers.sorted(by: { $0.key < $1.key }) {
          epoch.append(own + 1)
          example.append(name(number))
          kind.append(augmentation)
          numbers.append(drawn.map { "\($0)" }.joined(separator: " "))
        }
      }
    }
    return Table([
      .init("epoch", .integers(epoch)), .init("example", .text(example)),
      .init("augmentation", .text(kind)), .init("numbers", .text(numbers)),
    ])
  }
}
