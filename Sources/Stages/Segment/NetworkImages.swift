import Arithmetic
import Imaging
import Networks
import PipelineKit

/// The images that a network looks at: a port for each, all on one grid.
struct NetworkImages: DeclaresPorts {
  static let names = Parameter(
    "images", .list(of: .string, minimumCount: 1), default: ["image"],
    "Names of the inputs for images, in the network's order: `[t1w, flair]`. They become its channels, "
      + "or one input each.")
  static let parameters = list(names)

  let image: Volume
  /// Voxels as the network takes them, in its order of axes.
  let voxels: [RealTensor]
  private let order: AxisOrder?

  /// Ports of a stage: those of the names, then its other inputs, which must not be called so.
  ///
  /// - Throws: `ParameterError`.
  static func ports(_ values: ParameterValues, besides taken: [Port], outputs: [Port]) throws
    -> StagePorts
  {
    let given = values[names]
    for name in given where taken.contains(where: { $0.name == name }) || name.isEmpty {
      throw ParameterError(names, "'\(name)' cannot be the name of an image")
    }
    guard Set(given).count == given.count else {
      throw ParameterError(names, "two images have one name")
    }
    return StagePorts(inputs: given.map { port($0).port } + taken, outputs: outputs)
  }

  static func port(_ name: String) -> Input<Volume> {
    Input(
      name, called: "the \(name)",
      "What the network was trained on, such as a conformed head.")
  }

  /// - Throws: `StageError` where an image is not finite, empty, or on another grid than the first.
  init(
    _ inputs: Inputs, _ names: [String], _ preparation: NetworkPreparation,
    _ arithmetic: any Arithmetic
  ) throws {
    var first: Volume?
    var order: AxisOrder?
    var voxels: [RealTensor] = []
    for name in names {
      let own = try NetworkImage(inputs, Self.port(name), arithmetic)
      if let first {
        try own.volume.grid.requireSame(
          as: first.grid, name: "the \(name)", otherName: "the \(names[0])")
      } else {
        first = own.volume
        order = preparation.order(of: own.volume)
      }
      let prepared = try preparation.apply(own, arithmetic.layer("normalize"))
      voxels.append(order?.apply(prepared) ?? prepared)
    }
    guard let first else { throw StageError("no image is connected") }
    (image, self.order, self.voxels) = (first, order, voxels)
  }

  /// Extents in the network's order.
  var shape: [Int] { voxels[0].shape }

  /// Brings what the network gives back to the image's own order of axes.
  func labels(_ voxels: Tensor<Int32>) -> Labels {
    Labels(
      voxels: order?.undo(voxels, shape: image.voxels.shape) ?? voxels, on: image.grid)
  }

  func volume(_ voxels: RealTensor) -> Volume {
    Volume(
      voxels: order?.undo(voxels, shape: image.voxels.shape) ?? voxels, on: image.grid)
  }
}
