import Arithmetic

/// The U-Net of VoxelMorph and SynthMorph: convolutions of 3³ with leaky ReLU; the way up doubles grids
/// by repeating voxels and joins what the way down had there.
///
/// Sources: `Unet` in voxelmorph/tf/networks.py and voxelmorph/torch/networks.py; `unet_core` in
/// src/networks.py of VoxelMorph's branch `legacy`.
struct RegistrationUNet: Sendable {
  /// How a level of the way down halves the grid.
  enum Halving {
    /// After its convolutions, by maxima over 2³ voxels.
    case pooling
    /// In its one convolution, by steps of 2.
    case steps
  }

  typealias Level = [Convolution]

  let halving: Halving
  /// From full resolution down.
  let down: [Level]
  /// From the coarsest grid up; as many levels as `down`.
  let up: [Level]
  /// Convolutions after the last level.
  let final: Level
  /// How many levels of the way up double the grid, the first ones.
  let doublings: Int
  /// What the last doubling joins: the images themselves, or what the first level made of them.
  let joinsImages: Bool
  /// Channels of the result.
  let features: Int

  static let slope = 0.2
  /// How many times coarser than the images the result is.
  var coarseness: Int { 1 << (down.count - doublings) }
  /// What the images' extents have to be multiples of.
  var granularity: Int { 1 << down.count }

  /// `[1, C, X, Y, Z]` to `[1, filters] + sizes / coarseness`.
  ///
  /// - Precondition: sizes are multiples of `granularity`.
  /// - Parameter progress: called with the part of all convolutions that are done.
  func callAsFunction(
    _ images: RealTensor, _ arithmetic: any Arithmetic, progress: (Double) throws -> Void
  ) throws -> RealTensor {
    precondition(
      images.shape.dropFirst(2).allSatisfy { $0 > 0 && $0 % granularity == 0 },
      "\(images.shape) cannot be halved \(down.count) times")
    let total = Double((down + up).joined().count + final.count + 1)
    var done = 0.0
    func step() throws {
      done += 1
      try progress(done / total)
    }
    var skips: [RealTensor?] = []
    var x = images
    for (number, level) in down.enumerated() {
      let isJoined = number >= down.count - doublings
      let arithmetic = arithmetic.layer("encode\(number)")
      switch halving {
      case .steps:
        skips.append(isJoined ? x : nil)
        x = level[0].activated(x, slope: Self.slope, arithmetic)
        try step()
      case .pooling:
        if !isJoined || (number == 0 && joinsImages), level.count == 1 {
          skips.append(isJoined ? x : nil)
          x = Self.pooledInParts(level[0], x, arithmetic)
          try step()
          continue
        }
        let first = x
        for convolution in level {
          x = convolution.activated(x, slope: Self.slope, arithmetic)
          try step()
        }
        skips.append(!isJoined ? nil : number == 0 && joinsImages ? first : x)
        x = arithmetic.maxPool(x, axes: 3).values
      }
    }
    for (number, level) in up.enumerated() {
      let arithmetic = arithmetic.layer("decode\(up.count - 1 - number)")
      for convolution in level {
        x = convolution.activated(x, slope: Self.slope, arithmetic)
        try step()
      }
      if let skip = skips.removeLast() {
        x = .concatenate([arithmetic.upsample(x, axes: 3), skip], axis: 1)
      }
    }
    for convolution in final {
      x = convolution.activated(x, slope: Self.slope, arithmetic.layer("final"))
      try step()
    }
    return x
  }

  /// A level whose activations at its full resolution nothing else needs: 7 GB for 256 filters on
  /// 160 × 192 × 224 voxels. They are made and pooled slab by slab.
  ///
  /// Where slabs lie depends on shapes alone, so that results do not depend on the machine. Random
  /// bits depend on the slabs; arithmetics without any take thin ones, which stay in the cache and in
  /// the process's memory.
  ///
  /// - Parameter part: how many activations are worked on at once.
  static func pooledInParts(
    _ convolution: Convolution, _ x: RealTensor, part: Int? = nil, _ arithmetic: any Arithmetic
  ) -> RealTensor {
    let part = part ?? (arithmetic.mergesPasses ? 1 << 22 : 1 << 25)
    let count = x.shape[2]
    let plane = convolution.bias.count * x.shape[3...].reduce(1, *)
    let thickness = max(2, part / max(1, plane) / 2 * 2)
    let slabs = stride(from: 0, to: count, by: thickness).map { start in
      let end = min(count, start + thickness)
      // One more plane on each side, which zeros replace at the ends of the image.
      let (before, after) = (start > 0 ? 1 : 0, end < count ? 1 : 0)
      let slab = x.slice(start - before..<end + after, axis: 2)
      let geometry = ConvolutionGeometry(
        stride: [1, 1, 1], paddingBefore: [1 - before, 1, 1], paddingAfter: [1 - after, 1, 1])
      let active = convolution.activated(slab, slope: slope, geometry: geometry, arithmetic)
      return arithmetic.maxPool(active, axes: 3).values
    }
    return .concatenate(slabs, axis: 2)
  }
}
