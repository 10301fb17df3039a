import Arithmetic
import Imaging
import PipelineKit
import Values

/// Where slices come from: heads with their label maps, or files of FastSurfer's.
enum SliceSource {
  case heads(LabelledPairs)
  case files([SliceFile])

  /// What is learnt from.
  ///
  /// - Throws: `StageError` where there is nothing, or both.
  init(images: Many<Volume>?, labels: Many<Labels>?, files: Many<Artifact>?) throws {
    guard let source = try Self.source(images, labels, files, prefix: "") else {
      throw StageError("there is nothing to learn from: connect 'images' and 'labels', or 'slices'")
    }
    self = source
  }

  /// What a network is tried on, where there is anything.
  ///
  /// - Throws: `StageError` where label maps are missing, or there are both.
  static func validation(images: Many<Volume>?, labels: Many<Labels>?, files: Many<Artifact>?)
    throws
    -> SliceSource?
  {
    try source(images, labels, files, prefix: "validation-")
  }

  private static func source(
    _ images: Many<Volume>?, _ labels: Many<Labels>?, _ files: Many<Artifact>?, prefix: String
  ) throws -> SliceSource? {
    let (images, labels) = (
      images?.isEmpty == true ? nil : images, labels?.isEmpty == true ? nil : labels
    )
    if let files, !files.isEmpty {
      guard images == nil, labels == nil else {
        throw StageError(
          "slices come from '\(prefix)images' and '\(prefix)labels' or from '\(prefix)slices', and both are "
            + "connected")
      }
      return .files(try files.map { try SliceFile($0) })
    }
    switch (images, labels) {
    case (nil, nil): return nil
    case (let images?, let labels?): return .heads(try LabelledPairs(images, labels))
    case (_?, nil): throw StageError("'\(prefix)images' need '\(prefix)labels'")
    case (nil, _?): throw StageError("'\(prefix)labels' need '\(prefix)images'")
    }
  }

  /// - Parameter weights: of the pixels of heads; a file has its own, which count unless all of these are one.
  /// - Throws: `StageError` where images, labels or files are not what a training takes.
  func stacks(_ choice: SliceChoice, weights: WeightMap, _ context: StageContext) throws
    -> [any SliceStack]
  {
    switch self {
    case .heads(let pairs):
      try pairs.indices.map {
        try HeadSlices(pairs, $0, choice, weights: weights, context.arithmetic)
      }
    case .files(let files):
      try files.flatMap { try $0.stacks(choice, weighted: !weights.isEven, context) }
    }
  }

  /// What a network that is trained on them learnt from. Files hold no whole images that could be known again,
  /// but names.
  func learnt() throws -> TrainedOn {
    switch self {
    case .heads(let pairs): try pairs.learnt()
    case .files(let files):
      TrainedOn(people: try files.flatMap { try $0.subjects() }.map { "subject=\($0)" })
    }
  }

  /// For the log: `2 heads`.
  func summary(_ learnt: TrainedOn) -> String {
    switch self {
    case .heads(let pairs): Counted.text(pairs.indices.count, "head")
    case .files(let files):
      "\(Counted.text(learnt.people.count, "subject")) in \(Counted.text(files.count, "file"))"
    }
  }
}
