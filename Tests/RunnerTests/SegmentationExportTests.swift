import Foundation
import Support
import Testing

/// From label maps to the folder that FastSurfer's users' scripts read.
@Suite struct SegmentationExportTests {
  static let manifest = """
    lastbit: 1
    name: statistics
    sources:
      classes: {glob: sub-*/labels.nii, axis: subject, type: labels}
      head: {glob: sub-*/head.nii, axis: subject}
    stages:
      labels:
        uses: segment/postprocess
        in: {labels: classes}
        export:
          segmentation: out/$subject/mri/aparc.DKTatlas+aseg.deep.mgz
          mask: out/$subject/mri/mask.mgz
          aseg: out/$subject/mri/aseg.auto_noCCseg.mgz
      volumes:
        uses: measure/volumes
        in: {labels: labels.segmentation, image: head, mask: labels.mask}
        export:
          statistics: out/$subject/stats/aseg+DKT.stats
          regions: out/$subject/regions.tsv
    """

  @Test func filesLieAsFastSurfersDo() throws {
    let folder = try TemporaryFolder()
    for (subject, scale) in [("01", Float(1)), ("02", 0.9)] {
      let head = SyntheticHead(size: 48, spacing: 4, scale: scale)
      try folder.write("sub-\(subject)/head.nii", head.image)
      try folder.write("sub-\(subject)/labels.nii", head.freeSurferLabels)
    }
    try folder.write("statistics.yaml", Self.manifest)
    let outcome = try Lastbit(in: folder.path)("run", "statistics.yaml")
    #expect(outcome.status == 0, "\(outcome.messages)")
    for subject in ["01", "02"] {
      #expect(
        folder.files(under: "out/\(subject)") == [
          "mri/aparc.DKTatlas+aseg.deep.mgz", "mri/aseg.auto_noCCseg.mgz", "mri/mask.mgz",
          "regions.tsv", "stats/aseg+DKT.stats",
        ])
    }
    let text = String(decoding: try folder.read("out/01/stats/aseg+DKT.stats"), as: UTF8.self)
    #expect(text.contains("# Measure Mask, MaskVol, Mask Volume, "))
    #expect(text.contains("# VoxelVolume_mm3 64.0\n"))
    #expect(text.contains("# NRows 100\n"))
    #expect(text.contains("ctx-rh-caudalmiddlefrontal"))

    try folder.write(
      "other.yaml", Self.manifest.replacingOccurrences(of: "aseg+DKT.stats", with: "stats.txt"))
    let refused = try Lastbit(in: folder.path)("check", "other.yaml")
    #expect(refused.status != 0)
    #expect(refused.messages.contains("end the path with .json or .html or .stats"))
  }
}
