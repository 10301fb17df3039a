import Imaging
import Networks
import PipelineKit

/// A file of slices as FastSurfer's `generate_hdf5.py` writes it, open: a group for each size of its images.
struct SliceFile {
  /// How the table of draws names it, wherever it lies.
  let name: String
  let origin: SliceOrigin
  private let file: HDF5File

  /// Opens a file where it lies; one that another stage made is loaded from the store.
  ///
  /// - Throws: `StageError` where it is not an HDF5 file.
  init(_ item: Many<Artifact>.Item) throws {
    name = item.name
    let origin = SliceOrigin(path: item.source.file?.path ?? item.name, source: item.source.file)
    self.origin = origin
    file = try explainingFiles {
      try origin.source == nil
        ? HDF5File(item.load().bytes, path: origin.path) : HDF5File(origin.path)
    }
  }

  /// The stacks of its slices, from small images to large ones.
  ///
  /// - Parameter weighted: whether its weights count.
  /// - Throws: `StageError` where it holds something else, or slices of another plane.
  func stacks(_ choice: SliceChoice, weighted: Bool, _ context: StageContext) throws
    -> [StoredSlices]
  {
    try checkName(choice.plane)
    let groups = try explainingFiles { try file.members(of: "/") ?? [] }
    guard !groups.isEmpty else {
      throw origin.error("has no groups, where FastSurfer's files have one a size, '256'")
    }
    let sorted = groups.sorted { (Int($0) ?? .max, $0) < (Int($1) ?? .max, $1) }
    let stacks = try sorted.map {
      try StoredSlices($0, of: self, choice, weighted: weighted) { try context.progress(0) }
    }
    try origin.requireUnchanged()
    if choice.plane != .sagittal, !stacks.contains(where: \.hasLateClasses) {
      context.warn(
        "\(origin.path): no slice has a class above \(FastSurferTruth(.sagittal).names.count - 1), as in files of "
          + "sagittal slices, whose classes are of other labels; is it of \(choice.plane.rawValue) slices?"
      )
    }
    return stacks
  }

  /// Nothing in such a file says of which plane its slices are, but people call it after that.
  private func checkName(_ plane: AnatomicalPlane) throws {
    let own = origin.path.split(separator: "/").last?.lowercased() ?? ""
    guard origin.source != nil, !own.contains(plane.rawValue),
      let other = AnatomicalPlane.allCases.first(where: { own.contains($0.rawValue) })
    else { return }
    throw origin.error(
      "is called after \(other.rawValue) slices, where 'plane' says \(plane.rawValue): take the file of that "
        + "plane, or rename it if its slices are \(plane.rawValue)")
  }

  /// Whose slices it has, in the order of the file.
  ///
  /// - Throws: `StageError` where it holds no names, or damaged ones.
  func subjects() throws -> [String] {
    try explainingFiles {
      try (file.members(of: "/") ?? []).flatMap { try file.texts("\($0)/subject") ?? [] }
    }
  }

  /// - Throws: `StageError` where there is no such data set, or it holds no numbers.
  func rows(_ set: String, in group: String) throws -> HDF5Rows {
    guard let rows = try explainingFiles({ try file.rows("\(group)/\(set)") }) else {
      throw origin.error(
        "has no data set '\(group)/\(set)'; FastSurfer's files have orig_dataset, aseg_dataset, weight_dataset "
          + "and zoom_dataset for each size of images")
    }
    return rows
  }
}
