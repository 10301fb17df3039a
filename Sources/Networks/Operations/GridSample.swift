import Arithmetic

/// Images `[N, C, …]` at places of a grid `[N, …, axes]`, whose last axis counts the images' last axis
/// first, from −1 to 1: the nearest element or linear interpolation, on the kernel that samples volumes, or
/// cubic convolution, by products and sums.
struct GridSample: NetworkOperation {
  static let name = "GridSample"
  static let versions = [16, 20, 22]
  static let attributes = [
    AttributeRule("align_corners", .integer), AttributeRule("mode", .text),
    AttributeRule("padding_mode", .text),
  ]
  static let inputs = 2...2

  enum Mode: String, CaseIterable { case linear, bilinear, nearest, cubic, bicubic }

  private let alignsCorners: Bool
  private let interpolation: Interpolation
  private let padding: GridPadding

  init(_ attributes: Attributes) throws(ModelError) {
    alignsCorners = try attributes.flag("align_corners", default: false)
    padding = try attributes.word("padding_mode", default: GridPadding.zeros)
    switch try attributes.word("mode", default: Mode.linear) {
    case .linear, .bilinear: interpolation = .linear
    case .nearest: interpolation = .nearest
    case .cubic, .bicubic: interpolation = .cubic
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
    if interpolation == .cubic { return cubic(x, grid, axes: axes, shape) }
    let (alignsCorners, interpolation, padding) = (alignsCorners, interpolation, padding)
    // An even number of zeros: the nearest of two equally near elements is the even one.
    let border = padding == .zeros ? 2 : 0
    let isLinear = interpolation == .linear
    @Sendable func placed(_ grid: RealTensor, _ arithmetic: any Arithmetic) -> GridPlaces {
      var places = GridPlaces(
        grid, sizes: sizes, alignsCorners: alignsCorners, shift: border, arithmetic)
      guard padding == .reflection else { return places }
      if !isLinear { places.round() }
      places.reflect(sizes: sizes, alignsCorners: alignsCorners, arithmetic)
      return places
    }
    return .kernels(
      [.multiply, .add, .sample], [ValueFact(x.type, shape)],
      backward: { operands, _, gradients, arithmetic in
        guard let gradient = gradients[0] else { return [nil, nil] }
        let images = operands.real(0)
        let located = placed(operands.real(1), arithmetic)
        let points = located.points(plane: Double(border))
        let count = places.reduce(1, *)
        let full = (axes == 2 ? [1] + sizes : sizes).map { $0 + 2 * border }
        let (wantsImages, wantsGrid) = (
          operands.wantsGradient(0), isLinear && operands.wantsGradient(1)
        )
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
            if wantsImages {
              let adjoint = arithmetic.sampleAdjoint(
                values, at: own, shape: full, interpolation: interpolation,
                extendsEdges: padding != .zeros)
              ofImages.append(adjoint.withoutBorder(border))
            }
            guard wantsGrid else { continue }
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
        let images0 =
          wantsImages ? RealTensor.concatenate(ofImages, axis: 0).reshaped(x.shape) : nil
        guard wantsGrid else { return [images0, nil] }
        let ofGrid = RealTensor.concatenate(ofPoints, axis: 0)
          .gridGradient(sizes, alignsCorners: alignsCorners, turned: located.turned, arithmetic)
        return [images0, ofGrid.reshaped(operands.real(1).shape)]
      }
    ) { operands, arithmetic in
      let images = operands.real(0)
      let points = placed(operands.real(1), arithmetic).points(plane: Double(border))
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

  /// Four taps along each axis.
  private func cubic(_ x: ValueFact, _ grid: ValueFact, axes: Int, _ shape: [Int]) -> OperationStep
  {
    let sizes = Array(x.shape[2...])
    let (alignsCorners, padding) = (alignsCorners, padding)
    return .kernels(
      [.multiply, .add, .subtract, .multiplyAdd], [ValueFact(x.type, shape)]
    ) { operands, arithmetic in
      let (images, grid) = (operands.real(0), operands.real(1))
      var parts: [RealTensor] = []
      for image in 0..<x.shape[0] {
        var places = GridPlaces(
          grid.slice(image..<image + 1, axis: 0), sizes: sizes, alignsCorners: alignsCorners,
          arithmetic)
        switch padding {
        case .zeros: break
        case .border: places.clamp(sizes: sizes, alignsCorners: alignsCorners)
        case .reflection:
          places.reflect(sizes: sizes, alignsCorners: alignsCorners, arithmetic)
        }
        let samples = CubicSamples(
          places, sizes: sizes, alignsCorners: alignsCorners, padding, arithmetic)
        let own = images.slice(image..<image + 1, axis: 0)
        for channel in 0..<x.shape[1] {
          parts.append(
            samples(own.slice(channel..<channel + 1, axis: 1).reshaped(sizes), arithmetic))
        }
      }
      return [.real(RealTensor.concatenate(parts, axis: 0).reshaped(shape))]
    }
  }
}

extension RealTensor {
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
    _ sizes: [Int], alignsCorners: Bool, turned: [Tensor<Bool>], _ arithmetic: any Arithmetic
  ) -> RealTensor {
    let axes = sizes.count
    let columns = (0..<axes).reversed().map { axis in
      let size = Double(sizes[axis])
      let own = slice(3 - axes + axis..<3 - axes + axis + 1, axis: 1)
      let scaled = arithmetic.multiply(own, alignsCorners ? (size - 1) / 2 : size / 2)
      return turned.isEmpty ? scaled : scaled.negated.chosen(turned[axis], else: scaled)
    }
    return .concatenate(columns, axis: 1)
  }
}
