import Arithmetic
import Networks
import PipelineKit
import Training

/// The sizes of the registration network that is trained, and what it is trained for.
struct RegistrationNetwork: DeclaresPorts {
  static let encoder = Parameter(
    "encoder", .list(of: .integer(minimum: 1, maximum: 1024), minimumCount: 1),
    default: [64, 64, 64, 64],
    "Filters of each level on the way down, each of which halves the grid.")
  static let decoder = Parameter(
    "decoder", .list(of: .integer(minimum: 1, maximum: 1024), minimumCount: 1),
    default: [64, 64, 64, 64, 64, 64],
    "Filters on the way up, one for each level, then those of the convolutions that follow.")
  static let half = Parameter(
    "half-resolution", .boolean, default: true,
    "Whether the network's vectors lie two voxels apart, as SynthMorph's do.")
  static let steps = Parameter(
    "steps", .integer(minimum: 0, maximum: 30), default: 5,
    "Squarings that integrate the velocity; 0 for displacements, which may fold, at full resolution."
  )
  static let smoothness = Parameter(
    "smoothness", .number(minimum: 0, maximum: 1e6), default: 1,
    "Weight of the penalty for what neighbouring voxels' vectors differ by.")
  static let penalty = Parameter(
    "penalty", .choice(VoxelMorphGraph.Field.self), default: .displacement,
    "What the penalty is for: `displacement`, integrated, as SynthMorph's; `velocity`, before integration, as "
      + "VoxelMorph's.")
  static let similarity = Parameter(
    "similarity", .choice(Similarity.self), default: .ncc,
    "Of images, `from: images`: `ncc`, squared correlation in windows; `mse`, mean squared difference."
  )
  static let window = Parameter(
    "window", .integer(minimum: 3, maximum: 31), unit: "voxels", default: 9,
    "Side of the windows of `ncc`, odd.")
  static let parameters = list(
    encoder, decoder, half, steps, smoothness, penalty, similarity, window)

  enum Similarity: String, CaseIterable { case ncc, mse }

  let graph: VoxelMorphGraph
  private let field: VoxelMorphGraph.Field
  private let smoothness: Double
  private let similarity: Similarity
  private let window: Int

  /// - Throws: `ParameterError` where the sizes are those of no network.
  init(_ values: ParameterValues) throws {
    do {
      graph = try VoxelMorphGraph(
        encoder: values[Self.encoder], decoder: values[Self.decoder], isHalf: values[Self.half],
        steps: values[Self.steps])
    } catch {
      if values[Self.steps] == 0 { throw ParameterError(Self.steps, error.message) }
      throw ParameterError(Self.decoder, error.message)
    }
    field = values[Self.penalty]
    (smoothness, similarity) = (values[Self.smoothness], values[Self.similarity])
    window = values[Self.window]
    guard window % 2 == 1 else { throw ParameterError(Self.window, "an odd number of voxels") }
  }

  /// The graph with new weights; vectors start all but zero, as VoxelMorph's do.
  func network(extents: [Int], _ initializer: Initializer, _ stream: RandomStream)
    throws(ModelError) -> Network
  {
    let network = try graph.network(extents: extents, field: field)
      .initialized(initializer, seed: stream.word(0))
    let name = "\(VoxelMorphGraph.flow).weight"
    guard let entry = network.parameters.first(where: { $0.name == name }) else { return network }
    let own = RandomStream(key: stream.word(0), stream: "\(name) of vectors".streamNumber)
    let shape = entry.tensor.shape
    let values = (0..<shape.reduce(1, *)).map { 1e-5 * own.normal(UInt64($0)) }
    return try network.replacing([name: RealTensor(.binary64, shape: shape, values)])
  }

  /// Of what was carried and the field, in this order.
  ///
  /// - Parameter comparesLabels: whether channels of labels are compared, not intensities.
  func loss(comparesLabels: Bool) -> TrainingSession.Loss {
    { outputs, batch, arithmetic in
      let target = batch.target ?? outputs[0]
      let likeness =
        comparesLabels
        ? SoftDiceLoss()(outputs[0], target, arithmetic)
        : similarity == .ncc
          ? LocalCorrelationLoss(window: window)(outputs[0], target, arithmetic)
          : MeanSquaredError()(outputs[0], target, arithmetic)
      let rough = GradientPenalty()(outputs[1], arithmetic)
      return [
        likeness,
        LossValue(
          smoothness * rough.value, arithmetic.multiply(rough.gradient, smoothness),
          parts: rough.parts),
      ]
    }
  }
}
