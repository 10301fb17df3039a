import Arithmetic

/// Images `[N, C, …]` at places of a grid `[N, …, axes]`, whose last axis counts the images' last axis
/// first, from −1 to 1: the nearest element or linear interpolation, on the kernel that samples volumes.
///
/// Beyond the edges lie zeros, with which those on the edge are blended, or the edges go on.
struct GridSample: NetworkOperation {
  static let name = "GridSample"
  static let versions = [16, 20, 22]
  static let attributes = [
    AttributeRule("align_corners", .integer), AttributeRule("mode", .text),
    AttributeRule("padding_mode", .text),
  ]
  static let inputs = 2...2

  enum Mode: String, CaseIterable { case linear, bilinear, nearest, cubic, bicubic }
  enum Padding: String, CaseIterable { case zeros, border, reflection }

  private let alignsCorners: Bool
  private let interpolation: Interpolation
  private let padding: Padding

  init(_ attributes: Attributes) throws(ModelError) {
    alignsCorners = try attributes.flag("align_corners", default: false)
    padding = try attributes.word("padding_mode", default: Padding.zeros)
    switch try attributes.word("mode", default: Mode.linear) {
    case .linear, .bilinear: interpolation = .linear
    case .nearest: interpolation = .nearest
    case .cubic, .bicubic:
      throw ModelError("attribute 'mode' is cubic, which is not supported: linear and nearest are")
    }
    guard padding != .reflection else {
      throw ModelError(
        "attribute 'padding_mode' is 'reflection', which is not supported: zeros and border are")
    }
  }

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let (x, grid) = (try inputs.real(0), try inputs.real(1))
    let axes = x.shape.count - 2
    guard axes == 2 || axes == 3, grid.shape.count == axes + 2, grid.shape.last == axes,
      grid.shape[0] == x.shape[0], grid.type == x.type, x.count > 0
    else { throw ModelError("a grid of shape \(grid.shape) does not go with images \(x.shape)") }
    let places = Array(grid.shape[1...axes])
    let shape = Array(x.shape[..<2]) + places
    let sizes = Array(x.shape[2...])
    let (alignsCorners, interpolation, padding) = (alignsCorners, interpolation, padding)
    // An even number of zeros: the nearest of two equally near elements is the even one.
    let border = padding == .zeros ? 2 : 0
    let isLinear = interpolation == .linear
    return .kernels(
      [.multiply, .add, .sample], [ValueFact(x.type, shape)],
      backward: { operands, _, gradients, arithmetic in
        guard let gradient = gradients[0] else { return [nil, nil] }
        let images = operands.real(0)
        let points = operands.real(1).imagePlaces(
          sizes, alignsCorners: alignsCorners, border: border, arithmetic)
        let count = places.reduce(1, *)
        let full = (axes == 2 ? [1] + sizes : sizes).map { $0 + 2 * border }
        var (ofImages, ofPoints): ([RealTensor], [RealTensor]) = ([], [])
        for image in 0..<x.shape[0] {
          let own = points.slice(image * count..<(image + 1) * count, axis: 0)
          var slope: RealTensor?
          for channel in 0..<x.shape[1] {
            func plane(_ tensor: RealTensor, _ shape: [Int]) -> RealTensor {
              tensor.slice(image..<image + 1, axis: 0).slice(channel..<channel + 1, axis: 1)
                .reshaped(shape)
            }
            let values = plane(gradient, [count])
            let adjoint = arithmetic.sampleAdjoint(
              values, at: own, shape: full, interpolation: interpolation,
              extendsEdges: padding == .border)
            ofImages.append(adjoint.withoutBorder(border))
            guard isLinear else { continue }
            let volume = plane(images, axes == 2 ? [1] + sizes : sizes)
            let slopes = arithmetic.sampleWithGradient(
              border > 0 ? volume.withZeros(border) : volume, at: own,
              outside: padding == .zeros ? 0 : nil
            ).gradients
            let part = arithmetic.multiply(
              slopes, values.reshaped([count, 1]).expanded(to: [count, 3]))
            slope = slope.map { arithmetic.add($0, part) } ?? part
          }
          if let slope { ofPoints.append(slope) }
        }
        let images0 = RealTensor.concatenate(ofImages, axis: 0).reshaped(x.shape)
        guard isLinear else { return [images0, nil] }
        return [
          images0,
          RealTensor.concatenate(ofPoints, axis: 0)
            .gridGradient(sizes, alignsCorners: alignsCorners, arithmetic)
            .reshaped(operands.real(1).shape),
        ]
      }
    ) { operands, arithmetic in
      let images = operands.real(0)
      let points = operands.real(1).imagePlaces(
        sizes, alignsCorners: alignsCorners, border: border, arithmetic)
      let count = places.reduce(1, *)
      var parts: [RealTensor] = []
      for image in 0..<x.shape[0] {
        let own = points.slice(image * count..<(image + 1) * count, axis: 0)
        for channel in 0..<x.shape[1] {
          let plane = images.slice(image..<image + 1, axis: 0).slice(channel..<channel + 1, axis: 1)
          let volume = plane.reshaped(axes == 2 ? [1] + sizes : sizes)
          parts.append(
            padding == .zeros
              ? arithmetic.sample(
                volume.withZeros(border), at: own, interpolation: interpolation, outside: 0)
              : arithmetic.sample(volume, at: own, interpolation: interpolation, outside: nil))
        }
      }
      return [.real(RealTensor.concatenate(parts, axis: 0).reshaped(shape))]
    }
  }
}

extension RealTensor {
  /// Places `[N, 3]` in voxels of images of `sizes` for a grid from −1 to 1; images of two axes are
  /// volumes of one plane.
  fileprivate func imagePlaces(
    _ sizes: [Int], alignsCorners: Bool, border: Int, _ arithmetic: any Arithmetic
  ) -> RealTensor {
    let (axes, count) = (sizes.count, self.count / sizes.count)
    let rows = reshaped([count, axes])
    var columns: [RealTensor] = []
    if axes == 2 { columns.append(.filled(format, [count, 1], Double(border))) }
    for axis in 0..<axes {
      let own = rows.slice(axes - 1 - axis..<axes - axis, axis: 1)
      let size = Double(sizes[axis])
      // ((g + 1) n − 1) / 2, or (g + 1) (n − 1) / 2.
      let factor = alignsCorners ? (size - 1) / 2 : size / 2
      let shift = (alignsCorners ? 0 : -0.5) + Double(border)
      let scaled = arithmetic.multiply(arithmetic.add(own, 1), factor)
      columns.append(shift == 0 ? scaled : arithmetic.add(scaled, shift))
    }
    return .concatenate(columns, axis: 1)
  }

  /// A volume with `count` layers of zeros around it.
  fileprivate func withZeros(_ count: Int) -> RealTensor {
    let zeros = [Int](repeating: -1, count: count)
    return shape.indices.reduce(self) { volume, axis in
      volume.moved(Picking(axis: axis, places: zeros + Array(0..<shape[axis]) + zeros))
    }
  }

  /// Without the layers that `withZeros` put around it.
  fileprivate func withoutBorder(_ count: Int) -> RealTensor {
    guard count > 0 else { return self }
    return shape.indices.reduce(self) { $0.slice(count..<shape[$1] - count, axis: $1) }
  }

  /// Gradients `[N, 3]` of places in voxels as those of the grid, `[N, axes]`, last axis first.
  fileprivate func gridGradient(
    _ sizes: [Int], alignsCorners: Bool, _ arithmetic: any Arithmetic
  ) -> RealTensor {
    let axes = sizes.count
    let columns = (0..<axes).reversed().map { axis in
      let size = Double(sizes[axis])
      let own = slice(3 - axes + axis..<3 - axes + axis + 1, axis: 1)
      return arithmetic.multiply(own, alignsCorners ? (size - 1) / 2 : size / 2)
    }
    return .concatenate(columns, axis: 1)
  }
}
