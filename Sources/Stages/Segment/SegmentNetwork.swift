import Arithmetic
import Figures
import Imaging
import Networks
import PipelineKit

/// Any network that gives one number a class and voxel, on one image.
struct SegmentNetwork: Stage {
  static let kind = "segment/network"
  static let version = 1
  static let summary =
    "Labels of an image by any trained network, read from an ONNX file: one number a class and voxel."
  static let source =
    "The network's own authors; operations as ONNX defines them (onnx/onnx 1.23, docs/Operators.md)."

  /// Layers are the network's own.
  static let layers = ["*"]

  static let image = Input<Volume>(
    "image", called: "the image",
    "What the network was trained on, such as a conformed head; its voxels go in in their own order."
  )
  static let network = Input<ModelWeights>(
    "network", "An `.onnx` file: input `[1, 1, X, Y, Z]`, output `[1, classes, X, Y, Z]`.")
  static let labels = Output<Labels>(
    "labels", "For each voxel the class with the greatest number, the first of equals.")
  static let logits = Output<Volume>(
    "logits",
    "The greatest number of each voxel, or the only one: what a perturbation moves before labels "
      + "change.")
  static let probability = Output<Volume>(
    "probability", "The probability of the class that `probability-of` names.")
  static let taken = Parameter(
    "output", .integer(minimum: 1, maximum: 64), default: 1,
    "Which of the network's outputs is taken.")
  static let memory = Parameter(
    "memory", .number(minimum: 0.001, maximum: 4096), unit: "GiB", default: 16,
    "What the network's values may take at once; more is refused before anything is computed.")

  static let inputs = list(image, network)
  static let outputs = list(labels, logits, probability)
  static let grids = [SharedGrid("image", outputs: ["labels", "logits", "probability"])]
  static let parameters =
    NetworkPreparation.parameters + list(taken) + ClassReading.parameters + list(memory)

  private let preparation: NetworkPreparation
  private let reading: ClassReading
  private let output: Int
  private let limit: Int

  init(_ values: ParameterValues) throws {
    preparation = try NetworkPreparation(values)
    reading = ClassReading(values)
    output = values[Self.taken] - 1
    limit = Int(values[Self.memory] * Double(1 << 30))
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let arithmetic = context.arithmetic
    let image = try NetworkImage(inputs, Self.image, arithmetic)
    let voxels = try preparation.apply(image, arithmetic.layer("normalize"))
    return try naming("the network") {
      let network = try Network(inputs[Self.network])
      let plan = try NetworkPlan(
        network, shapes: [[1, 1] + voxels.shape], format: arithmetic.format, limit: limit)
      context.log(
        "\(plan.rows.count) operations, \(NumberText.fixed(Double(plan.multiplyAdds) / 1e9, 3)) billion "
          + "multiply-adds, \(plan.peak >> 20) MiB of values at once")
      guard plan.outputs.indices.contains(output) else {
        throw StageError(
          "it has \(plan.outputs.count) outputs, so there is no output \(output + 1)")
      }
      let shape = plan.outputs[output].shape
      guard shape.count == 5, shape[0] == 1, shape[1] > 0, Array(shape[2...]) == voxels.shape,
        plan.outputs[output].type == .float32
      else {
        throw StageError(
          "its output is \(plan.outputs[output].text), where float32 1 × classes × "
            + "\(voxels.shape.times) was expected")
      }
      let made = try plan.run(
        [.real(voxels.reshaped([1, 1] + voxels.shape))], arithmetic,
        progress: { try context.progress(0.95 * $0) })
      guard case .real(let numbers) = made[output] else {
        throw StageError("its output holds no real numbers")
      }
      let result = try reading.read(numbers, arithmetic.layer("classes"))
      let grid = image.volume.grid
      return [
        Self.labels(Labels(voxels: result.labels, on: grid)),
        Self.logits(Volume(voxels: result.greatest, on: grid)),
        Self.probability(Volume(voxels: result.probability, on: grid)),
      ]
    }
  }
}
