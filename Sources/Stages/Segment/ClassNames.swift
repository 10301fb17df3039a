import Arithmetic
import Imaging
import PipelineKit

/// What the classes of a network are: the label of each in label maps, and its name.
struct ClassNames: Equatable {
  private(set) var labels: [Int32]
  private(set) var names: [String]

  /// - Parameters:
  ///   - classes: how many the network tells apart; a network with one number tells two.
  ///   - labels: those of the manifest, empty where it gives none.
  ///   - list: a file's, where one is connected.
  /// - Throws: `StageError` where counts do not fit, or a class has two labels.
  init(_ classes: Int, labels: [Int32], _ list: ClassList?) throws {
    let count = max(classes, 2)
    self.labels = (0..<Int32(count)).map { $0 }
    names = self.labels.map { "\($0)" }
    if let list {
      guard list.names.count == count else {
        throw StageError(
          "the network has \(count) classes, and 'classes' lists \(list.names.count)")
      }
      names = list.names
      if let own = list.labels { self.labels = own }
    }
    guard !labels.isEmpty else { return }
    guard labels.count == count else {
      throw StageError("the network has \(count) classes, and 'names' has \(labels.count)")
    }
    guard list?.labels == nil else {
      throw StageError("labels come from 'classes' already: leave 'names' out")
    }
    self.labels = labels
    if list == nil { names = labels.map { "\($0)" } }
  }

  func labels(_ classes: Tensor<Int32>) -> Tensor<Int32> {
    labels.indices.allSatisfy { labels[$0] == Int32($0) }
      ? classes : classes.map { labels[Int($0)] }
  }

  /// A row for each class: class, label, name, voxels and volume in mm³.
  func table(_ classes: Tensor<Int32>, voxelVolume: Double) -> Table {
    var counts = [Int](repeating: 0, count: labels.count)
    for name in classes.values { counts[Int(name)] += 1 }
    return Table([
      .init("class", .integers(Array(labels.indices))),
      .init("label", .integers(labels.map(Int.init))), .init("name", .text(names)),
      .init("voxels", .integers(counts)),
      .init("volume", .numbers(counts.map { Double($0) * voxelVolume })),
    ])
  }
}

/// Names of classes out of a file: a table with a column `name`, and perhaps `label` and `class`; or
/// brainchop's `colormap.json`, whose `labels` are names in the order of the classes.
struct ClassList: ArtifactDecodable {
  static let artifactTypes = [ArtifactType.table, .record]

  let names: [String]
  /// Labels, where the file has them.
  let labels: [Int32]?

  init(from artifact: Artifact, named name: String) throws {
    guard artifact.type == .table else {
      guard case .list(let items)? = artifact[attribute: "content"]?["labels"] else {
        throw StageError("\(name) has no list of 'labels', as brainchop's colormap.json does")
      }
      names = try items.map { item in
        guard case .string(let text) = item else {
          throw StageError("\(name) has a label that is no text: \(item.json())")
        }
        return text
      }
      labels = nil
      return
    }
    let table = try artifact.table()
    guard let texts = table.text("name") else {
      throw StageError("\(name) has no column 'name'")
    }
    var order = Array(texts.indices)
    if let classes = table.numbers("class") {
      guard classes.sorted() == order.map({ Double($0) }) else {
        throw StageError("\(name): its column 'class' is not 0, 1, 2, … in some order")
      }
      order.sort { classes[$0] < classes[$1] }
    }
    names = order.map { texts[$0] }
    labels = try table.numbers("label").map { numbers in
      try order.map { row in
        guard let label = Int32(exactly: numbers[row]), label >= 0 else {
          throw StageError("\(name): \(numbers[row]) in its column 'label' is no label")
        }
        return label
      }
    }
  }
}
