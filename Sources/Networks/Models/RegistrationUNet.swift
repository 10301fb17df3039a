import Arithmetic

/// The U-Net of VoxelMorph and SynthMorph: convolutions of 3³ with leaky ReLU; the way up doubles grids
/// by repeating voxels and joins what the way down had there.
///
/// Sources: `Unet` in voxelmorph/tf/networks.py and voxelmorph/torch/networks.py; `unet_core` in
/// src/networks.py of VoxelMorph's branch `legacy`.
///
/// All levels on the way down end in a pooling, whose full resolution (7 GB for 256 filters on 160 × 192 ×
/// 224 voxels) nothing else needs where the way up does not join it: such plans are made with
/// `poolsInParts`.
struct RegistrationUNet: Sendable {
  /// How a level of the way down halves the grid.
  enum Halving {
    /// After its convolutions, by maxima over 2³ voxels.
    case pooling
    /// In its one convolution, by steps of 2.
    case steps
  }

  typealias Level = [FilteredLayer]

  let halving: Halving
  /// From full resolution down.
  let down: [Level]
  /// From the coarsest grid up; as many levels as `down`.
  let up: [Level]
  /// Convolutions after the last level.
  let final: Level
  /// From the last features to a vector for each voxel.
  let flow: FilteredLayer
  /// How many levels of the way up double the grid, the first ones.
  let doublings: Int
  /// What the last doubling joins: the images themselves, or what the first level made of them.
  let joinsImages: Bool

  static let slope = 0.2
  /// How many times coarser than the images the result is.
  var coarseness: Int { 1 << (down.count - doublings) }
  /// What the images' extents have to be multiples of.
  var granularity: Int { 1 << down.count }

  /// Windows of 2³ at steps of 2.
  static let pooling: [String: AttributeValue] = [
    "kernel_shape": .integers([2, 2, 2]), "strides": .integers([2, 2, 2]),
  ]

  /// The graph for the moving and the fixed image, `[1, 1, X, Y, Z]` each, extents multiples of
  /// `granularity`; its output is a vector a voxel, `[1, 3, …]`, on a grid `coarseness` times as coarse.
  func network() throws(ModelError) -> Network {
    var nodes = NetworkBuilder()
    let extents: [NetworkInput.Extent] =
      [.fixed(1), .fixed(1)] + ["x", "y", "z"].map { .named($0) }
    let images = ["moving", "fixed"].map { nodes.input($0, .float32, extents) }
    let vectors = add(to: &nodes, images)
    return try nodes.network([vectors])
  }

  /// Adds the layers that make vectors, `[N, 3, …]`, of the moving and the fixed image.
  func add(to nodes: inout NetworkBuilder, _ images: [NetworkBuilder.Value])
    -> NetworkBuilder.Value
  {
    var x = nodes.add("Concat", images, ["axis": .integer(1)])
    var skips: [NetworkBuilder.Value?] = []
    for (number, level) in down.enumerated() {
      let isJoined = number >= down.count - doublings
      x = nodes.layer("encode\(number)") { nodes in
        let first = x
        let active = level.reduce(x) { $1.addActivated(to: &nodes, $0) }
        let takesFirst = halving == .steps || (number == 0 && joinsImages)
        skips.append(isJoined ? (takesFirst ? first : active) : nil)
        return halving == .steps ? active : nodes.add("MaxPool", [active], Self.pooling)
      }
    }
    let factors = nodes.add("Constant", [], ["value_floats": .numbers([1, 1, 2, 2, 2])])
    for (number, level) in up.enumerated() {
      x = nodes.layer("decode\(up.count - 1 - number)") { nodes in
        let active = level.reduce(x) { $1.addActivated(to: &nodes, $0) }
        guard let skip = skips.removeLast() else { return active }
        let wide = nodes.add("Resize", [active, nil, factors], Self.doubling)
        return nodes.add("Concat", [wide, skip], ["axis": .integer(1)])
      }
    }
    x = nodes.layer("final") { nodes in final.reduce(x) { $1.addActivated(to: &nodes, $0) } }
    return flow.add(to: &nodes, x) { _, vectors in vectors }
  }

  /// Every voxel repeated.
  private static let doubling: [String: AttributeValue] = [
    "mode": .text("nearest"), "coordinate_transformation_mode": .text("asymmetric"),
    "nearest_mode": .text("floor"),
  ]
}
