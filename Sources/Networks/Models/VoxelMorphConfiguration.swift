import Values

/// How the vectors of a registration network become displacements, as far as its file says.
struct VoxelMorphConfiguration: Equatable {
  /// Squarings that integrate a velocity; 0 where vectors are displacements.
  var steps = 7
  /// How many times coarser than the images the grid of the integration is.
  var resolution = 2
  /// Voxels that come from outside an image.
  var edge = Displacement.Edge.nearest
  /// Whether vectors are kept second axis first.
  var exchangesAxes = false
  /// Whether the integration begins with the velocity divided by 2ⁿ, n being `steps`. Where it does
  /// not, the network was trained to give so small a velocity, and its grid is half as fine.
  var dividesVelocity = true

  /// - Throws: `ModelError` where the file says something that cannot be followed.
  init(_ weights: ModelWeights) throws(ModelError) {
    switch weights.format {
    case .pytorch:
      // Its sampling takes zeros beyond edges, voxel by voxel; see `VoxelMorph`.
      if let config = weights[metadata: "config"] { try read(config, "config") }
    case .keras:
      guard case .string(let text)? = weights[metadata: "model_config"] else { return }
      let model: Value
      do { model = try Value(json: text) } catch {
        throw ModelError("the attribute 'model_config' is no JSON: \(error)")
      }
      guard let config = model["config"] else {
        throw ModelError("the attribute 'model_config' has no entry 'config'")
      }
      if case .list(let layers)? = config["layers"] {
        try read(layers: layers)
      } else {
        try read(config, "model_config")
      }
    case .safetensors:
      // What is no text lies there as JSON.
      if case .string(let text)? = weights[metadata: "config"], let config = try? Value(json: text)
      {
        try read(config, "config")
      }
    case .onnx, .tensorflowJS: break
    }
  }

  /// Arguments that `VxmDense` was made with; old names count where they are set.
  private mutating func read(_ config: Value, _ name: String) throws(ModelError) {
    func integer(_ key: String, _ range: ClosedRange<Int>) throws(ModelError) -> Int? {
      switch config[key] {
      case nil, .null?: return nil
      case .integer(let value)? where range.contains(value): return value
      case let other?:
        throw ModelError(
          "\(quoted(name)) says \(key): \(other.json()), where a number from \(range.lowerBound) to "
            + "\(range.upperBound) was expected")
      }
    }
    steps = try integer("int_steps", 0...30) ?? steps
    let (old, new) = (
      try integer("int_downsize", 1...16), try integer("int_resolution", 1...16)
    )
    resolution = old ?? new ?? resolution
    guard resolution & (resolution - 1) == 0 else {
      throw ModelError("\(quoted(name)) says int_resolution: \(resolution), not a power of 2")
    }
    if let svf = try integer("svf_resolution", 1...16), svf & (svf - 1) != 0 {
      throw ModelError("\(quoted(name)) says svf_resolution: \(svf), not a power of 2")
    }
    switch config["fill_value"] {
    case .integer(let value)?: edge = .value(Double(value))
    case .number(let value)?: edge = .value(value)
    default: break
    }
  }

  /// The layers of a model of 2018: velocities are integrated by a layer `VecInt`, whose seven steps
  /// the file does not mention, on a grid of half the resolution.
  private mutating func read(layers: [Value]) throws(ModelError) {
    let classes = layers.compactMap { $0["class_name"]?.text }
    let orders = Set(layers.compactMap { $0["config"]?["indexing"]?.text })
    guard orders.isSubset(of: ["ij", "xy"]), orders.count < 2 else {
      throw ModelError(
        "the network's layers say indexing: \(orders.sorted().joined(separator: " and ")), where all"
          + " 'ij' or all 'xy' was expected")
    }
    exchangesAxes = orders == ["xy"]
    if classes.contains(Self.firstTransformer) { return try readFirst(layers, classes) }
    if classes.contains("VecInt") { return }
    guard !classes.contains("Sample") else {
      throw ModelError(
        "the network predicts velocities, but has no layer VecInt that says how to integrate them")
    }
    (steps, resolution) = (0, 1)
  }

  /// The class of the layers that moved images before `SpatialTransformer`.
  private static let firstTransformer = "Dense3DSpatialTransformer"

  /// The first models of 2018 (`models/xy/` of VoxelMorph): fields have their second axis first, zeros
  /// lie around images, and a velocity is squared by layers of its own, `v + v ∘ (id + v)`, which
  /// nothing has divided before.
  private mutating func readFirst(_ layers: [Value], _ classes: [String]) throws(ModelError) {
    (exchangesAxes, edge) = (true, .zeros)
    let transformers = layers.filter { $0["class_name"]?.text == Self.firstTransformer }
    let squarings = classes.count { $0 == "Add" }
    // Every squaring has one, and so has the image.
    guard transformers.count == squarings + 1, !classes.contains("VecInt"),
      squarings > 0 || !classes.contains("Lambda"), squarings <= 30
    else {
      throw ModelError(
        "the network moves images with \(Self.firstTransformer), but its layers are not those of"
          + " VoxelMorph's models of 2018: \(Listing.text(Set(classes).sorted().map(quoted)))")
    }
    (steps, resolution) = (squarings, squarings > 0 ? 2 : 1)
    dividesVelocity = squarings == 0
  }
}

extension Value {
  fileprivate var text: String? { if case .string(let text) = self { text } else { nil } }
}
