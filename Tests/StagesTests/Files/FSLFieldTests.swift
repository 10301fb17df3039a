import Arithmetic
import Foundation
import Imaging
import PipelineKit
import Support
import Testing

@testable import Stages

/// Fields of FSL's fnirt, with the image that they move.
@Suite struct FSLFieldTests {
  private let folder: TemporaryFolder
  private let reader = FileReader()

  init() throws { folder = try TemporaryFolder() }

  private func read(_ name: String, _ options: [String: Value], warn: (String) -> Void = { _ in })
    throws -> (vectors: RealTensor, grid: Grid)
  {
    try reader.read(
      SourceItem(folder.path(name), as: .field, options: options), warn: warn
    ).displacements(name: name)
  }

  private func message(_ name: String, _ options: [String: Value] = [:]) -> String? {
    stageError {
      _ = try reader.read(SourceItem(folder.path(name), as: .field, options: options))
    }
  }

  /// A known map from world to world, written by NumPy as FSL defines its fields: millimetres are
  /// indices times sizes, the first axis reversed where the determinant is positive.
  private static let script = """
    import sys, itertools, numpy as np, nibabel as nib
    folder = sys.argv[1]
    grids = {
      "right": ((12, 14, 9), np.array([[2, 0, .1, -10], [0, 2.5, 0, -14], [-.1, 0, 3, -12], [0, 0, 0, 1]])),
      "left": ((10, 11, 13), np.array([[-1.5, 0, 0, 8], [0, 0, 2, -11], [0, 1.75, 0, -9], [0, 0, 0, 1]])),
      "turned": ((11, 9, 10), np.array([[0, -1.5, 0, 9], [1.2, 0, 0, -6], [0, 0, 2, -8], [0, 0, 0, 1.]])),
    }
    def millimetres(shape, affine):
        sizes = np.sqrt((affine[:3, :3] ** 2).sum(0))
        m = np.diag([*sizes, 1.])
        if np.linalg.det(affine) > 0:
            m = np.array([[-1, 0, 0, (shape[0] - 1) * sizes[0]], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]) @ m
        return m
    def world(p):
        x, y, z = p
        return np.array([1.1 * x + .1 * y + 3 + np.sin(y / 9), .95 * y - .08 * x - 4 + np.cos(x / 7),
                         1.02 * z + .05 * x + 2 + np.sin(z / 8)])
    for name, (shape, affine) in grids.items():
        nib.Nifti1Image(np.zeros(shape, np.float32), affine).to_filename(f"{folder}/{name}.nii")
    for fixed, moving in itertools.product(grids, grids):
        (shape, a), (other, b) = grids[fixed], grids[moving]
        v = np.stack([*np.indices(shape).reshape(3, -1), np.ones(np.prod(shape))])
        target = np.vstack([world((a @ v)[:3]), np.ones(v.shape[1])])
        place = millimetres(shape, a) @ v
        absolute = millimetres(other, b) @ np.linalg.inv(b) @ target
        for kind, values in ("absolute", absolute), ("relative", absolute - place):
            image = nib.Nifti1Image(values[:3].T.reshape(*shape, 3).astype(np.float32), a)
            image.header.set_intent(2006)
            image.to_filename(f"{folder}/{fixed}-{moving}-{kind}.nii.gz")
        (np.linalg.inv(a) @ target - v)[:3].T.reshape(*shape, 3).tofile(f"{folder}/{fixed}-{moving}.bin")
    """

  @Test(.enabled(if: Python.isAvailable)) func fieldsGoWhereFSLSays() throws {
    _ = try Repository.run(python: Self.script, [folder.path])
    for fixed in ["right", "left", "turned"] {
      for moving in ["right", "left", "turned"] {
        let wanted = try folder.read("\(fixed)-\(moving).bin").withUnsafeBytes {
          Array($0.bindMemory(to: Double.self))
        }
        for kind in ["relative", "absolute"] {
          var warnings: [String] = []
          let (vectors, grid) = try read(
            "\(fixed)-\(moving)-\(kind).nii.gz",
            [
              "convention": .string("fsl-\(kind)"), "moving": .string(folder.path("\(moving).nii")),
            ],
            warn: { warnings.append($0) })
          #expect(vectors.shape == grid.shape + [3] && vectors.count == wanted.count)
          let worst = zip(vectors.doubles, wanted).map { abs($0 - $1) }.max() ?? .infinity
          #expect(worst < 2e-5, "\(fixed) \(moving) \(kind): \(worst)")
          // Between orientations displacements vary as much as positions.
          if fixed == moving { #expect(warnings.isEmpty, "\(warnings)") }
        }
      }
    }
    // Said to be the other kind.
    var warnings: [String] = []
    _ = try read(
      "left-left-absolute.nii.gz",
      ["convention": "fsl-relative", "moving": .string(folder.path("left.nii"))],
      warn: { warnings.append($0) })
    #expect(warnings.count == 1)
    #expect(warnings.first?.contains("vary as positions do") == true, "\(warnings)")
    // The moving image is part of what the source is.
    let item = SourceItem(
      folder.path("left-right-absolute.nii.gz"), as: .field,
      options: ["convention": "fsl-absolute", "moving": .string(folder.path("right.nii"))])
    #expect(try reader.files(of: item) == [item.path, folder.path("right.nii")])
    #expect(try reader.inspect(item, whole: false)?.shape == [10, 11, 13])
  }

  @Test func whatIsMissingIsSaid() throws {
    try reader.write(.volume(Phantom.head()), to: folder.path("head.nii"))
    let moving = Value.string(folder.path("head.nii"))
    #expect(
      message("head.nii", ["convention": "fsl-relative"])?.contains("give the source 'moving'")
        == true)
    #expect(message("head.nii", ["moving": moving])?.contains("leave it out") == true)
    #expect(
      message("head.nii", ["convention": "flirt"])?.contains(
        "'flirt' is a convention of affine transforms; those of fields are 'itk', 'fsl-relative', "
          + "'fsl-absolute'") == true)
    #expect(
      message("head.nii", ["convention": "fsl-relative", "moving": moving, "fixed": moving])?
        .contains(
          "leave out 'fixed'") == true)
    #expect(
      message("head.nii", ["convention": "fsl-relative", "moving": moving])?.contains(
        "a field of FSL has X × Y × Z × 3") == true)
    try folder.write("m.txt", "1 0 0 2\n0 1 0 3\n0 0 1 4\n0 0 0 1\n")
    #expect(
      stageError {
        _ = try reader.read(
          SourceItem(folder.path("m.txt"), as: .affine, options: ["convention": "fsl-relative"]))
      }?.contains("is a convention of fields; those of affine transforms are 'world', 'flirt'")
        == true)
  }
}
