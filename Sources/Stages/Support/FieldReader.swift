import Arithmetic
import Imaging
import PipelineKit

/// Reads displacements of whatever program wrote them: ITK's and ANTs' say all themselves, FSL's have
/// their place only with the image that they move.
struct FieldReader {
  let convention: FieldConvention
  private let item: SourceItem
  private let moving: String?

  /// - Throws: `StageError` where the source's keys contradict each other.
  init(_ item: SourceItem) throws {
    let known = FieldConvention.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
    let text = item.text("convention") ?? FieldConvention.itk.rawValue
    guard let convention = FieldConvention(rawValue: text) else {
      throw StageError(
        "\(item.path): '\(text)' is a convention of affine transforms; those of fields are \(known)"
      )
    }
    self.item = item
    self.convention = convention
    moving = item.text("moving")
    guard item.text("fixed") == nil else {
      throw StageError(
        "\(item.path): a field lies on the fixed image's grid itself; leave out 'fixed'")
    }
    guard convention.isFSL == (moving != nil) else {
      throw StageError(
        convention.isFSL
          ? "\(item.path): a field of FSL has its place only with the image that it moves: give the source "
            + "'moving'"
          : "\(item.path): 'moving' goes with 'convention: fsl-relative' or 'fsl-absolute'; leave it out"
      )
    }
  }

  /// The files of the image that gives the field its place.
  var images: [String] { moving.map { ImageFile.files(of: $0) } ?? [] }

  func read(_ options: ImageOptions) throws -> (vectors: RealTensor, geometry: ImageGeometry) {
    guard let moving else { return try NIfTI.readDisplacements(item.path, options) }
    return try NIfTI.readFSLDisplacements(
      item.path, convention, moving: try ImageFile.grid(of: moving), options)
  }
}
