import Arithmetic

/// Convolutions whose filters have gaps, or see a part of the channels, by the kernel that knows
/// neither.
///
/// A filter with a gap of d between its taps sees every d-th voxel, so the convolution is one without
/// gaps on each of the dᵃ sub-lattices of a image with a axes. Each output is still one sum, over
/// channel and taps ascending, with zeros beyond the edges: the bits are those of the convolution
/// itself. Random bits are numbered by place within the sub-lattices that one call takes together.
enum DilatedConvolution {
  /// `[N, O, …]` for images `[N, C, …]` and filters `[O, C, …]`.
  static func convolve(
    _ images: RealTensor, _ filters: RealTensor, bias: RealTensor?, _ windows: Windows,
    _ arithmetic: any Arithmetic
  ) -> RealTensor {
    guard windows.dilations.contains(where: { $0 > 1 }) else {
      return arithmetic.convolve(images, filters, bias: bias, windows.geometry)
    }
    guard windows.strides.allSatisfy({ $0 == 1 }) else {
      return arithmetic.convolve(
        images, filters.withGaps(windows.dilations), bias: bias, windows.geometry)
    }
    let lattices = SubLattices(windows, images: images.shape)
    let plain = ConvolutionGeometry(
      stride: windows.strides, paddingBefore: windows.strides.map { _ in 0 },
      paddingAfter: windows.strides.map { _ in 0 })
    var parts: [RealTensor] = []
    for residue in 0..<lattices.steps[0] {
      let taken = lattices.take(residue, of: images)
      parts.append(lattices.put(arithmetic.convolve(taken, filters, bias: bias, plain)))
    }
    return lattices.merge(parts)
  }
}

/// The sub-lattices of images that filters with gaps see, one after the other along the first spatial
/// axis and all together along the others.
private struct SubLattices {
  /// Gaps, with 1 for axes without.
  let steps: [Int]
  private let windows: Windows
  private let images: [Int]
  /// Outputs of each sub-lattice along each axis.
  private let counts: [Int]

  init(_ windows: Windows, images: [Int]) {
    self.windows = windows
    self.images = images
    // A sub-lattice without outputs is left out.
    steps = zip(windows.dilations, windows.outputs).map { min($0, $1) }
    counts = zip(windows.outputs, steps).map { ($0 + $1 - 1) / $1 }
  }

  /// Voxels along `axis` that the outputs of residue r see, −1 for zeros.
  private func places(_ axis: Int, _ residue: Int) -> [Int] {
    let (gap, size) = (windows.dilations[axis], images[axis + 2])
    return (0..<counts[axis] + windows.kernel[axis] - 1).map { step in
      let place = gap * step + residue - windows.before[axis]
      return place >= 0 && place < size ? place : -1
    }
  }

  /// `[N · residues of the other axes, C, voxels…]`.
  func take(_ residue: Int, of images: RealTensor) -> RealTensor {
    var taken = images.moved(Picking(axis: 2, places: places(0, residue)))
    let axes = steps.count
    guard axes > 1 else { return taken }
    for axis in 1..<axes {
      let all = (0..<steps[axis]).flatMap { places(axis, $0) }
      taken = taken.moved(Picking(axis: axis + 2, places: all))
    }
    // [N, C, x, (r, y), (s, z)] to [N, r, s, C, x, y, z].
    let lengths = (0..<axes).map { counts[$0] + windows.kernel[$0] - 1 }
    var split = [taken.shape[0], taken.shape[1], lengths[0]]
    for axis in 1..<axes { split += [steps[axis], lengths[axis]] }
    let order =
      [0] + (1..<axes).map { 1 + 2 * $0 } + [1, 2] + (1..<axes).map { 2 + 2 * $0 }
    let turned = taken.reshaped(split).moved(StridedView.transposing(split, order))
    let batch = taken.shape[0] * steps[1...].reduce(1, *)
    return turned.reshaped([batch, taken.shape[1]] + lengths)
  }

  /// Outputs of `take`'s sub-lattices as `[N, O, x, sizes of the other axes…]`.
  func put(_ outputs: RealTensor) -> RealTensor {
    let axes = steps.count
    guard axes > 1 else { return outputs }
    let (batch, filters) = (images[0], outputs.shape[1])
    let split = [batch] + steps[1...] + [filters] + counts
    // [N, r, s, O, x, y, z] to [N, O, x, y, r, z, s].
    var order = [0, axes, axes + 1]
    for axis in 1..<axes { order += [axes + 1 + axis, axis] }
    var result = outputs.reshaped(split).moved(StridedView.transposing(split, order))
      .reshaped([batch, filters, counts[0]] + (1..<axes).map { counts[$0] * steps[$0] })
    for axis in 1..<axes where counts[axis] * steps[axis] != windows.outputs[axis] {
      result = result.slice(0..<windows.outputs[axis], axis: axis + 2)
    }
    return result
  }

  /// The parts of all residues of the first axis, interleaved.
  func merge(_ parts: [RealTensor]) -> RealTensor {
    guard parts.count > 1 else { return parts[0].slice(0..<windows.outputs[0], axis: 2) }
    let size = windows.outputs[0]
    let widest = counts[0]
    let all = RealTensor.concatenate(parts, axis: 2)
    return all.moved(
      Picking(axis: 2, places: (0..<size).map { $0 % steps[0] * widest + $0 / steps[0] }))
  }
}

extension RealTensor {
  /// Filters `[O, C, …]` with zeros between their taps.
  func withGaps(_ dilations: [Int]) -> RealTensor {
    var filters = self
    for (axis, gap) in dilations.enumerated() where gap > 1 {
      let places = (0..<(filters.shape[axis + 2] - 1) * gap + 1).map {
        $0 % gap == 0 ? $0 / gap : -1
      }
      filters = filters.moved(Picking(axis: axis + 2, places: places))
    }
    return filters
  }

  /// Equal parts along the channels, axis 1.
  func channelGroups(_ count: Int) -> [RealTensor] {
    split([Int](repeating: shape[1] / count, count: count), axis: 1)
  }

  /// Equal parts along the first axis.
  func batchGroups(_ count: Int) -> [RealTensor] {
    split([Int](repeating: shape[0] / count, count: count), axis: 0)
  }
}
