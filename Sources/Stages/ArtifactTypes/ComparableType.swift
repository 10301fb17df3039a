import Imaging
import PipelineKit

/// A type whose numbers `measure/significant-bits` compares over samples.
protocol ComparableType: ArtifactTypeDefinition {
  /// The type that bits of such samples have.
  static var bitsType: ArtifactType { get }
  /// The numbers of a sample.
  ///
  /// - Parameters:
  ///   - name: how errors name the sample.
  ///   - rowCount: the first extent of the grid, where the artifact has a part of its voxels alone.
  /// - Throws: `StageError` where the artifact has none.
  static func sample(_ artifact: Artifact, name: String, rowCount: Int?) throws -> SampleValues
}

/// What the numbers of a sample stand for, and what bits of them look like.
protocol SampleForm: Sendable {
  /// The grid, where numbers lie at voxels: then a mask can choose among them, and parts be read.
  var grid: Grid? { get }
  /// Whether bits are shown beside what errors were counted from.
  var showsReference: Bool { get }
  /// - Throws: `StageError` where the numbers of the two do not stand for the same things.
  func requireSame(as other: any SampleForm, name: String, otherName: String) throws
  /// Bits by place, out of bits by number.
  func merged(_ bits: [Double]) -> [Double]
  /// Merged bits as an artifact of the type's `bitsType`.
  ///
  /// - Parameters:
  ///   - reference: what errors were counted from; empty unless `showsReference`.
  ///   - precision: bits of the format that samples were stored in.
  func artifact(ofBits bits: [Double], reference: [Double], precision: Int) -> Artifact
}

extension SampleForm {
  var grid: Grid? { nil }
  var showsReference: Bool { false }
  func merged(_ bits: [Double]) -> [Double] { bits }

  /// What is thrown where samples are of two types.
  func mismatch(_ name: String, _ otherName: String) -> StageError {
    StageError("\(name) and \(otherName) are of different types")
  }
}
