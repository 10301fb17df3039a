import Networks
import PipelineKit

/// Weights of a network from another program's file.
struct ImportWeights: Stage {
  static let kind = "import/weights"
  static let version = 1
  static let summary =
    "Weights from a PyTorch checkpoint, a safetensors file or a Keras file; executes nothing."
  static let source =
    "PyTorch `torch.save` (ZIP archives, and streams of before 1.6), safetensors, Keras HDF5 (whole "
    + "models and weights), `.keras`, and ONNX with its graph of operations."
  static let usesArithmetic = false

  static let weights = Input<SourcedWeights>(
    "weights",
    "A `.pkl`, `.pt`, `.pth`, `.ckpt`, `.safetensors`, `.h5`, `.keras` or `.onnx` file; other "
      + "weights do too.")
  static let like = Input<ModelWeights?>(
    "like",
    "Weights that these must be like: the same names and shapes, none missing and none surplus.")
  static let model = Output<SourcedWeights>(
    "model",
    "The tensors in the order of the file, with its metadata and its SHA-256; what else the file "
      + "holds is listed as not imported.")
  static let keep = Parameter(
    "keep", .list(of: .string), default: [],
    "Names of the tensors to keep; `*` stands for any characters. All where the list is empty.")
  static let strip = Parameter(
    "strip", .string, default: "",
    "What is taken away from the beginning of every name that has it, such as `module.`.")

  static let inputs = list(weights, like)
  static let outputs = list(model)
  static let parameters = list(keep, strip)

  private let keep: [String]
  private let strip: String

  init(_ values: ParameterValues) {
    keep = values[Self.keep]
    strip = values[Self.strip]
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let input = try inputs[Self.weights]
    do {
      let weights = try selected(input.weights)
      if let like = try inputs[Self.like] {
        try weights.require(exactly: like.entries.map { .init($0.name, $0.tensor.shape) })
      }
      let count = weights.parameterCount
      context.log(
        "\(weights.entries.count) tensors; \(count.elements) parameters in \(count.tensors) of them"
      )
      if !weights.notImported.isEmpty {
        context.log("not imported: \(Listing.text(weights.notImported.map(quoted), limit: 20))")
      }
      return [Self.model(SourcedWeights(weights, source: input.source))]
    } catch let error as ModelError {
      throw StageError(error.description)
    }
  }

  /// - Throws: `StageError` for a pattern or a beginning that no tensor has: it is misspelt.
  private func selected(_ weights: ModelWeights) throws -> ModelWeights {
    for pattern in keep where !weights.names.contains(where: { Wildcard(pattern).matches($0) }) {
      throw StageError("no tensor is called \(quoted(pattern)), as `keep` asks")
    }
    if !strip.isEmpty, !weights.names.contains(where: { $0.hasPrefix(strip) }) {
      throw StageError("no tensor's name begins with \(quoted(strip)), as `strip` asks")
    }
    let entries = weights.entries.compactMap { entry -> ModelWeights.Entry? in
      guard keep.isEmpty || keep.contains(where: { Wildcard($0).matches(entry.name) }) else {
        return nil
      }
      var entry = entry
      if entry.name.hasPrefix(strip) { entry.name = String(entry.name.dropFirst(strip.count)) }
      return entry
    }
    return try ModelWeights(
      entries, format: weights.format, metadata: weights.metadata, notImported: weights.notImported)
  }
}
