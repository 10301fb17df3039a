import Arithmetic
import Foundation
import ONNXMessages
import Support
import SwiftProtobuf
import Testing

@testable import Networks

/// ONNX files that tests make: what is read, and what is refused and how.
@Suite struct ONNXFileTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  /// What reading a file and planning its network says; empty where nothing.
  private func message(_ change: (inout ONNXModel) -> Void) throws -> String {
    var model = ONNXModel()
    change(&model)
    return try message(file: model.write("net.onnx", in: folder))
  }

  private func message(file path: String) -> String {
    do {
      let network = try Network(ModelFile.read(path))
      let shapes = network.inputs.map { input in
        input.shape.map { if case .fixed(let extent) = $0 { extent } else { 4 } }
      }
      _ = try NetworkPlan(network, shapes: shapes, format: .binary32, limit: 1 << 30)
      return ""
    } catch { return error.description.replacingOccurrences(of: path, with: "FILE") }
  }

  @Test func isReadAndRun() throws {
    let weights = try ModelFile.read(ONNXModel().write("net.onnx", in: folder))
    #expect(weights.format == .onnx)
    #expect(weights.names == ["w"])
    let network = try Network(weights)
    #expect(network.nodes.map(\.layer) == [["Add_node"], ["Relu_node"]])
    let plan = try NetworkPlan(network, shapes: [[1, 4]], format: .binary32)
    let x = Tensor<Float>(shape: [1, 4], values: [-4, -2, 0, 1])
    let y = try plan.run(
      [.real(.binary32(x))], Arithmetics.make(.ieee, seed: 1, threads: 1))
    #expect(y == [.real(.binary32(Tensor(shape: [1, 4], values: [0, 0, 3, 5])))])
  }

  /// What is written is what was read, and onnx's own evaluator gives what it gives here.
  @Test(.enabled(if: ONNXPackage.isThere)) func isWritten() throws {
    let network = try RandomMeshNet(dilations: [1, 2], activation: "LeakyRelu").network()
    let path = folder.path("written.onnx")
    try network.writeONNX(to: path)
    let again = try Network(ModelFile.read(path))
    #expect(again.parameters == network.parameters && again.inputs == network.inputs)
    #expect(again.nodes.map(\.attributes) == network.nodes.map(\.attributes))
    let image = Tensor<Float>(
      shape: [1, 1, 5, 6, 4], values: (0..<120).map { Float($0 % 17) / 16 })
    let plan = try NetworkPlan(again, shapes: [image.shape], format: .binary32)
    let made = try plan.run(
      [.real(.binary32(image))], Arithmetics.make(.ieee, seed: 1, threads: 1))
    let text = try Repository.run(
      python: """
        import sys, numpy as np, onnx
        from onnx.reference import ReferenceEvaluator
        model = onnx.load(sys.argv[1])
        onnx.checker.check_model(model.SerializeToString())
        x = (np.arange(120) % 17).reshape(1, 1, 5, 6, 4).astype(np.float32) / np.float32(16)
        print(*ReferenceEvaluator(model).run(None, {"image": x})[0].ravel())
        """, [path])
    let right = text.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
    #expect(right.count == made[0].count)
    for (place, number) in right.enumerated() {
      #expect(abs(made[0].number(at: place) - number) < 1e-5)
    }
  }

  /// A constant of a node becomes a tensor of the model.
  @Test func constantsAreLifted() throws {
    #expect(
      try message { model in
        var value = Onnx_AttributeProto()
        value.name = "value"
        value.type = .tensor
        value.t = ONNXModel.tensor("", [1, 4], [1, 1, 1, 1])
        model.message.graph.node.insert(ONNXModel.node("Constant", [], ["c"], [value]), at: 0)
        model.message.graph.node[1].input = ["x", "c"]
      } == "")
    #expect(try ModelFile.read(folder.path("net.onnx")).names == ["w", "c"])
  }

  @Test func numbersBesideTheModel() throws {
    try folder.write(
      "net.data", Data([9, 9, 9, 9]) + [Float(1), 2, 3, 4].withUnsafeBytes { Data($0) })
    var model = ONNXModel()
    model.message.graph.initializer = [
      ONNXModel.external([("location", "net.data"), ("offset", "4"), ("length", "16")])
    ]
    let path = try model.write("net.onnx", in: folder)
    #expect(
      try ModelFile.read(path)["w"] == .float32(Tensor(shape: [1, 4], values: [1, 2, 3, 4])))
    #expect(ModelFile.files(of: path) == [path, folder.path("net.data")])
  }

  @Test(arguments: ["../w", "/etc/passwd", "a/w", "a\\w", ".", "..", ""])
  func onlyFilesInTheFolder(_ location: String) throws {
    let said = try message {
      $0.message.graph.initializer = [ONNXModel.external([("location", location)])]
    }
    #expect(
      said
        == "FILE: tensor 'w' has its numbers in '\(location)', which is no name of a file in the model's"
        + " own folder")
  }

  @Test func linksAreNotFollowed() throws {
    let secret = try folder.write("secret/w", Data(count: 16))
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("link"), withDestinationPath: secret)
    let said = try message {
      $0.message.graph.initializer = [ONNXModel.external([("location", "link")])]
    }
    #expect(said.hasSuffix("is a link, which a model's tensors must not lie in"), "\(said)")
  }

  @Test func externalPlacesAreChecked() throws {
    try folder.write("w", Data(count: 16))
    func said(_ pairs: [(String, String)]) throws -> String {
      try message { $0.message.graph.initializer = [ONNXModel.external(pairs)] }
    }
    #expect(try said([("location", "w")]) == "")
    #expect(
      try said([]) == "FILE: tensor 'w' has its numbers in another file, which it does not name")
    #expect(
      try said([("location", "w"), ("offset", "-1")])
        == "FILE: tensor 'w' has its numbers in another file at offset '-1'")
    #expect(
      try said([("location", "w"), ("length", "99")])
        == "FILE: tensor 'w' has 99 bytes in another file, where its shape needs 16")
    #expect(try said([("location", "w"), ("offset", "8")]).contains("is cut short"))
    #expect(try said([("location", "gone")]).hasSuffix("cannot be read: No such file or directory"))
  }

  /// What is wrong with the file as a whole.
  @Test func models() throws {
    #expect(
      try message { $0.message.irVersion = 15 }
        == "FILE: is written in version 15 of ONNX's format, where 3 to 14 are read")
    #expect(
      try message { $0.message.opsetImport = [] }
        == "FILE: does not say which version of ONNX's operator set it is written for")
    #expect(
      try message { $0.message.opsetImport = [ONNXModel.operators(29)] }
        == "FILE: is written for version 29 of ONNX's operator set, where 1 to 28 are known")
    #expect(
      try message { $0.message.functions = [Onnx_FunctionProto.with { $0.name = "f" }] }
        == "FILE: defines functions of its own, such as 'f'; export it with its functions inlined")
    #expect(
      try message { $0.message.trainingInfo = [Onnx_TrainingInfoProto()] }
        == "FILE: holds a training; export the network for inference")
    #expect(
      try message { $0.message.graph.sparseInitializer = [Onnx_SparseTensorProto()] }
        == "FILE: holds sparse tensors, which are not supported")
    #expect(
      try message { $0.message.graph.output = [] } == "FILE: has a graph without outputs")
    #expect(
      try message { $0.message.graph.output[0].name = "z" }
        == "FILE: nothing makes the network's output 'z'")
  }

  /// Bytes that are no messages.
  @Test func bytes() throws {
    let right = try ONNXModel().message.serializedBytes() as [UInt8]
    for count in [0, 1, 3, 20, right.count - 1] {
      let path = try folder.write("net.onnx", Data(right[..<count]))
      #expect(message(file: path).hasPrefix("FILE: "), "\(count)")
    }
    let long = try folder.write("net.onnx", Data(right + [0xA8, 0x7D, 1]))
    #expect(
      message(file: long)
        == "FILE: has parts that ONNX's format does not know, or bytes after its end")
    // A graph in an attribute in a graph in …
    var nested = Onnx_GraphProto()
    for _ in 0..<80 {
      var attribute = Onnx_AttributeProto()
      attribute.g = nested
      var node = Onnx_NodeProto()
      node.attribute = [attribute]
      nested = Onnx_GraphProto()
      nested.node = [node]
    }
    #expect(
      try message { $0.message.graph.node.append(contentsOf: nested.node) }
        == "FILE: is no ONNX file, or is damaged: its messages cannot be read")
  }

  /// What is wrong with a node, by name.
  @Test func nodes() throws {
    #expect(
      try message { $0.message.graph.node[0].domain = "com.microsoft" }
        == "FILE: node 'Add_node' (Add): its domain is 'com.microsoft', where only ONNX's own is known"
    )
    #expect(
      try message { $0.message.graph.node[0].opType = "LSTM" }
        .hasPrefix("FILE: node 'Add_node' (LSTM): there is no such operation"))
    #expect(
      try message {
        $0.message.graph.node[1].attribute = [ONNXModel.attribute("alpha", integer: 1)]
      } == "FILE: node 'Relu_node' (Relu): attribute 'alpha' is not known; it has none")
    #expect(
      try message {
        var attribute = Onnx_AttributeProto()
        attribute.name = "then_branch"
        attribute.type = .graph
        $0.message.graph.node[1].attribute = [attribute]
      }
        == "FILE: node 'Relu_node' (Relu): attribute 'then_branch' is a graph of its own: subgraphs are"
        + " not supported")
    #expect(
      try message { $0.message.graph.node.swapAt(0, 1) }
        == "FILE: node 'Relu_node' (Relu): it takes 'sum', which only a later node makes: nodes are not"
        + " in order, or in a circle")
    #expect(
      try message { $0.message.graph.node[0].input = ["y", "w"] }.contains("in a circle"))
    #expect(
      try message { $0.message.graph.node[1].output = ["sum"] }
        == "FILE: node 'Relu_node' (Relu): it makes 'sum', which is already there")
  }

  /// What is wrong with a tensor.
  @Test func tensors() throws {
    func said(_ change: (inout Onnx_TensorProto) -> Void) throws -> String {
      try message { change(&$0.message.graph.initializer[0]) }
    }
    #expect(
      try said { $0.dims = [1, -4] } == "FILE: tensor 'w' has a negative size in [1, -4]")
    #expect(try said { $0.dims = [1 << 40, 1 << 40] }.contains("too large"))
    #expect(
      try said { $0.dims = [1, 5] }
        == "FILE: tensor 'w' has 16 bytes, where its shape [1, 5] needs 20")
    #expect(
      try said { $0.floatData = [1] }
        == "FILE: tensor 'w' has its numbers twice, as bytes and as numbers")
    #expect(
      try said {
        $0.clearRawData()
        $0.floatData = [1, 2]
      } == "FILE: tensor 'w' has 2 numbers, where its shape [1, 4] needs 4")
    #expect(
      try said { $0.dataType = 8 }
        == "FILE: tensor 'w' has elements of a type that is not supported (number 8)")
  }

  /// PaddlePaddle's exporters write −1 or a question mark where an extent is not known: two of them are no
  /// equal extents.
  @Test func unknownExtents() throws {
    var model = ONNXModel()
    model.message.graph.input = [ONNXModel.value("x", [-1, 4, 4])]
    model.message.graph.input[0].type.tensorType.shape.dim[1].dimParam = "?"
    model.message.graph.input[0].type.tensorType.shape.dim[2].dimParam = "?"
    let network = try Network(ModelFile.read(model.write("net.onnx", in: folder)))
    #expect(network.inputs.map(\.shape) == [[.free, .free, .free]])
    let plan = try NetworkPlan(network, shapes: [[2, 3, 4]], format: .binary32)
    #expect(plan.outputs.map(\.shape) == [[2, 3, 4]])
    #expect(
      try message { $0.message.graph.input = [ONNXModel.value("x", [1, -2])] }
        == "FILE: input 'x' has a negative extent, -2")
  }

  /// Numbers that would ask for any memory, or trap a kernel.
  @Test func extents() throws {
    func convolution(_ attributes: [Onnx_AttributeProto]) throws -> String {
      try message {
        $0.message.graph.input = [ONNXModel.value("x", [1, 1, 4])]
        $0.message.graph.initializer = [ONNXModel.tensor("w", [1, 1, 3], [1, 2, 3])]
        $0.message.graph.node = [ONNXModel.node("Conv", ["x", "w"], ["y"], attributes)]
      }
    }
    #expect(try convolution([]) == "")
    let huge = Int64(1) << 62
    for attribute in [
      ONNXModel.attribute("strides", integers: [0]), ONNXModel.attribute("strides", integers: [-1]),
      ONNXModel.attribute("dilations", integers: [huge]),
      ONNXModel.attribute("pads", integers: [-1, 0]),
      ONNXModel.attribute("pads", integers: [huge, huge]),
      ONNXModel.attribute("dilations", integers: [2]), ONNXModel.attribute("group", integer: 0),
      ONNXModel.attribute("group", integer: 2), ONNXModel.attribute("kernel_shape", integers: [2]),
      ONNXModel.attribute("pads", integers: [1]),
    ] {
      let said = try convolution([attribute])
      #expect(said.contains("node 'Conv_node' (Conv): "), "\(attribute.name): \(said)")
    }
    func asks(_ operation: String, _ numbers: [Int64], more: [String] = []) throws -> String {
      try message {
        $0.message.graph.initializer.append(ONNXModel.integers("n", numbers))
        $0.message.graph.node = [
          ONNXModel.node(operation, operation == "ConstantOfShape" ? ["n"] : ["x", "n"], ["y"])
        ]
      }
    }
    for (operation, numbers) in [
      ("Expand", [1 << 40, 4]), ("Expand", [1 << 62, 1 << 62, 4]), ("Tile", [1 << 60, 1 << 60]),
      ("Tile", [1, 1 << 32]), ("ConstantOfShape", [1 << 40]), ("ConstantOfShape", [-1]),
      ("Reshape", [0, 0, 0]), ("Reshape", [1 << 62, 4]), ("Reshape", [-1, -1]),
      ("Pad", [0, 0, 0, 1 << 40]), ("Pad", [0, 0, 0, -9]),
    ] as [(String, [Int64])] {
      let said = try asks(operation, numbers)
      #expect(said.hasPrefix("node '\(operation)_node' (\(operation)): "), "\(numbers): \(said)")
    }
  }

  /// Files that others made, where they are present.
  @Test(.enabled(if: Shared.path("reference/onnx/malformed.zip") != nil))
  func malformedFilesOfOthers() throws {
    let path = try #require(Shared.path("reference/onnx/malformed.zip"))
    let archive = try ZipArchive(RandomAccessFile(path))
    var count = 0
    for member in archive.members {
      let file = try folder.write(
        "malformed/\(member.name)", Data(try archive.bytes(of: member)))
      let said = message(file: file)
      #expect((said == "") == (member.name == "good.onnx"), "\(member.name): \(said)")
      count += 1
    }
    #expect(count == 45)
  }
}
