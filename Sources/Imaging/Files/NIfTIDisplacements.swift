public import Arithmetic

/// Displacements of voxels as ITK and ANTs keep them in NIfTI files.
///
/// The image is five-dimensional, X × Y × Z × 1 × 3, with intent `NIFTI_INTENT_VECTOR`. Its vectors are
/// in millimetres and point left, posterior and superior; lastbit's are in voxels along the grid's axes.
/// A point x goes to x + u(x), as with `antsApplyTransforms`.
extension NIfTI {
  /// Writes displacements; a name that ends in `.gz` packs them.
  ///
  /// The file appears whole or not at all. Millimetres are computed in binary64 and rounded to nearest.
  ///
  /// - Parameters:
  ///   - vectors: u of each voxel, `[X, Y, Z, 3]`, in voxels.
  ///   - affine: voxel indices to millimetres, right-anterior-superior.
  ///   - space: what the millimetres count from.
  ///   - description: what made the field.
  /// - Throws: `ImageFileError` where an axis is longer than 32767 or the file cannot be written.
  public static func write(
    displacements vectors: RealTensor, _ affine: Affine, space: WorldSpace = .aligned,
    to path: String, description: String = ""
  ) throws(ImageFileError) {
    precondition(vectors.shape.count == 4 && vectors.shape[3] == 3, "vectors of three expected")
    let grid = Grid(shape: Array(vectors.shape[..<3]), affine: affine, space: space)
    let writer = VoxelWriter(
      type: vectors.format == .binary32 ? .float32 : .float64, bigEndian: false)
    var file = try begin(grid, path, writer.type, description, vectors: 3)
    let toWorld = SpatialMap(millimetres(affine))
    for axis in 0..<3 {
      let component: [Double] =
        switch vectors {
        case .binary32(let tensor): toWorld.component(axis, of: tensor.values)
        case .binary64(let tensor): toWorld.component(axis, of: tensor.values)
        }
      try writer.write(RealTensor.binary64(Tensor(shape: grid.shape, values: component)), to: &file)
    }
    try file.publish()
  }

  /// The displacements in a file, and the affine of their grid.
  ///
  /// - Returns: u of each voxel, `[X, Y, Z, 3]`, in voxels; binary32 where the file is. And the grid
  ///   with what there is to say about it.
  /// - Throws: `ImageFileError` where the file does not hold one vector of three for each voxel, or is
  ///   damaged.
  public static func readDisplacements(
    _ path: String, _ options: ImageOptions = ImageOptions()
  ) throws(ImageFileError) -> (vectors: RealTensor, geometry: ImageGeometry) {
    let content = try read(path, options, field: .itk)
    guard let voxels = millimetres(content.geometry.affine).inverse else {
      throw ImageFileError(
        path, "has an affine without an inverse: \(content.geometry.affine.rows)")
    }
    let toVoxels = SpatialMap(voxels)
    return (content.vectors { vector, _ in toVoxels.linear(vector) }, content.geometry)
  }

  /// The displacements in a field of FSL, and the affine of their grid: that of the fixed image.
  ///
  /// - Parameters:
  ///   - convention: `fslRelative` or `fslAbsolute`.
  ///   - moving: the grid of the image that the field moves.
  /// - Returns: as `readDisplacements`; a warning where the numbers vary as those of the other
  ///   convention do, by the rule with which FSL's programs tell them apart.
  /// - Throws: `ImageFileError` where the file is no such field, or is damaged.
  public static func readFSLDisplacements(
    _ path: String, _ convention: FieldConvention, moving: Grid,
    _ options: ImageOptions = ImageOptions()
  ) throws(ImageFileError) -> (vectors: RealTensor, geometry: ImageGeometry) {
    let content = try read(path, options, field: convention)
    var geometry = content.geometry
    let fixed = Grid(shape: content.header.shape, affine: geometry.affine)
    guard let toFixed = fixed.affine.inverse,
      let fromMoving = FLIRTMatrix.millimetres(moving).inverse
    else {
      throw ImageFileError(path, "or the moving image has an affine without an inverse")
    }
    let toVoxels = SpatialMap(toFixed * moving.affine * fromMoving)
    let places = SpatialMap(FLIRTMatrix.millimetres(fixed))
    let isRelative = convention == .fslRelative
    var (given, apart) = (Spread(), Spread())
    let vectors = content.vectors { vector, voxel in
      let place = places(voxel)
      given.add(vector)
      apart.add(vector - place)
      return toVoxels(isRelative ? place + vector : vector) - voxel
    }
    // Displacements vary less than positions do.
    if isRelative == (given.variance > apart.variance) {
      let (said, other) =
        isRelative ? ("displacements", "positions") : ("positions", "displacements")
      geometry.warnings.append(
        "its numbers vary as \(other) do, but its source says that they are \(said) ("
          + "'convention: \(convention.rawValue)')")
    }
    return (vectors, geometry)
  }

  /// How much numbers vary that come by threes (Welford 1962).
  private struct Spread {
    private var count = 0.0
    private var mean = SIMD3<Double>.zero
    private var squares = SIMD3<Double>.zero

    /// Of all numbers together.
    var variance: Double {
      let middle = mean.sum() / 3
      let between = (mean - middle) * (mean - middle)
      return (squares / max(1, count) + between).sum() / 3
    }

    mutating func add(_ numbers: SIMD3<Double>) {
      count += 1
      let difference = numbers - mean
      mean += difference / count
      squares += difference * (numbers - mean)
    }
  }

  /// Voxels to millimetres that point left, posterior and superior.
  private static func millimetres(_ affine: Affine) -> Affine {
    Affine(linear: [-1, 0, 0, 0, -1, 0, 0, 0, 1], translation: [0, 0, 0]) * affine
  }
}

extension NIfTI.Content {
  /// What the vectors of a field become, `[X, Y, Z, 3]`.
  ///
  /// - Parameter change: gets a vector, in millimetres as the file has it, and the voxel's indices.
  fileprivate func vectors(
    _ change: (_ vector: SIMD3<Double>, _ voxel: SIMD3<Double>) -> SIMD3<Double>
  ) -> RealTensor {
    let isDouble = header.type == .float64
    switch (parts[0], parts[1], parts[2]) {
    case (.binary32(let x), .binary32(let y), .binary32(let z)):
      return .binary32(changed(x.values, y.values, z.values, change))
    default:
      let (x, y, z) = (parts[0].doubles, parts[1].doubles, parts[2].doubles)
      return isDouble
        ? .binary64(changed(x, y, z, change)) : .binary32(changed(x, y, z, change))
    }
  }

  private func changed<In: BinaryFloatingPoint, Out: BinaryFloatingPoint & Sendable>(
    _ x: [In], _ y: [In], _ z: [In],
    _ change: (SIMD3<Double>, SIMD3<Double>) -> SIMD3<Double>
  ) -> Tensor<Out> {
    // Vectors are lengths too, in the unit of the header.
    let unit = header.unit.factor
    let (depth, height) = (header.shape[2], header.shape[1])
    let values = [Out](unsafeUninitializedCapacity: 3 * x.count) { values, filled in
      for place in x.indices {
        let vector = SIMD3(Double(x[place]), Double(y[place]), Double(z[place])) * unit
        let voxel = SIMD3(
          Double(place / (height * depth)), Double(place / depth % height), Double(place % depth))
        let new = change(vector, voxel)
        for axis in 0..<3 { values.initializeElement(at: 3 * place + axis, to: Out(new[axis])) }
      }
      filled = 3 * x.count
    }
    return Tensor(shape: header.shape + [3], values: values)
  }
}
