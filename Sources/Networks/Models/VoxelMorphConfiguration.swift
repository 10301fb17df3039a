import Values

/// How the vectors of a registration network become displacements, as far as its file says.
struct VoxelMorphConfiguration: Equatable {
  /// Squarings that integrate a velocity; 0 where vectors are displacements.
  var steps = 7
  /// How many times coarser than the images the grid of the integration is.
  var resolution = 2
  /// Voxels that come from outside an image; `nil` takes them from its edge.
  var outside: Double?

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
    case .safetensors: break
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
    case .integer(let value)?: outside = Double(value)
    case .number(let value)?: outside = value
    default: break
    }
  }

  /// The layers of a model of 2018: velocities are integrated by a layer `VecInt`, whose seven steps
  /// the file does not mention, on a grid of half the resolution.
  private mutating func read(layers: [Value]) throws(ModelError) {
    let classes = layers.compactMap { layer -> String? in
      if case .string(let name)? = layer["class_name"] { name } else { nil }
    }
    if classes.contains("VecInt") { return }
    guard !classes.contains("Sample") else {
      throw ModelError(
        "the network predicts velocities, but has no layer VecInt that says how to integrate them")
    }
    (steps, resolution) = (0, 1)
  }
}
