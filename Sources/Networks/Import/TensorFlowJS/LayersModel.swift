import Arithmetic
import Values

/// Models of TensorFlow.js' layers format: `model.json` with the layers, and files of plain numbers beside
/// it, as brainchop keeps its networks.
///
/// Source: tfjs-layers/src/models.ts and tfjs-core/src/io/types.ts; of the layers those of
/// `TensorFlowLayers`. What is not known is refused by name.
struct LayersModel {
  private let file: RandomAccessFile
  private let tree: Value

  /// A `model.json` holds names and sizes.
  private static let mostBytes = 64 << 20

  /// - Throws: `ModelError` where this is no such file.
  init(_ file: RandomAccessFile) throws(ModelError) {
    self.file = file
    guard file.size <= Self.mostBytes else {
      throw file.error("has \(file.size >> 20) MiB, too much for a model.json")
    }
    let bytes = try file.read(0, file.size, "the file")
    do { tree = try Value(json: bytes[...]) } catch { throw file.error("is no JSON: \(error)") }
    guard tree["format"] == .string("layers-model") else {
      throw file.error(
        "is no layers model of TensorFlow.js: \"format\" does not say \"layers-model\"")
    }
  }

  /// The files beside a model that its tensors lie in; none where it cannot be read.
  static func filesBeside(_ path: String) -> [String] {
    guard let file = try? RandomAccessFile(path), let model = try? LayersModel(file) else {
      return []
    }
    return FilesBeside.paths(model.groups.flatMap(\.paths), beside: path)
  }

  /// The weights, with the graph among the metadata. Kernels `[…, C, O]` become filters `[O, C, …]`,
  /// named `layer.weight` and `layer.bias`.
  ///
  /// - Throws: `ModelError` naming the layer or the tensor and the reason.
  func weights() throws(ModelError) -> ModelWeights {
    do throws(ModelError) {
      var tensors = try tensors()
      guard case .list(let layers)? = config?["layers"] else {
        throw ModelError("has no list of layers")
      }
      var network = TensorFlowLayers()
      for layer in layers { try network.add(layer, &tensors) }
      guard tensors.isEmpty else {
        throw ModelError(
          "has tensors that no layer takes: \(Listing.text(tensors.keys.sorted().map(quoted)))")
      }
      let outputs = Self.names(config?["output_layers"])
      let built = try network.network(outputs)
      return try ModelWeights(
        built.parameters, format: .tensorflowJS, metadata: built.model().metadata)
    } catch { throw error.file == nil ? file.error(error.message) : error }
  }

  private var config: Value? { tree["modelTopology"]?["model_config"]?["config"] }

  /// `[["output", 0, 0]]`.
  private static func names(_ value: Value?) -> [String] {
    guard case .list(let items)? = value else { return [] }
    return items.compactMap { item in
      if case .list(let parts) = item, case .string(let name)? = parts.first { name } else { nil }
    }
  }

  /// Files that belong together, and the tensors that lie in them one after the other.
  private var groups: [(paths: [String], weights: [Value])] {
    guard case .list(let groups)? = tree["weightsManifest"] else { return [] }
    return groups.map { group in
      guard case .list(let paths)? = group["paths"], case .list(let weights)? = group["weights"]
      else { return ([], []) }
      return (paths.compactMap { if case .string(let path) = $0 { path } else { nil } }, weights)
    }
  }

  private func tensors() throws(ModelError) -> [String: Tensor<Float>] {
    let files = FilesBeside(file.path)
    var tensors: [String: Tensor<Float>] = [:]
    for group in groups {
      var needed = 0
      var list: [(name: String, shape: [Int], count: Int)] = []
      for entry in group.weights {
        let (name, shape) = try Self.declaration(entry)
        let count = try Extents.count(shape)
        let (sum, overflow) = needed.addingReportingOverflow(count)
        guard !overflow, sum < 1 << 40 else { throw ModelError("has too many numbers") }
        needed = sum
        list.append((name, shape, count))
      }
      var opened: [RandomAccessFile] = []
      for path in group.paths { opened.append(try files.open(path)) }
      let size = opened.reduce(0) { $0 + $1.size }
      guard size == 4 * needed else {
        throw ModelError(
          "has \(size) bytes in \(Listing.text(group.paths.map(quoted))), where its tensors need "
            + "\(4 * needed)")
      }
      var bytes: [UInt8] = []
      for file in opened { bytes += try file.read(0, file.size, "the numbers of tensors") }
      var start = 0
      for (name, shape, count) in list {
        let values = bytes.withUnsafeBytes { buffer in
          (0..<count).map { index in
            Float(
              bitPattern: UInt32(
                littleEndian: buffer.loadUnaligned(
                  fromByteOffset: start + 4 * index, as: UInt32.self)))
          }
        }
        guard tensors.updateValue(Tensor(shape: shape, values: values), forKey: name) == nil else {
          throw ModelError("has two tensors called \(quoted(name))")
        }
        start += 4 * count
      }
    }
    return tensors
  }

  private static func declaration(_ entry: Value) throws(ModelError) -> (String, [Int]) {
    guard case .string(let name)? = entry["name"], case .list(let extents)? = entry["shape"] else {
      throw ModelError("has a tensor without name or shape")
    }
    let shape = extents.compactMap { if case .integer(let extent) = $0 { extent } else { nil } }
    guard shape.count == extents.count, shape.allSatisfy({ $0 >= 0 }) else {
      throw ModelError("has tensor \(quoted(name)) with a shape that is none")
    }
    guard entry["dtype"] == .string("float32"), entry["quantization"] == nil else {
      throw ModelError(
        "has tensor \(quoted(name)) in a format that is not read: only float32 without quantization"
      )
    }
    return (name, shape)
  }
}
