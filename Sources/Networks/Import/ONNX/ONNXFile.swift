import Arithmetic
import ONNXMessages
import SwiftProtobuf
import Values

/// Files of the ONNX format (onnx/onnx, IR versions 3 to 14): a graph of operations and their weights.
///
/// Nothing in a file is executed. What is not understood is refused by name: other domains, subgraphs,
/// functions, sparse or quantised tensors, training.
final class ONNXFile {
  private let file: RandomAccessFile
  private var model: Onnx_ModelProto

  /// IR versions that are read.
  private static let versions: ClosedRange<Int64> = 3...14
  /// Protobuf's own limit of a file.
  private static let mostBytes = 1 << 31

  /// - Throws: `ModelError` where this is no such file, or says what is not understood.
  init(_ file: RandomAccessFile) throws(ModelError) {
    self.file = file
    guard file.size < Self.mostBytes else {
      throw file.error("has \(file.size >> 20) MiB, and ONNX files have at most 2047")
    }
    let bytes = try file.read(0, file.size, "the file")
    var options = BinaryDecodingOptions()
    options.messageDepthLimit = 64
    do {
      model = try Onnx_ModelProto(serializedBytes: bytes, options: options)
    } catch { throw file.error("is no ONNX file, or is damaged: its messages cannot be read") }
  }

  /// Whether a file begins as ONNX files do: with the version of its format.
  static func isStart(_ bytes: [UInt8]) -> Bool { bytes.first == 0x08 && bytes.count > 1 }

  /// The weights, with the graph among the metadata, from which `Network.init(_:)` takes it.
  ///
  /// - Throws: `ModelError` naming the node and the reason.
  func weights() throws(ModelError) -> ModelWeights {
    do { return try read() } catch { throw error.file == nil ? file.error(error.message) : error }
  }

  /// Names of the other files that tensors lie in.
  var locations: [String] {
    var found: [String] = []
    for tensor in model.graph.initializer where tensor.dataLocation == .external {
      for pair in tensor.externalData
      where pair.key == "location" && !found.contains(pair.value) { found.append(pair.value) }
    }
    return found
  }

  private func read() throws(ModelError) -> ModelWeights {
    let version = try checkModel()
    try checkGraph(model.graph)
    let external = ONNXExternalData(beside: file.path)
    var entries: [ModelWeights.Entry] = []
    // Each message goes as soon as its tensor is there: weights are in memory once, not twice.
    var tensors = model.graph.initializer
    model.graph.initializer = []
    for place in tensors.indices {
      entries.append(try tensors[place].entry(tensors[place].name, external))
      tensors[place] = Onnx_TensorProto()
    }
    let graph = model.graph
    let parameters = Set(entries.map(\.name))
    var inputs: [NetworkInput] = []
    for input in graph.input where !parameters.contains(input.name) {
      inputs.append(try input.networkInput())
    }
    var (nodes, names) = ([NetworkNode](), LayerNames())
    for node in graph.node {
      var own = try node.networkNode(external)
      own.layer = names.layer(of: own)
      if own.operation == Constant.name, own.attributes.count == 1, own.outputs.count == 1,
        let only = own.attributes.values.first, var entry = Constant.entry(only)
      {
        entry.name = own.outputs[0]
        entries.append(entry)
      } else {
        nodes.append(own)
      }
    }
    let network = try Network(
      version: version, inputs: inputs, outputs: graph.output.map(\.name), nodes: nodes,
      parameters: entries)
    return try ModelWeights(entries, format: .onnx, metadata: metadata(network))
  }

  /// What is asked of the file as a whole; the version of its operators.
  private func checkModel() throws(ModelError) -> Int {
    guard model.hasIrVersion, model.hasGraph else {
      throw ModelError("is no ONNX file, or holds no graph")
    }
    guard Self.versions.contains(model.irVersion) else {
      throw ModelError(
        "is written in version \(model.irVersion) of ONNX's format, where "
          + "\(Self.versions.lowerBound) to \(Self.versions.upperBound) are read")
    }
    guard model.unknownFields.data.isEmpty, model.graph.unknownFields.data.isEmpty else {
      throw ModelError("has parts that ONNX's format does not know, or bytes after its end")
    }
    let own = model.opsetImport.filter { Self.isDefault($0.domain) }
    guard let version = own.first?.version, own.count == 1 else {
      throw ModelError("does not say which version of ONNX's operator set it is written for")
    }
    guard let version = Int(exactly: version), Network.versions.contains(version) else {
      throw ModelError(
        "is written for version \(version) of ONNX's operator set, where "
          + "\(Network.versions.lowerBound) to \(Network.versions.upperBound) are known")
    }
    guard model.functions.isEmpty else {
      throw ModelError(
        "defines functions of its own, such as \(quoted(model.functions[0].name)); export it with its"
          + " functions inlined")
    }
    guard model.trainingInfo.isEmpty else {
      throw ModelError("holds a training; export the network for inference")
    }
    return version
  }

  private func checkGraph(_ graph: Onnx_GraphProto) throws(ModelError) {
    guard graph.sparseInitializer.isEmpty else {
      throw ModelError("holds sparse tensors, which are not supported")
    }
    guard !graph.output.isEmpty else { throw ModelError("has a graph without outputs") }
  }

  private func metadata(_ network: Network) -> [Value.Pair] {
    var facts: [Value.Pair] = []
    func note(_ key: String, _ text: String) {
      if !text.isEmpty { facts.append(.init(key, .string(text))) }
    }
    note(
      "producer",
      [model.producerName, model.producerVersion].filter { !$0.isEmpty }.joined(separator: " "))
    note("about", model.docString)
    for pair in model.metadataProps where !facts.contains(where: { $0.key == pair.key }) {
      note(pair.key == Network.metadataKey ? "\(pair.key) of the file" : pair.key, pair.value)
    }
    return facts + [.init(Network.metadataKey, network.value)]
  }

  /// Whether a domain is ONNX's own.
  static func isDefault(_ domain: String) -> Bool { domain.isEmpty || domain == "ai.onnx" }
}

extension Onnx_ValueInfoProto {
  /// - Throws: `ModelError` where it is no tensor of a known rank.
  func networkInput() throws(ModelError) -> NetworkInput {
    guard case .tensorType(let tensor)? = type.value, tensor.hasShape else {
      throw ModelError("input \(quoted(name)) is no tensor of a known number of dimensions")
    }
    guard let type = ElementType(onnx: Int(tensor.elemType)) else {
      throw ModelError(
        "input \(quoted(name)) has elements of type \(tensor.elemType): not supported")
    }
    var shape: [NetworkInput.Extent] = []
    for dimension in tensor.shape.dim {
      switch dimension.value {
      // PaddlePaddle's exporters say −1 or a question mark where nothing is known.
      case .dimValue(-1)?, .dimParam("?")?: shape.append(.free)
      case .dimValue(let extent)?:
        guard extent >= 0 else {
          throw ModelError("input \(quoted(name)) has a negative extent, \(extent)")
        }
        shape.append(.fixed(Int(extent)))
      case .dimParam(let text)? where !text.isEmpty: shape.append(.named(text))
      default: shape.append(.free)
      }
    }
    return NetworkInput(name, type, shape)
  }
}
