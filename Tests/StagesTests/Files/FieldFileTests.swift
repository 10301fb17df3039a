import Arithmetic
import Foundation
import Imaging
import Networks
import PipelineKit
import Support
import Testing

@testable import Stages

/// Displacements in files as ITK and ANTs keep them.
struct FieldFileTests {
  private let reader = FileReader()
  private let folder: TemporaryFolder
  /// A grid whose axes are turned, scaled and flipped against the world.
  private let affine = Affine(rows: [
    -0.9, -1.44, 0, 40, -1.2, 1.08, 0, -30, 0, 0, 2.1, -20,
  ])

  init() throws { folder = try TemporaryFolder() }

  private func field(_ format: RealFormat, side: Int = 24) -> Artifact {
    var numbers: [Double] = []
    for x in 0..<side {
      for y in 0..<side {
        for z in 0..<side {
          let (a, b, c) = (Double(x) / 5, Double(y) / 7, Double(z) / 6)
          numbers += [1.7 * (a + b).squareRoot() - 2, 0.9 - c, b * c - 1.3 * a]
        }
      }
    }
    return .displacement(
      Displacement(vectors: RealTensor(format, shape: [side, side, side, 3], numbers)),
      on: Grid(shape: [side, side, side], affine: affine))
  }

  @Test(arguments: RealFormat.allCases, [".nii", ".nii.gz"])
  func fieldsComeBack(_ format: RealFormat, _ ending: String) throws {
    let path = folder.path("warp\(ending)")
    let field = field(format)
    try reader.write(field, to: path)
    let (vectors, grid) = try field.displacements(name: "field")
    let (found, its) = try reader.read(SourceItem(path, as: .field)).displacements(name: "found")
    #expect(found.shape == vectors.shape && found.format == format)
    let worst = zip(found.doubles, vectors.doubles).map { abs($0 - $1) }.max() ?? .infinity
    #expect(worst < 3e-6, "headers have binary32 matrices")
    #expect(zip(its.affine.rows, grid.affine.rows).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  /// SimpleITK resamples through the same file to the same voxels.
  @Test(.enabled(if: Python.isAvailable)) func simpleITKMovesVoxelsAlike() throws {
    let head = Phantom.head(24, affine: affine)
    try reader.write(.volume(head), to: folder.path("head.nii"))
    try reader.write(field(.binary32), to: folder.path("warp.nii.gz"))
    let moved = try #require(
      Running.run(
        RegisterApply.self, ["outside": .number(-1)],
        [
          "image": Running.one(.volume(head)), "fixed": Running.one(.volume(head)),
          "transform": Running.one(
            try reader.read(SourceItem(folder.path("warp.nii.gz"), as: .field))),
        ])["resampled"])
    try reader.write(moved, to: folder.path("moved.nii"))
    let script = """
      import sys
      try:
          import SimpleITK as sitk
      except ImportError:
          print("absent"); sys.exit()
      import numpy as np
      folder = sys.argv[1]
      head = sitk.ReadImage(folder + "/head.nii", sitk.sitkFloat64)
      field = sitk.ReadImage(folder + "/warp.nii.gz", sitk.sitkVectorFloat64)
      assert field.GetDimension() == 3 and field.GetNumberOfComponentsPerPixel() == 3
      warp = sitk.DisplacementFieldTransform(field)
      moved = sitk.GetArrayFromImage(sitk.Resample(head, head, warp, sitk.sitkLinear, -1.0))
      ours = sitk.GetArrayFromImage(sitk.ReadImage(folder + "/moved.nii", sitk.sitkFloat64))
      # ITK goes on half a voxel beyond the outermost centres.
      both = (moved != -1) & (ours != -1)
      print(both.sum(), (moved[both] != 0).sum(), abs(moved - ours)[both].max())
      """
    let printed = try Repository.run(python: script, [folder.path])
      .split(whereSeparator: \.isWhitespace)
    guard printed.count == 3 else { return }
    let numbers = printed.compactMap { Double($0) }
    try #require(numbers.count == 3, "\(printed)")
    #expect(numbers[0] > 3000 && numbers[1] > 1000, "\(numbers)")
    #expect(numbers[2] < 0.005, "\(numbers)")
  }

  @Test func otherFilesAreNoFields() throws {
    let volume = folder.path("head.nii")
    try reader.write(.volume(Phantom.head()), to: volume)
    #expect(
      stageError { _ = try reader.read(SourceItem(volume, as: .field)) }?
        .contains("head.nii: is an image of size 24 × 24 × 24; a field has X × Y × Z × 1 × 3")
        == true)
    let field = folder.path("warp.nii")
    try reader.write(self.field(.binary32), to: field)
    #expect(
      stageError { _ = try reader.read(SourceItem(field, as: .volume)) }?
        .contains("more than one volume") == true)
    var bytes = try folder.read("warp.nii")
    bytes[68] = 0
    bytes[69] = 0
    try folder.write("colours.nii", bytes)
    #expect(
      stageError { _ = try reader.read(SourceItem(folder.path("colours.nii"), as: .field)) }?
        .contains("has intent 0; fields have 1007") == true)
    try folder.write("short.nii", Data(bytes.dropLast(4)))
    #expect(
      stageError { _ = try reader.read(SourceItem(folder.path("short.nii"), as: .field)) } != nil)
    #expect(
      stageError { _ = try reader.read(SourceItem(folder.path("warp.mgz"), as: .field)) }?
        .contains("mri_warp_convert --inmgzwarp") == true)
  }
}
