import Arithmetic
import Imaging
import PipelineKit

/// Images and the label map of each, on one grid.
struct LabelledPairs {
  private let images: Many<Volume>
  private let labels: Many<Labels>

  /// - Throws: `StageError` where there are not as many of one as of the other, or none.
  init(_ images: Many<Volume>, _ labels: Many<Labels>) throws {
    guard images.count == labels.count, !images.isEmpty else {
      throw StageError(
        "there are \(images.count) images and \(labels.count) label maps, where one of each was expected"
      )
    }
    (self.images, self.labels) = (images, labels)
    for (image, map) in zip(images, labels) {
      for entry in image.coordinates.entries {
        guard let other = map.coordinates[entry.axis], other != entry.value else { continue }
        throw StageError("\(image.name) has no label map: \(map.name) stands in its place")
      }
    }
  }

  /// Those that a network is tried on, where there are any.
  ///
  /// - Throws: `StageError` where the label maps are missing.
  static func validation(_ images: Many<Volume>?, _ labels: Many<Labels>?) throws
    -> LabelledPairs?
  {
    guard let images, !images.isEmpty else { return nil }
    guard let labels else { throw StageError("validation images need 'validation-labels'") }
    return try LabelledPairs(images, labels)
  }

  /// What a network that is trained on them learnt from.
  func learnt() throws -> TrainedOn {
    TrainedOn(
      people: images.map { "\($0.coordinates)" },
      images: try images.map { TrainedOn.digest(try $0.load().voxels) })
  }

  var indices: Range<Int> { 0..<images.count }
  func imageName(_ number: Int) -> String { images[number].name }
  func labelName(_ number: Int) -> String { labels[number].name }

  /// - Throws: `StageError` where the two lie on different grids.
  func load(_ number: Int) throws -> (Volume, Labels) {
    let (image, map) = (try images[number].load(), try labels[number].load())
    try map.grid.requireSame(
      as: image.grid, name: labelName(number), otherName: imageName(number))
    return (image, map)
  }

  /// The labels that there are, ascending, 0 first.
  ///
  /// - Throws: `StageError` where there is nothing but background, or a label is negative.
  func names() throws -> [Int32] {
    let found = try labels.reduce(into: Set<Int32>([0])) {
      $0.formUnion(try $1.load().voxels.values)
    }.sorted()
    guard let first = found.first, first >= 0 else {
      throw StageError("label \(found[0]) is negative")
    }
    guard found.count > 1 else { throw StageError("the label maps have no label but 0") }
    guard found.count <= 1024 else {
      throw StageError(
        "the label maps have \(found.count) labels, where at most 1024 are supported")
    }
    return found
  }
}

/// Which class each label has.
struct LabelClasses {
  let names: [Int32]
  /// What becomes of labels without a class; `nil` where they are an error.
  var other: Int32?
  private let numbers: [Int32: Int32]

  /// - Parameters:
  ///   - names: the label of each class.
  ///   - twins: labels that have the class of another one.
  init(_ names: [Int32], twins: [Int32: Int32] = [:], other: Int32? = nil) {
    self.names = names
    self.other = other
    let numbers = Dictionary(
      names.enumerated().map { ($1, Int32($0)) }, uniquingKeysWith: { first, _ in first })
    var all = numbers
    for (label, twin) in twins where numbers[label] == nil {
      // A twin may have a twin: of vessels white matter, of that the right one on sagittal slices.
      all[label] = numbers[twin] ?? twins[twin].flatMap { numbers[$0] }
    }
    self.numbers = all
  }

  /// The class of each voxel.
  ///
  /// - Throws: `StageError` naming labels that have none.
  func numbers(of labels: Labels, called name: String) throws -> Tensor<Int32> {
    var unknown: Set<Int32> = []
    let values = labels.voxels.values.map { label -> Int32 in
      if let number = numbers[label] { return number }
      unknown.insert(label)
      return other ?? 0
    }
    if other == nil, !unknown.isEmpty {
      let some = unknown.sorted().prefix(8).map(String.init).joined(separator: ", ")
      throw StageError(
        "\(name) has \(unknown.count == 1 ? "label" : "labels") \(some)"
          + "\(unknown.count > 8 ? ", …" : ""), which the network has no class for")
    }
    return Tensor(shape: labels.voxels.shape, values: values)
  }
}
