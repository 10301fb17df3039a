import Arithmetic
import Imaging
import PipelineKit

/// An image made of a label map, whose truth is therefore known.
struct SynthesizeImage: Stage {
  static let kind = "synthesize/image"
  static let version = 1
  static let summary =
    "An image made of a label map: contrast, deformation, bias, blur, noise, slices."
  static let source =
    "Training by synthesis of SynthMorph, Hoffmann et al. (2022), IEEE TMI 41, and SynthSeg, Billot et al. "
    + "(2023), Medical Image Analysis 86; ranges of neurite's labels_to_image."
  static let head = DrawnStream(
    "head", followsRepeat: false, "The analytic head, where no labels are given.")
  static let contrastStream = DrawnStream(
    "contrast", followsRepeat: false, "Intensities of the labels.")
  static let deformationStream = DrawnStream(
    "deformation", followsRepeat: false, "How labels move.")
  static let image = DrawnStream(
    "image", followsRepeat: false, "Bias field, blur, slices and exponent.")
  static let noiseStream = DrawnStream(
    "noise", followsRepeat: true, "Texture and noise: another scan of the same.")
  static let streams = [head, contrastStream, deformationStream, image, noiseStream]

  static let labels = Input<Labels?>(
    "labels", "What the image is made of; an analytic head where not given.")
  static let recipe = Input<Value?>(
    "recipe",
    "A recipe that this stage put out before: nothing is drawn, and the image is made again.")
  static let synthetic = Output<Volume>("image", "Intensities from 0 to 255.")
  static let truth = Output<Labels>("labels", "The labels as the image has them.")
  static let drawn = Output<Value>("recipe", "All that was drawn.")
  static let contrast = Parameter(
    "contrast", .choice(Contrast.self), default: .random,
    "`random`: any intensity for any label; `t1`: as T1-weighted images have them, for FreeSurfer's labels."
  )
  static let deformation = Parameter(
    "deformation", .number(minimum: 0, maximum: 20), unit: "voxels", default: 0.5,
    "Deviation of the velocities at most; 0 for none.")
  static let scales = Parameter(
    "deformation-scales", .list(of: .number(minimum: 2)), spelt: [16],
    "Distances between the nodes of the velocities, in voxels.")
  static let blur = Parameter(
    "blur", .number(minimum: 0, maximum: 20), unit: "voxels", default: 1,
    "Standard deviation of the blur at most, drawn for each axis.")
  static let bias = Parameter(
    "bias", .number(minimum: 0, maximum: 2), default: 0.3,
    "Deviation of the bias field's logarithm at most; 0 for none.")
  static let biasScale = Parameter(
    "bias-scale", .number(minimum: 2), unit: "voxels", default: 40,
    "Distance between the nodes of the bias field.")
  static let thickness = Parameter(
    "thickness", .number(minimum: 1, maximum: 30), unit: "voxels", default: 1,
    "Thickness of the voxels at most, along an axis that is drawn.")
  static let gamma = Parameter(
    "gamma", .number(minimum: 0, maximum: 2), default: 0.25,
    "Deviation of the logarithm of the intensities' exponent; 0 for none.")
  static let noise = Parameter(
    "noise", .number(minimum: 0, maximum: 1), default: 0.03,
    "Deviation of the noise at most, where intensities lie from 0 to 1.")
  static let spacing = Parameter(
    "spacing", .number(minimum: 0.5, maximum: 28), unit: "mm", default: 1,
    "Of the voxels of the analytic head.")
  static let age = Parameter(
    "age", .number(minimum: 18, maximum: 100), unit: "years", default: 40, "Of the analytic head.")

  static let inputs = list(labels, recipe)
  static let outputs = list(synthetic, truth, drawn)
  static let grids = [SharedGrid("labels", outputs: ["image", "labels"])]
  static let parameters = list(
    contrast, deformation, scales, blur, bias, biasScale, thickness, gamma, noise, spacing, age)

  enum Contrast: String, CaseIterable { case random, t1 }

  private let contrast: Contrast
  private let ranges: ImageRecipe.Ranges
  private let spacing: Double
  private let age: Double

  init(_ values: ParameterValues) {
    contrast = values[Self.contrast]
    spacing = values[Self.spacing]
    age = values[Self.age]
    ranges = Self.ranges(values)
  }

  /// Where and how widely the numbers of images are drawn.
  static func ranges(_ values: ParameterValues) -> ImageRecipe.Ranges {
    ImageRecipe.Ranges(
      deformation: values[deformation], scales: values[scales], blur: values[blur],
      bias: values[bias], biasScale: values[biasScale], thickness: values[thickness],
      gamma: values[gamma], noise: values[noise])
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let labels =
      try inputs[Self.labels]
      ?? AnalyticHead(HeadProportions(age: age, stream: context.random(Self.head)))
      .labels(on: AnalyticHead.grid(spacing: spacing), threads: context.threads)
    var recipe = ImageRecipe()
    if let given = try inputs[Self.recipe] {
      recipe = try ImageRecipe(given)
    } else {
      let names = Array(Set(labels.voxels.values)).sorted()
      let stream = context.random(Self.contrastStream)
      switch contrast {
      case .random: recipe.drawContrast(names, stream)
      case .t1: recipe.drawT1Contrast(names, stream)
      }
      recipe.draw(
        ranges, extents: labels.voxels.shape, deformation: context.random(Self.deformationStream),
        image: context.random(Self.image), noise: context.random(Self.noiseStream))
    }
    let made = try naming("the labels") {
      try SynthesizedImage(labels, recipe, context.arithmetic) { try context.progress($0) }
    }
    return [Self.synthetic(made.image), Self.truth(made.labels), Self.drawn(recipe.content)]
  }
}
