import Values

/// Weights that Keras saved as HDF5: whole models (`model.save("x.h5")`), their weights alone, and
/// the `.weights.h5` files of Keras 3.
///
/// Source: keras/src/legacy/saving/legacy_h5_format.py and keras/src/saving/saving_lib.py. Old and
/// new releases name a layer's weights `<layer>/kernel:0`, `<layer>_1/kernel:0`, `flow_33/kernel:0`
/// or `<layer>/kernel`; here they are all called `<layer>.kernel`. Arrays are as Keras has them:
/// a convolution's kernel is `[x, y, z, in, out]`.
struct KerasFile {
  private let reader: HDF5Reader

  /// What a file holds: weights, and the names of what is left out.
  private struct Found {
    var entries: [ModelWeights.Entry] = []
    var notImported: [String] = []

    /// Adds a data set; `nil` is one whose elements are of a type that is not read.
    mutating func add(_ entry: ModelWeights.Entry?, _ name: String) {
      if let entry { entries.append(entry) } else { notImported.append(name) }
    }
  }

  init(_ file: RandomAccessFile) throws(ModelError) { reader = try HDF5Reader(file) }

  /// The weights in the order of the layers; metadata: `keras_version`, `backend`, `model_config`
  /// and `training_config` as far as the file has them.
  ///
  /// - Throws: `ModelError`.
  func weights() throws(ModelError) -> ModelWeights {
    let root = try HDF5Object(reader.root, in: reader)
    var metadata: [Value.Pair] = []
    let group = try reader.find("model_weights", in: root) ?? root
    for name in ["keras_version", "backend", "model_config", "training_config"] {
      var text = try reader.text(name, of: root)
      if text == nil { text = try reader.text(name, of: group) }
      if let text { metadata.append(.init(name, .string(text))) }
    }
    let members = try reader.members(of: root)
    var found = Found()
    found.notImported = members.map(\.name).filter { $0 == "optimizer_weights" }
    if let layers = try names("layer_names", of: group) {
      let members = try Dictionary(
        reader.members(of: group).map { ($0.name, $0.address) },
        uniquingKeysWith: { first, _ in first })
      for layer in layers {
        guard let address = members[layer] else {
          throw reader.file.error("has no group for layer \(quoted(layer)), which it names")
        }
        try addWeights(of: layer, HDF5Object(address, in: reader), to: &found)
      }
    } else {
      try collect(root, path: "", depth: 0, into: &found)
    }
    guard !found.entries.isEmpty else {
      let odd = found.notImported.filter { !$0.hasPrefix("optimizer") }
      throw reader.file.error(
        odd.isEmpty
          ? "holds no weights"
          : "holds no weights: data set \(Listing.text(odd.map(quoted))) does not hold little-endian"
            + " numbers of a known type")
    }
    do {
      return try ModelWeights(
        found.entries, format: .keras, metadata: metadata, notImported: found.notImported)
    } catch {
      throw reader.file.error(error.message)
    }
  }

  /// A list of texts, which Keras cuts into `name0`, `name1`, … where it is long.
  private func names(_ name: String, of object: HDF5Object) throws(ModelError) -> [String]? {
    if let whole = try reader.texts(name, of: object) { return whole }
    var all: [String] = []
    var part = 0
    while let texts = try reader.texts("\(name)\(part)", of: object) {
      all += texts
      part += 1
    }
    return part > 0 ? all : nil
  }

  private func addWeights(of layer: String, _ group: HDF5Object, to found: inout Found)
    throws(ModelError)
  {
    guard let paths = try names("weight_names", of: group) else {
      throw reader.file.error("does not name the weights of layer \(quoted(layer))")
    }
    var names = paths.map { Self.name($0, layer: layer, isShort: true) }
    if Set(names).count < names.count {
      names = paths.map { Self.name($0, layer: layer, isShort: false) }
    }
    for (path, name) in zip(paths, names) {
      guard let object = try reader.find(path, in: group) else {
        throw reader.file.error(
          "has no data set \(quoted(path)), which layer \(quoted(layer)) names")
      }
      found.add(try reader.tensor(of: object, name: name), name)
    }
  }

  /// `conv.kernel` from layer `conv` and path `conv_1/kernel:0`.
  ///
  /// - Parameter isShort: whether the part of the path that repeats the layer's name goes, with what is before.
  static func name(_ path: String, layer: String, isShort: Bool) -> String {
    var parts = path.split(separator: "/").map(String.init)
    guard var leaf = parts.popLast() else { return layer }
    if let colon = leaf.lastIndex(of: ":"), leaf[leaf.index(after: colon)...].allSatisfy(\.isNumber)
    {
      leaf = String(leaf[..<colon])
    }
    if isShort, let copy = parts.lastIndex(where: { isCopy($0, of: layer) }) {
      parts.removeSubrange(...copy)
    }
    return ([layer] + parts + [leaf]).joined(separator: ".")
  }

  /// Whether `name` is `layer`, or `layer` with the number that makes it unique.
  private static func isCopy(_ name: String, of layer: String) -> Bool {
    guard name.hasPrefix(layer) else { return false }
    let rest = name.dropFirst(layer.count)
    return rest.isEmpty
      || (rest.first == "_" && rest.count > 1 && rest.dropFirst().allSatisfy(\.isNumber))
  }

  /// Every data set below a group, named by its path: files without names of layers. The optimizer's
  /// variables, which Keras 3 keeps under `optimizer/vars`, are no weights.
  private func collect(
    _ group: HDF5Object, path: String, depth: Int, into found: inout Found
  ) throws(ModelError) {
    guard depth < 32 else { throw reader.bad("the group", group.address, "is nested too deeply") }
    for (name, address) in try reader.members(of: group) {
      let object = try HDF5Object(address, in: reader)
      let path = path.isEmpty ? name : "\(path).\(name)"
      if object.isDataset {
        found.add(try reader.tensor(of: object, name: path), path)
      } else if depth == 0, path == "optimizer", try reader.find("vars", in: object) != nil {
        found.notImported.append(path)
      } else {
        try collect(object, path: path, depth: depth + 1, into: &found)
      }
    }
  }
}
