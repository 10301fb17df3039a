import Arithmetic
import Imaging
import PipelineKit

extension Artifact {
  /// A transform from world to world, in millimetres: data set `matrix`, 4 × 4, binary64.
  ///
  /// - Parameter isReversed: whether a file gave the inverse, from the moving to the fixed world, as
  ///   its format has it: attribute `file-direction`, `moving-to-fixed`.
  static func affine(_ affine: Affine, isReversed: Bool = false) -> Artifact {
    let matrix = affine.rows + [0, 0, 0, 1]
    return Artifact(
      type: .affine,
      datasets: [Dataset("matrix", .float64(Tensor(shape: [4, 4], values: matrix)))],
      attributes: isReversed ? [.init("file-direction", .string("moving-to-fixed"))] : [])
  }

  /// The transform from the image's world to an atlas': as a file that goes from moving to fixed has
  /// it, or the matrix as it is.
  ///
  /// - Throws: `StageError` where it is not an affine with an inverse.
  func affineToAtlas(name: String) throws -> Affine {
    let affine = try affine(name: name)
    guard self[attribute: "file-direction"] == .string("moving-to-fixed") else { return affine }
    guard let inverse = affine.inverse else { throw StageError("\(name) has no inverse") }
    return inverse
  }

  /// The transform that this artifact holds.
  ///
  /// - Throws: `StageError` where it is not an affine.
  func affine(name: String) throws -> Affine {
    Affine(rows: Array(try affineMatrix(name: name).prefix(12)))
  }

  /// The sixteen numbers of the matrix, by row; the last row is 0 0 0 1.
  func affineMatrix(name: String) throws -> [Double] {
    guard type == .affine, case .float64(let matrix)? = self[dataset: "matrix"],
      matrix.shape == [4, 4], Array(matrix.values.suffix(4)) == [0, 0, 0, 1],
      matrix.values.allSatisfy(\.isFinite)
    else { throw StageError("\(name) is not a 4 × 4 affine matrix of finite numbers") }
    return matrix.values
  }
}
