public import Arithmetic

/// VoxelMorph's networks of dense registration, SynthMorph's among them.
///
/// A U-Net sees the moving and the fixed image and gives a vector for each voxel, of a velocity that is
/// integrated, or of the displacement itself. Maps pull: moved(x) = moving(x + u(x)), in voxels.
///
/// Sources: Balakrishnan et al. (2018, 2019); Dalca et al. (2018); Hoffmann et al. (2022), SynthMorph;
/// `VxmDense` of VoxelMorph (commit ca28315), src/networks.py of its branch `legacy`, and for files
/// with layers `Dense3DSpatialTransformer` src/dense_3D_spatial_transformer.py before the axes of its
/// field were put in the image's order. Networks
/// with an uncertainty give its mean; networks trained by PyTorch are sampled at edges as those of
/// TensorFlow are, where VoxelMorph's own PyTorch code blends with zeros.
public struct VoxelMorph: Sendable {
  private let unet: RegistrationUNet
  private let configuration: VoxelMorphConfiguration

  /// The graph that gives vectors.
  public let network: Network

  /// - Parameter steps: squarings of the integration; `nil` takes what the file says, else 7.
  /// - Throws: `ModelError` where the weights are not those of such a network.
  public init(_ weights: ModelWeights, steps: Int? = nil) throws(ModelError) {
    let reader = WeightReader(weights)
    let layers = try RegistrationLayers(weights)
    unet = try RegistrationUNet(layers, reader)
    network = try unet.network()
    // Layers that training used, and what PyTorch keeps of its sampling.
    reader.passOver { name in
      layers.notUsed.contains { name.hasPrefix("\($0).") } || name.hasSuffix(".grid")
    }
    try reader.finish()
    var configuration = try VoxelMorphConfiguration(weights)
    if let steps, steps != configuration.steps {
      guard configuration.dividesVelocity else {
        throw ModelError(
          "the velocities of this network are for \(configuration.steps) steps, as its file has them:"
            + " leave out 'steps'")
      }
      configuration.steps = steps
    }
    guard configuration.steps > 0 || unet.coarseness == 1 else {
      throw ModelError(
        "the network's vectors are on a grid \(unet.coarseness) times as coarse as the images, "
          + (steps == 0
            ? "so they are velocities: integrate them with at least one step"
            : "and its file does not say how they become displacements"))
    }
    guard configuration.dividesVelocity || unet.coarseness == configuration.resolution else {
      throw ModelError(
        "the network squares velocities on a grid \(unet.coarseness) times as coarse as the images,"
          + " where \(configuration.resolution) was expected")
    }
    self.configuration = configuration
  }

  /// What the images' extents have to be multiples of.
  public var granularity: Int { unet.granularity }
  /// What a voxel is that comes from outside an image.
  public var edge: Displacement.Edge { configuration.edge }

  /// The displacement that moves `moving` onto `fixed`, and the one back.
  ///
  /// The one back is of the negated velocity; where the network gives displacements, it is the
  /// negated displacement, as in `VxmDense`, and no inverse.
  ///
  /// - Parameters:
  ///   - moving: `[X, Y, Z]`, intensities from 0 to 1.
  ///   - fixed: the same.
  ///   - progress: called with the part of the work that is done.
  /// - Throws: `ModelError` where the network does not take images of this shape, and what `progress`
  ///   throws.
  public func register(
    moving: RealTensor, fixed: RealTensor, _ arithmetic: any Arithmetic,
    progress: (Double) throws -> Void
  ) throws -> (forward: Displacement, back: Displacement) {
    precondition(moving.shape == fixed.shape && fixed.shape.count == 3, "two volumes of one shape")
    guard fixed.shape.allSatisfy({ $0 > 0 && $0 % granularity == 0 }) else {
      throw ModelError(
        "this network takes images whose sides are multiples of \(granularity), not "
          + fixed.shape.map { "\($0)" }.joined(separator: " × "))
    }
    let images = [moving, fixed].map { $0.reshaped([1, 1] + $0.shape) }
    let plan = try NetworkPlan(
      network, shapes: images.map(\.shape), format: arithmetic.format, limit: .max,
      poolsInParts: true)
    let vectors = try plan.apply(to: images, arithmetic) { try progress(0.9 * $0) }
    var predicted = Displacement(vectors.reshaped(Array(vectors.shape.dropFirst())))
    if configuration.exchangesAxes { predicted = predicted.exchanged }
    let (steps, resolution) = (configuration.steps, configuration.resolution)
    guard steps > 0 else { return (predicted, predicted.negated(arithmetic.layer("back"))) }
    var velocity = predicted
    if unet.coarseness != resolution {
      velocity = predicted.rescaled(
        by: Double(unet.coarseness) / Double(resolution), arithmetic.layer("rescale"))
    }
    func integrated(_ velocity: Displacement, _ name: String) throws -> Displacement {
      guard configuration.dividesVelocity else {
        return velocity.squared(times: steps, edge: edge, arithmetic.layer(name))
          .doubled(arithmetic.layer("rescale"))
      }
      let whole = velocity.exponential(steps: steps, arithmetic.layer(name))
      guard resolution > 1 else { return whole }
      return whole.rescaled(by: Double(resolution), arithmetic.layer("rescale"))
    }
    let forward = try integrated(velocity, "forward")
    try progress(0.95)
    return (forward, try integrated(velocity.negated(arithmetic.layer("back")), "back"))
  }
}
