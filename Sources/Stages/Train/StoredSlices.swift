import Arithmetic
import Imaging
import Networks
import PipelineKit

/// The slices of one size in a file of FastSurfer's, read when they are asked for.
///
/// In memory are the sum of classes and the scale of each slice, 16 bytes; of the slices themselves one
/// batch, and while all labels and weights are looked through, 4 MiB of them as they lie in the file.
///
/// Source: `FastSurferCNN/generate_hdf5.py` and `data_loader/dataset.py` of FastSurfer 2.4.0-dev (commit
/// 7c45785): `orig_dataset` `[N, height, width, 7]`, `aseg_dataset` (classes) and `weight_dataset`
/// `[N, height, width]`, `zoom_dataset` (millimetres) `[N, 2]`.
struct StoredSlices: SliceStack {
  let name: String
  let sums: [Int]
  let size: (height: Int, width: Int)
  /// Whether a class is one that only files of axial and coronal slices have.
  let hasLateClasses: Bool
  private let file: SliceOrigin
  private let images: HDF5Rows
  private let classes: HDF5Rows
  private let weights: HDF5Rows?
  private let scales: [ZoomScale]

  /// Height and width that slices may have at most.
  private static let mostPixels = 4096
  /// Bytes that are in memory while a data set is looked through, where a slice has not more.
  private static let block = 1 << 22

  /// - Parameters:
  ///   - group: of the file, `256`.
  ///   - weighted: whether the weights of the file count.
  ///   - progress: called again and again while labels are looked through; may throw.
  /// - Throws: `StageError` where data sets are missing, do not go together, or hold something else.
  init(
    _ group: String, of file: SliceFile, _ choice: SliceChoice, weighted: Bool,
    progress: () throws -> Void
  ) throws {
    (self.file, name) = (file.origin, "\(file.name), group \(quoted(group))")
    let origin = file.origin
    images = try file.rows("orig_dataset", in: group)
    classes = try file.rows("aseg_dataset", in: group)
    weights = weighted ? try file.rows("weight_dataset", in: group) : nil
    let zooms = try file.rows("zoom_dataset", in: group)
    let shape = images.shape
    guard shape.count == 4, shape[3] == ThickSlabs.thickness,
      shape[1...2].allSatisfy({ (1...Self.mostPixels).contains($0) })
    else {
      throw origin.error(
        "data set \(quoted(images.name)) has shape \(shape), where [slices, height, width, "
          + "\(ThickSlabs.thickness)] belongs, with at most \(Self.mostPixels) pixels along each side"
      )
    }
    var others: [(rows: HDF5Rows, shape: [Int])] = [
      (classes, Array(shape[..<3])), (zooms, [shape[0], 2]),
    ]
    if let weights { others.append((weights, Array(shape[..<3]))) }
    for other in others where other.rows.shape != other.shape {
      throw origin.error(
        "data set \(quoted(other.rows.name)) has shape \(other.rows.shape), where \(other.shape) goes with "
          + "the \(shape) of 'orig_dataset'")
    }
    guard images.type == .uint8 else {
      throw origin.error(
        "data set \(quoted(images.name)) holds \(images.type.rawValue), where uint8 belongs: conformed "
          + "intensities from 0 to 255")
    }
    guard !classes.type.isFloating else {
      throw origin.error(
        "data set \(quoted(classes.name)) holds \(classes.type.rawValue), where the numbers of classes "
          + "belong: whole numbers")
    }
    size = (shape[1], shape[2])
    scales = try Self.scales(zooms, origin)
    (sums, hasLateClasses) = try Self.sums(classes, choice, origin, progress)
    if let weights { try Self.check(weights, origin, progress) }
  }

  /// One over the millimetres of each slice's pixels, in binary32 as FastSurfer computes it.
  private static func scales(_ zooms: HDF5Rows, _ file: SliceOrigin) throws -> [ZoomScale] {
    let values = try file.numbers(zooms, 0..<zooms.count)
    if let place = values.indices.first(where: { !(0.05...20).contains(values[$0]) }) {
      throw file.error(
        "data set \(quoted(zooms.name)) says that slice \(place / 2) has pixels of \(values[place]) mm"
      )
    }
    return stride(from: 0, to: values.count, by: 2).map {
      ZoomScale(height: 1 / Float(values[$0]), width: 1 / Float(values[$0 + 1]))
    }
  }

  /// The sums of classes, and whether there are any that sagittal slices do not have.
  private static func sums(
    _ classes: HDF5Rows, _ choice: SliceChoice, _ file: SliceOrigin, _ progress: () throws -> Void
  ) throws -> (sums: [Int], hasLateClasses: Bool) {
    let count = choice.classes.names.count
    let fewest = FastSurferTruth(.sagittal).names.count
    var (sums, isLate) = ([Int](), false)
    sums.reserveCapacity(classes.count)
    for rows in blocks(of: classes) {
      try progress()
      for (slice, own) in zip(rows, try file.summaries(classes, rows)) {
        guard own.least >= 0, own.greatest < Double(count) else {
          let number = own.least < 0 ? own.least : own.greatest
          let name = Int(exactly: number).map(String.init) ?? "\(number)"
          throw file.error(
            "data set \(quoted(classes.name)) has class \(name) in slice \(slice), "
              + "where the network of \(choice.plane.rawValue) slices has classes 0 to \(count - 1): is the "
              + "file of another plane, or does it hold labels instead of the numbers of classes?")
        }
        isLate = isLate || own.greatest >= Double(fewest)
        sums.append(Int(own.sum))
      }
    }
    return (sums, isLate)
  }

  private static func check(
    _ weights: HDF5Rows, _ file: SliceOrigin, _ progress: () throws -> Void
  ) throws {
    for rows in blocks(of: weights) {
      try progress()
      for (slice, own) in zip(rows, try file.summaries(weights, rows))
      where !(own.least >= 0 && own.greatest <= 1e6) {
        throw file.error(
          "data set \(quoted(weights.name)) has weight \(own.least >= 0 ? own.greatest : own.least) in slice "
            + "\(slice), where numbers from 0 to 1000000 belong")
      }
    }
  }

  private static func blocks(of set: HDF5Rows) -> [Range<Int>] {
    let rows = max(1, block / max(1, set.width))
    return stride(from: 0, to: set.count, by: rows).map { $0..<min($0 + rows, set.count) }
  }

  func slice(_ index: Int, _ arithmetic: any Arithmetic) throws -> LabelledSlice {
    let one = index..<index + 1
    let shape = [size.height, size.width]
    let bytes = try file.bytes(images, one)
    let numbers = try file.classes(classes, one)
    let weights = try weights.map { try file.numbers($0, one) }
    // What was read is what the job's key was made from, or nothing is learnt from it.
    try file.requireUnchanged()
    return LabelledSlice(
      image: ThickSlabs.slab(
        ofPixels: Tensor(shape: shape + [ThickSlabs.thickness], values: bytes),
        arithmetic.layer("normalize")),
      classes: Tensor(shape: shape, values: numbers),
      weights: weights.map {
        arithmetic.layer("weights").convert(
          .binary64(Tensor(shape: shape, values: $0)), to: arithmetic.format)
      }, scale: scales[index])
  }
}
