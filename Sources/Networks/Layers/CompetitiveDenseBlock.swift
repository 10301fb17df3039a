public import Arithmetic

/// Four convolutions, each competing with what came before it: of two values the greater goes on.
///
/// With P the block's PReLU, cᵢ convolutions and nᵢ batch normalizations, in this order:
///
///     y₁ = n₁(c₀(a))               m₁ = max(y₁, x), or y₁ where the block does not compete with x
///     y₂ = n₂(c₁(P(m₁)))           m₂ = max(y₂, m₁)
///     y₃ = n₃(c₂(P(m₂)))           m₃ = max(y₃, m₂)
///     out = n₄(c₃(P(m₃)))          not activated: the next block does that
///
/// with a = P(x) or, for a block that sees images, n₀(x). Sources: Estrada et al. (2018), CDFNet;
/// Henschel et al. (2020), FastSurfer; `sub_module.py` of FastSurfer 2.4.0-dev (commit 7c45785).
public struct CompetitiveDenseBlock: Sendable {
  /// What a block does with its input.
  enum Start {
    /// Activates it and lets it compete: inner blocks, which have as many channels as filters.
    case competing
    /// Normalizes it: blocks that see images.
    case normalized
    /// Activates it: blocks with other channels than filters.
    case activated
  }

  let name: String
  private let competes: Bool
  private let inputNormalization: BatchNormalization?
  private let activation: ParametricReLU
  private let convolutions: [Convolution]
  private let normalizations: [BatchNormalization]

  /// - Parameters:
  ///   - kernel: height and width of the filters.
  ///   - norm: how the file calls normalizations, `bn` or `gn`.
  init(
    _ reader: WeightReader, _ start: Start, channels: Int, filters: Int, kernel: [Int],
    norm: String = "bn"
  ) throws(ModelError) {
    name = reader.name
    competes = start == .competing
    inputNormalization =
      start == .normalized ? try .init(reader.layer("bn0"), channels: channels) : nil
    activation = try ParametricReLU(reader.layer("prelu"))
    var convolutions: [Convolution] = []
    var normalizations: [BatchNormalization] = []
    for number in 0..<4 {
      convolutions.append(
        try Convolution(
          reader.layer("conv\(number)"), channels: number == 0 ? channels : filters,
          filters: filters, kernel: kernel))
      normalizations.append(
        try BatchNormalization(reader.layer("\(norm)\(number + 1)"), channels: filters))
    }
    self.convolutions = convolutions
    self.normalizations = normalizations
  }

  /// `[N, C, H, W]` to `[N, filters, H, W]`.
  public func callAsFunction(_ x: RealTensor, _ arithmetic: any Arithmetic) -> RealTensor {
    let arithmetic = arithmetic.layer(name)
    let first = inputNormalization?(x, arithmetic) ?? x
    var greatest = step(
      0, first, activates: inputNormalization == nil, competes: competes, arithmetic)
    for number in 1...2 {
      greatest = step(number, greatest, activates: true, competes: true, arithmetic)
    }
    return step(3, greatest, activates: true, competes: false, arithmetic)
  }

  /// max(n(c(P(x))), x): in one pass over memory where the arithmetic can, which gives the same bits
  /// as the layers one by one.
  private func step(
    _ number: Int, _ x: RealTensor, activates: Bool, competes: Bool, _ arithmetic: any Arithmetic
  ) -> RealTensor {
    let (convolution, normalization) = (convolutions[number], normalizations[number])
    let (scale, shift) = normalization.transform(arithmetic)
    if arithmetic.mergesPasses {
      let unit = ConvolutionUnit(
        slope: activates ? activation.slope : nil,
        after: .normalization(scale: scale, shift: shift, competes: competes))
      return arithmetic.layer(convolution.name).convolve(
        x, convolution.filters, bias: convolution.bias, convolution.geometry(x.shape), in: unit)
    }
    let y = convolution(activates ? activation(x, arithmetic) : x, arithmetic)
    let normalized = arithmetic.layer(normalization.name).scaleAndShift(
      y, scale: scale, shift: shift)
    return competes ? arithmetic.maximum(normalized, x) : normalized
  }
}
