import Arithmetic
import Imaging
import PipelineKit

/// Images with their label maps, scaled to 0…1, held in memory.
struct LabelledImages {
  struct Item {
    var name: String
    /// `[1, 1, X, Y, Z]`.
    var voxels: RealTensor
    /// `[X, Y, Z]`.
    var labels: Tensor<Int32>
  }

  let images: [Item]

  /// - Throws: `StageError` where an image has no label map on its grid, or is empty.
  init(_ images: Many<Volume>, _ labels: Many<Labels>, _ arithmetic: any Arithmetic) throws {
    guard images.count == labels.count else {
      throw StageError(
        "there are \(images.count) images and \(labels.count) label maps, where one of each was expected"
      )
    }
    self.images = try zip(images, labels).map { image, map in
      let (volume, labels) = (try image.load(), try map.load())
      guard volume.voxels.shape == labels.voxels.shape else {
        throw StageError(
          "\(image.name) has \(volume.voxels.shape.times) voxels and \(map.name) "
            + "\(labels.voxels.shape.times): they have to lie on one grid")
      }
      guard NonFiniteVoxels(in: volume.voxels) == nil else {
        throw StageError("\(image.name) has voxels that are NaN or infinite")
      }
      let voxels = arithmetic.convert(volume.voxels, to: arithmetic.format)
      let (least, greatest) = arithmetic.extrema(voxels)
      guard greatest > least else {
        throw StageError("\(image.name) is empty: all its voxels are \(least)")
      }
      let range = arithmetic.subtract(
        RealTensor(voxels.format, shape: [1], [greatest]),
        RealTensor(voxels.format, shape: [1], [least]))
      let scaled = arithmetic.divide(arithmetic.add(voxels, -least), range.doubles[0])
      return Item(
        name: image.name, voxels: scaled.reshaped([1, 1] + scaled.shape), labels: labels.voxels)
    }
  }

  /// The labels that there are, ascending, 0 first.
  ///
  /// - Throws: `StageError` where there is nothing but background, or a label is negative.
  func names() throws -> [Int32] {
    let found = images.reduce(into: Set<Int32>([0])) { $0.formUnion($1.labels.values) }.sorted()
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

  /// - Throws: `StageError` where an image has a label that is not among `names`.
  func check(_ names: [Int32]) throws {
    let known = Set(names)
    for item in images {
      if let other = Set(item.labels.values).subtracting(known).min() {
        throw StageError("\(item.name) has label \(other), which no image has that is learnt from")
      }
    }
  }
}

extension LabelledImages.Item {
  /// The number of each voxel's label among `names`, `[1, X, Y, Z]`.
  func classes(_ names: [Int32]) -> Tensor<Int32> {
    let numbers = Dictionary(
      uniqueKeysWithValues: names.enumerated().map { ($1, Int32($0)) })
    return Tensor(
      shape: [1] + labels.shape, values: labels.values.map { numbers[$0] ?? 0 })
  }

  /// For each voxel min(median count of the classes that there are / count of its own, 5).
  func weights(_ classes: Tensor<Int32>, _ arithmetic: any Arithmetic) -> RealTensor {
    var counts: [Int32: Int] = [:]
    for name in classes.values { counts[name, default: 0] += 1 }
    let sorted = counts.values.sorted()
    let middle = sorted.count / 2
    let median =
      sorted.count % 2 == 1
      ? Double(sorted[middle]) : Double(sorted[middle - 1] + sorted[middle]) / 2
    let names = counts.keys.sorted()
    let format = arithmetic.format
    let quotients = arithmetic.divide(
      RealTensor(format, shape: [names.count], names.map { _ in median }),
      RealTensor(format, shape: [names.count], names.map { Double(counts[$0] ?? 1) }))
    let factors = Dictionary(
      uniqueKeysWithValues: zip(names, quotients.doubles.map { min($0, 5) }))
    return RealTensor(format, shape: classes.shape, classes.values.map { factors[$0] ?? 0 })
  }
}
