import Arithmetic
import Foundation
import ONNXMessages
import SwiftProtobuf

@testable import Networks

/// A model with inputs and the outputs that are right, in a folder as onnx's own tests have them.
struct ONNXCase {
  let name: String
  private let folder: URL

  init(_ folder: URL) {
    self.folder = folder
    name = folder.lastPathComponent
  }

  /// What is wrong; `nil` where nothing is.
  ///
  /// - Parameter tolerance: that of onnx's own runner, unless another is given.
  func problem(
    _ arithmetic: any Arithmetic, relative: Double = 1e-3, absolute: Double = 1e-7
  ) -> String? {
    do {
      let weights = try ModelFile.read(folder.appendingPathComponent("model.onnx").path)
      let network = try Network(weights)
      let inputs = try tensors("input", arithmetic.format)
      let known = Dictionary(
        zip(network.inputs.map(\.name), inputs), uniquingKeysWith: { first, _ in first })
      let plan = try Self.plan(network, inputs, known, arithmetic.format)
      let outputs = try plan.run(inputs, arithmetic)
      let expected = try tensors("output", arithmetic.format)
      guard outputs.count == expected.count else { return "\(outputs.count) outputs" }
      for (number, (own, right)) in zip(outputs, expected).enumerated() {
        guard own.shape == right.shape else { return "shape \(own.shape), not \(right.shape)" }
        guard plan.outputs[number].shape == right.shape else { return "another shape was planned" }
        for place in 0..<own.count {
          let (a, b) = (own.number(at: place), right.number(at: place))
          guard a == b || (a.isNaN && b.isNaN) || abs(a - b) <= absolute + relative * abs(b) else {
            return "output \(number) has \(a) at \(place), not \(b)"
          }
        }
      }
      return nil
    } catch { return "\(error)" }
  }

  /// The plan for inputs of which nothing is known but their shapes; or for these alone, where the
  /// network needs to know more.
  private static func plan(
    _ network: Network, _ inputs: [NetworkTensor], _ known: [String: NetworkTensor],
    _ format: RealFormat
  ) throws(ModelError) -> NetworkPlan {
    do {
      return try NetworkPlan(network, shapes: inputs.map(\.shape), format: format)
    } catch {
      guard error.message.contains("depend on the network's data") else { throw error }
      return try NetworkPlan(network, shapes: inputs.map(\.shape), known: known, format: format)
    }
  }

  private func tensors(_ kind: String, _ format: RealFormat) throws -> [NetworkTensor] {
    var found: [NetworkTensor] = []
    while true {
      let url = folder.appendingPathComponent("\(kind)_\(found.count).pb")
      guard let data = try? Data(contentsOf: url) else { return found }
      let message = try Onnx_TensorProto(serializedBytes: data)
      let entry = try message.entry("value", ONNXExternalData(beside: url.path))
      found.append(try entry.networkTensor(format).1)
    }
  }
}
