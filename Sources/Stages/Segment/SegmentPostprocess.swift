import Arithmetic
import Figures
import Imaging
import PipelineKit

/// From the labels that FastSurfer's networks tell apart to the label maps that FastSurfer writes.
struct SegmentPostprocess: Stage {
  static let kind = "segment/postprocess"
  static let version = 3
  static let summary =
    "FastSurfer's label maps from its networks' classes: hemispheres, brain mask, aseg, check."
  static let source =
    "FastSurfer 2.4.0-dev (commit 7c45785): split_cortex_labels of data_utils.py, "
    + "reduce_to_aseg.py and quick_qc.py."
  static let usesArithmetic = false

  static let labels = Input<Labels>(
    "labels", called: "the label map",
    "A conformed label map of FastSurfer's 79 classes, cortical parcels away from the midline as "
      + "left ones.")
  static let segmentation = Output<Labels>(
    "segmentation", "95 labels, right parcels 1000 above left ones: aparc.DKTatlas+aseg.deep.mgz.")
  static let mask = Output<Labels>("mask", "The brain, 1 inside: mask.mgz.")
  static let aseg = Output<Labels>(
    "aseg", "Within the mask, cortex as 3 (left) and 42 (right): aseg.auto_noCCseg.mgz.")
  static let quality = Output<Table>(
    "quality",
    "One row: volume of everything labelled in litres, least volume expected, passed (1 or 0).")
  static let leastVolume = Parameter(
    "least-volume", .number(minimum: 0), unit: "l", default: 0.7,
    "A segmentation below this volume is reported as probably wrong; the job goes on.")

  static let inputs = list(labels)
  static let outputs = list(segmentation, mask, aseg, quality)
  static let grids = [SharedGrid("labels", outputs: ["segmentation", "mask", "aseg"])]
  static let parameters = list(leastVolume)

  private let leastVolume: Double

  init(_ values: ParameterValues) { leastVolume = values[Self.leastVolume] }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let labels = try inputs[Self.labels]
    let segmentation = CortexSplit.apply(labels.voxels)
    try context.progress(0.5)
    let mask = try naming("the label map") { try BrainMask.make(from: segmentation) }
    try context.progress(0.75)
    let aseg = try naming("the label map") {
      try SubcorticalSegmentation.make(from: segmentation, mask: mask)
    }
    let check = SegmentationCheck(
      Labels(voxels: segmentation, on: labels.grid), leastVolume: leastVolume)
    if !check.passes {
      context.warn(
        "the segmentation has \(NumberText.fixed(check.volume, 2)) litres, less than "
          + "\(NumberText.fixed(leastVolume, 2)): it is probably wrong, look at it")
    }
    func map(_ voxels: Tensor<Int32>) -> Labels { Labels(voxels: voxels, on: labels.grid) }
    return [
      Self.segmentation(map(segmentation)), Self.mask(map(mask.map(Int32.init))),
      Self.aseg(map(aseg)),
      Self.quality(
        Table([
          .init("volume-litres", .numbers([check.volume])),
          .init("least-volume-litres", .numbers([leastVolume])),
          .init("passed", .integers([check.passes ? 1 : 0])),
        ])),
    ]
  }
}
