import Arithmetic
import Testing

@testable import Networks

/// An operation whose gradients are compared with differences.
struct GradientCase: Sendable, CustomTestStringConvertible {
  var operation: String
  var shapes: [[Int]]
  var attributes: [String: AttributeValue] = [:]
  /// Inputs that say how, after the real ones.
  var more: [[Int64]] = []
  var version = 17
  var outputs = 1
  /// Real inputs without a gradient.
  var fixed: Set<Int> = []
  /// Whether numbers are above zero only.
  var isPositive = false
  var isTraining = false
  /// What is built of the inputs; the operation itself where nothing else is said.
  var built: (@Sendable (inout NetworkBuilder, [NetworkBuilder.Value]) -> NetworkBuilder.Value)?
  var testDescription: String { "\(operation) \(shapes) \(attributes.keys.sorted())" }

  static let all = moving + elementwise + spatial + normalizing

  private static let moving = [
    GradientCase(
      operation: "Conv", shapes: [[2, 2, 5, 4], [3, 2, 3, 2], [3]],
      attributes: ["pads": .integers([1, 0, 0, 1]), "strides": .integers([2, 1])]),
    GradientCase(
      operation: "MaxPool", shapes: [[1, 2, 4, 4]],
      attributes: [
        "kernel_shape": .integers([2, 2]), "strides": .integers([2, 2]),
      ]),
    GradientCase(operation: "Relu", shapes: [[3, 4]]),
    GradientCase(operation: "LeakyRelu", shapes: [[3, 4]]),
    GradientCase(operation: "PRelu", shapes: [[3, 4], [1]]),
    GradientCase(operation: "Sigmoid", shapes: [[3, 4]]),
    GradientCase(operation: "Add", shapes: [[2, 3, 4], [3, 1]]),
    GradientCase(operation: "Sub", shapes: [[3, 1], [2, 3, 4]]),
    GradientCase(operation: "Mul", shapes: [[2, 3, 4], [1, 3, 4]]),
    GradientCase(operation: "Div", shapes: [[2, 3], [3]]),
    GradientCase(operation: "MatMul", shapes: [[2, 3, 4], [4, 5]]),
    GradientCase(
      operation: "Gemm", shapes: [[4, 3], [5, 4], [5]],
      attributes: [
        "transA": .integer(1), "transB": .integer(1),
      ]),
    GradientCase(operation: "Softmax", shapes: [[2, 3, 4]], attributes: ["axis": .integer(1)]),
    GradientCase(operation: "LogSoftmax", shapes: [[2, 3, 4]]),
    GradientCase(operation: "InstanceNormalization", shapes: [[2, 3, 4, 2], [3], [3]]),
    GradientCase(operation: "GlobalAveragePool", shapes: [[2, 3, 4]]),
    GradientCase(
      operation: "ReduceMean", shapes: [[2, 3, 4]], attributes: ["axes": .integers([1])]),
    GradientCase(operation: "ReduceSum", shapes: [[2, 3, 4]], more: [[0, 2]]),
    GradientCase(
      operation: "Concat", shapes: [[2, 3], [2, 1]], attributes: ["axis": .integer(1)]),
    GradientCase(operation: "Slice", shapes: [[4, 5]], more: [[1, 0], [3, 4], [0, 1]]),
    GradientCase(operation: "Pad", shapes: [[2, 3]], more: [[1, 0, 0, -1]]),
    GradientCase(
      operation: "Transpose", shapes: [[2, 3, 4]], attributes: ["perm": .integers([2, 0, 1])]),
    GradientCase(operation: "Reshape", shapes: [[2, 6]], more: [[3, 4]]),
    GradientCase(operation: "Expand", shapes: [[3, 1]], more: [[2, 3, 4]]),
    GradientCase(operation: "Cast", shapes: [[3]], attributes: ["to": .integer(11)]),
    GradientCase(
      operation: "DepthToSpace", shapes: [[1, 8, 2, 3]], attributes: ["blocksize": .integer(2)]),
    GradientCase(
      operation: "SpaceToDepth", shapes: [[1, 2, 4, 6]], attributes: ["blocksize": .integer(2)]),
    GradientCase(operation: "Flatten", shapes: [[2, 3, 4]]),
    GradientCase(operation: "Identity", shapes: [[3]]),
    GradientCase(operation: "Dropout", shapes: [[3]]),
    GradientCase(operation: "Gather", shapes: [[4, 3]], more: [[2, 0, 2, -1]]),
    GradientCase(operation: "Tile", shapes: [[2, 3]], more: [[2, 3]]),
    GradientCase(operation: "Split", shapes: [[4, 3]], outputs: 2),
    GradientCase(operation: "Squeeze", shapes: [[1, 3, 1]]),
    GradientCase(operation: "Unsqueeze", shapes: [[3]], more: [[0]]),
    GradientCase(operation: "Where", shapes: [[2, 3], [3]]) { builder, x in
      builder.add("Where", [builder.add("Greater", x), x[0], x[1]])
    },
  ]

  private static let elementwise = [
    GradientCase(operation: "Abs", shapes: [[7]]), GradientCase(operation: "Neg", shapes: [[7]]),
    GradientCase(operation: "Exp", shapes: [[7]]),
    GradientCase(operation: "Log", shapes: [[7]], isPositive: true),
    GradientCase(operation: "Sqrt", shapes: [[7]], isPositive: true),
    GradientCase(operation: "Reciprocal", shapes: [[7]]),
    GradientCase(operation: "Tanh", shapes: [[7]]), GradientCase(operation: "Erf", shapes: [[7]]),
    GradientCase(operation: "Elu", shapes: [[7]], attributes: ["alpha": .number(0.7)]),
    GradientCase(operation: "Selu", shapes: [[7]]),
    GradientCase(operation: "Celu", shapes: [[7]], attributes: ["alpha": .number(0.6)]),
    GradientCase(operation: "Sin", shapes: [[7]]),
    GradientCase(operation: "Cos", shapes: [[7]]),
    GradientCase(operation: "ReduceL1", shapes: [[2, 3, 4]], attributes: ["axes": .integers([1])]),
    GradientCase(
      operation: "ReduceL2", shapes: [[2, 3, 4]], attributes: ["axes": .integers([0, 2])]),
    GradientCase(
      operation: "ReduceSumSquare", shapes: [[2, 3]], attributes: ["axes": .integers([1])]),
    GradientCase(
      operation: "ReduceLogSum", shapes: [[2, 3]], attributes: ["axes": .integers([1])],
      isPositive: true),
    GradientCase(
      operation: "ReduceLogSumExp", shapes: [[2, 3, 2]], attributes: ["axes": .integers([1])]),
    GradientCase(operation: "Trilu", shapes: [[2, 3, 4]]),
    GradientCase(
      operation: "GatherElements", shapes: [[3, 2]],
      built: { nodes, x in
        let places = nodes.parameter(
          .init("places", .int64, .int64(Tensor(shape: [2, 2], values: [2, 0, -1, 1]))))
        return nodes.add("GatherElements", [x[0], places])
      }),
    GradientCase(
      operation: "Einsum", shapes: [[2, 3, 4], [2, 4, 5]],
      attributes: ["equation": .text("bij,bjk->bki")]),
    GradientCase(
      operation: "Einsum", shapes: [[3, 4, 2], [4, 5]],
      attributes: ["equation": .text("ijq, jk -> ki")]),
    GradientCase(operation: "Einsum", shapes: [[3, 4]], attributes: ["equation": .text("ij->j")]),
    GradientCase(operation: "Gelu", shapes: [[7]], version: 20),
    GradientCase(
      operation: "Gelu", shapes: [[7]], attributes: ["approximate": .text("tanh")], version: 20),
    GradientCase(operation: "Softplus", shapes: [[7]]),
    GradientCase(operation: "Mish", shapes: [[7]], version: 18),
    GradientCase(
      operation: "Swish", shapes: [[7]], attributes: ["alpha": .number(1.3)], version: 24),
    GradientCase(operation: "HardSigmoid", shapes: [[7]]),
    GradientCase(operation: "HardSwish", shapes: [[7]]),
    GradientCase(operation: "Clip", shapes: [[7], [], []], fixed: [1, 2]),
    GradientCase(operation: "Max", shapes: [[3, 4], [4], [3, 1]]),
    GradientCase(operation: "Min", shapes: [[3, 4], [4], [3, 1]]),
    GradientCase(operation: "Mean", shapes: [[3, 4], [4]]),
    GradientCase(operation: "Sum", shapes: [[3, 4], [4], [3, 4]]),
    GradientCase(operation: "Pow", shapes: [[2, 3], [3]], isPositive: true),
    GradientCase(operation: "PRelu", shapes: [[2, 3, 4], [3, 1]]),
    GradientCase(
      operation: "ReduceMax", shapes: [[2, 3, 4]], attributes: ["axes": .integers([1])]),
    GradientCase(
      operation: "ReduceMin", shapes: [[2, 3, 4]], attributes: ["axes": .integers([0])]),
    GradientCase(
      operation: "Gemm", shapes: [[3, 4], [4, 5], [5]],
      attributes: ["alpha": .number(0.5), "beta": .number(2)]),
  ]

  private static let spatial = [
    GradientCase(
      operation: "Conv", shapes: [[1, 2, 9, 8], [3, 2, 3, 2], [3]],
      attributes: ["dilations": .integers([2, 3]), "pads": .integers([2, 1, 2, 2])]),
    GradientCase(
      operation: "Conv", shapes: [[2, 4, 5, 5], [6, 2, 3, 3]],
      attributes: [
        "group": .integer(2), "strides": .integers([2, 1]), "pads": .integers([1, 1, 1, 1]),
      ]),
    GradientCase(
      operation: "Conv", shapes: [[1, 2, 5, 4, 6], [2, 1, 2, 2, 3], [2]],
      attributes: ["group": .integer(2), "dilations": .integers([1, 2, 2])]),
    GradientCase(
      operation: "ConvTranspose", shapes: [[1, 3, 4, 3], [3, 2, 3, 3], [2]],
      attributes: [
        "strides": .integers([2, 2]), "pads": .integers([1, 1, 1, 1]),
        "output_padding": .integers([1, 0]),
      ]),
    GradientCase(
      operation: "ConvTranspose", shapes: [[1, 4, 4, 3], [4, 1, 2, 3], [2]],
      attributes: ["group": .integer(2), "dilations": .integers([2, 1])]),
    GradientCase(
      operation: "MaxPool", shapes: [[1, 2, 5, 6]],
      attributes: [
        "kernel_shape": .integers([3, 2]), "strides": .integers([2, 1]),
        "pads": .integers([1, 0, 1, 0]),
      ]),
    GradientCase(
      operation: "MaxPool", shapes: [[1, 2, 4, 6]],
      attributes: ["kernel_shape": .integers([2, 2]), "strides": .integers([2, 2])], outputs: 2),
    GradientCase(operation: "MaxUnpool", shapes: [[1, 2, 4, 6]]) { builder, x in
      let halving: [String: AttributeValue] = [
        "kernel_shape": .integers([2, 2]), "strides": .integers([2, 2]),
      ]
      return builder.add(
        "MaxUnpool", builder.add("MaxPool", x, halving, outputs: 2), halving)
    },
    GradientCase(
      operation: "AveragePool", shapes: [[1, 2, 5, 6]],
      attributes: [
        "kernel_shape": .integers([3, 2]), "strides": .integers([2, 1]),
        "pads": .integers([1, 0, 1, 0]),
      ]),
    GradientCase(operation: "GlobalMaxPool", shapes: [[2, 3, 4]]),
    GradientCase(
      operation: "Resize", shapes: [[1, 2, 3, 4]],
      attributes: ["mode": .text("linear")], more: [[], [], [1, 2, 5, 3]]),
    GradientCase(
      operation: "Resize", shapes: [[1, 2, 3, 4]],
      attributes: ["mode": .text("cubic")], more: [[], [], [1, 2, 5, 3]]),
    GradientCase(operation: "Resize", shapes: [[1, 2, 3, 4]], more: [[], [], [1, 2, 7, 3]]),
    GradientCase(
      operation: "Upsample", shapes: [[1, 1, 2, 3]],
      attributes: ["scales": .numbers([1, 1, 2, 1.5])], version: 8),
    GradientCase(operation: "GridSample", shapes: [[1, 2, 5, 4], [1, 3, 2, 2]], version: 20),
    GradientCase(
      operation: "GridSample", shapes: [[2, 1, 3, 5, 4], [2, 2, 1, 3, 3]],
      attributes: ["padding_mode": .text("border"), "align_corners": .integer(1)], version: 20),
  ]

  private static let normalizing = [
    GradientCase(
      operation: "BatchNormalization", shapes: [[2, 3, 4], [3], [3], [3], [3]], fixed: [3, 4],
      isPositive: true),
    GradientCase(
      operation: "BatchNormalization", shapes: [[2, 3, 4], [3], [3], [3], [3]], fixed: [3, 4],
      isTraining: true),
    GradientCase(
      operation: "GroupNormalization", shapes: [[2, 4, 3], [4], [4]],
      attributes: ["num_groups": .integer(2)], version: 21),
    GradientCase(
      operation: "GroupNormalization", shapes: [[2, 4, 3], [2], [2]],
      attributes: ["num_groups": .integer(2)], version: 18),
    GradientCase(operation: "LayerNormalization", shapes: [[2, 3, 4], [4], [4]]),
    GradientCase(
      operation: "LayerNormalization", shapes: [[2, 3, 4], [3, 1]],
      attributes: ["axis": .integer(1)]),
  ]
}
