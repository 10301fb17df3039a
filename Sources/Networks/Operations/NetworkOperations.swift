/// The operations that networks are made of, one file each in this folder.
public enum NetworkOperations {
  /// By name.
  public static let all: [any NetworkOperation.Type] = [
    Abs.self, Add.self, And.self, ArgMax.self, ArgMin.self, AveragePool.self,
    BatchNormalization.self, Cast.self, Ceil.self, Celu.self, Clip.self, Concat.self,
    Constant.self, ConstantOfShape.self, Conv.self, ConvTranspose.self, Cos.self,
    DepthToSpace.self, Div.self, Dropout.self, Einsum.self, Elu.self, Equal.self, Erf.self,
    Exp.self, Expand.self, Flatten.self, Floor.self, Gather.self, GatherElements.self,
    GatherND.self, Gelu.self, Gemm.self, GlobalAveragePool.self, GlobalMaxPool.self, Greater.self,
    GreaterOrEqual.self, GridSample.self, GroupNormalization.self, HardSigmoid.self,
    HardSwish.self, Identity.self, InstanceNormalization.self, IsNaN.self, LayerNormalization.self,
    LeakyRelu.self, Less.self, LessOrEqual.self, Log.self, LogSoftmax.self, MatMul.self, Max.self,
    MaxPool.self, MaxUnpool.self, Mean.self, Min.self, Mish.self, Mod.self, Mul.self, Neg.self,
    Not.self, Or.self, PRelu.self, Pad.self, Pow.self, RangeOperation.self, Reciprocal.self,
    ReduceL1.self, ReduceL2.self, ReduceLogSum.self, ReduceLogSumExp.self, ReduceMax.self,
    ReduceMean.self, ReduceMin.self, ReduceProd.self, ReduceSum.self, ReduceSumSquare.self,
    Relu.self, Reshape.self, Resize.self, Round.self, ScatterND.self, Selu.self, Shape.self,
    Sigmoid.self, Sign.self, Sin.self, Size.self, Slice.self, Softmax.self, Softplus.self,
    SpaceToDepth.self, Split.self, Sqrt.self, Squeeze.self, Sub.self, Sum.self, Swish.self,
    Tanh.self, Tile.self, Transpose.self, Trilu.self, Unsqueeze.self, Upsample.self, Where.self,
  ]

  private static let byName = Dictionary(
    all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

  /// The operation of a node.
  ///
  /// - Throws: `ModelError` where it is not known, or not in this version, or attributes or numbers of
  ///   inputs and outputs are not its own.
  static func operation(_ node: NetworkNode, version: Int) throws(ModelError)
    -> any NetworkOperation
  {
    guard let kind = byName[node.operation] else {
      throw ModelError("there is no such operation; docs/networks.md lists those that there are")
    }
    guard let first = kind.versions.first, version >= first else {
      throw ModelError(
        "the network is written for version \(version) of the operator set; \(kind.name) is known from"
          + " version \(kind.versions.first ?? 1) on")
    }
    guard kind.inputs.contains(node.inputs.count) else {
      throw ModelError(
        "it has \(node.inputs.count) inputs, where \(text(kind.inputs)) were expected")
    }
    guard kind.outputs.contains(node.outputs.count) else {
      throw ModelError(
        "it has \(node.outputs.count) outputs, where \(text(kind.outputs)) were expected")
    }
    return try kind.init(Attributes(node.attributes, rules: kind.attributes, version: version))
  }

  private static func text(_ range: ClosedRange<Int>) -> String {
    range.lowerBound == range.upperBound
      ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
  }
}
