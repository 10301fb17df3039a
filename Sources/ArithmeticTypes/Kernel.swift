/// A kernel, by the name that scopes, counts and messages give it.
///
/// Every kernel requirement of `Arithmetic` belongs to one case. A new case names its groups below.
public enum Kernel: String, Sendable, CaseIterable {
  case add, subtract, multiply, divide
  case multiplyAdd = "multiply-add"
  case addScaled = "add-scaled"
  case squareRoot = "square-root"
  case exponential, logarithm
  case hyperbolicTangent = "tanh"
  case errorFunction = "erf"
  case sine = "sin"
  case cosine = "cos"
  case power
  case convert
  case sum, dot, mean, moments, extrema
  case matrixProduct = "matmul"
  case solve, cholesky
  case choleskySolve = "cholesky-solve"
  case singularValues = "singular-values"
  case convolve
  case convolutionImageGradient = "convolution-image-gradient"
  case convolutionFilterGradient = "convolution-filter-gradient"
  case transform, sample
  case sampleWithGradient = "sample-with-gradient"
  case sampleAdjoint = "sample-adjoint"
  case resample
  case resampleAdjoint = "resample-adjoint"
  case smooth, histogram
  case jointHistogram = "joint-histogram"
  case maximum
  case maximumGradient = "maximum-gradient"
  case relu, elu
  case reluGradient = "relu-gradient"
  case leakyReLU = "leaky-relu"
  case leakyReLUGradient = "leaky-relu-gradient"
  case leakyReLUSlopeGradient = "leaky-relu-slope-gradient"
  case parametricReLU = "prelu"
  case scaleAndShift = "scale-and-shift"
  case channelSum = "channel-sum"
  case channelMoments = "channel-moments"
  case batchNormalize = "batch-normalize"
  case batchNormalizeGradient = "batch-normalize-gradient"
  case instanceNormalize = "instance-normalize"
  case groupNormalize = "group-normalize"
  case layerNormalize = "layer-normalize"
  case softmax
  case softmaxGradient = "softmax-gradient"
  case logSoftmax = "log-softmax"
  case logSoftmaxGradient = "log-softmax-gradient"
  case crossEntropy = "cross-entropy"
  case crossEntropyGradient = "cross-entropy-gradient"
  case maxPool = "max-pool"
  case averagePool = "average-pool"
  case unpool, pool, resize
  case resizeGradient = "resize-gradient"
  case upsample
  case upsampleGradient = "upsample-gradient"

  /// The groups that it is in, at least one.
  public var groups: [KernelGroup] {
    switch self {
    case .add, .subtract, .multiply, .divide, .multiplyAdd, .addScaled, .squareRoot, .exponential,
      .logarithm,
      .hyperbolicTangent, .errorFunction, .sine, .cosine, .power, .convert:
      [.elementwise]
    case .sum, .mean, .moments, .extrema: [.reduction]
    case .dot: [.reduction, .contraction]
    case .matrixProduct: [.contraction, .linearAlgebra]
    case .solve, .cholesky, .choleskySolve, .singularValues: [.linearAlgebra]
    case .convolve, .convolutionImageGradient, .convolutionFilterGradient: [.contraction, .conv]
    case .maximum, .maximumGradient, .relu, .reluGradient, .elu, .leakyReLU, .leakyReLUGradient,
      .leakyReLUSlopeGradient, .parametricReLU:
      [.activation]
    case .scaleAndShift, .batchNormalize, .batchNormalizeGradient, .instanceNormalize,
      .groupNormalize, .layerNormalize:
      [.normalization]
    case .channelSum, .channelMoments: [.reduction, .normalization]
    case .softmax, .softmaxGradient, .logSoftmax, .logSoftmaxGradient, .crossEntropy,
      .crossEntropyGradient:
      [.classification]
    case .maxPool, .averagePool, .unpool, .pool: [.pooling]
    case .resize, .resizeGradient, .upsample, .upsampleGradient: [.resizing]
    case .smooth: [.contraction, .conv, .space]
    case .transform, .sample, .sampleWithGradient, .sampleAdjoint, .resample, .resampleAdjoint,
      .histogram, .jointHistogram:
      [.space]
    }
  }
}

/// Kernels under one name.
public enum KernelGroup: String, Sendable, CaseIterable {
  /// One output element from the elements at its place.
  case elementwise
  /// Few numbers from many.
  case reduction
  /// Sums of products.
  case contraction
  /// Convolutions.
  case conv
  case linearAlgebra = "linear-algebra"
  /// Points, volumes and what lies between voxels.
  case space
  /// Non-linear functions between the layers of networks.
  case activation
  /// Batch normalisation.
  case normalization
  /// Probabilities of classes and their losses.
  case classification
  case pooling
  /// Other sizes for the images inside networks.
  case resizing

  /// Its kernels, in the order of their declaration.
  public var kernels: [Kernel] { Kernel.allCases.filter { $0.groups.contains(self) } }
}
