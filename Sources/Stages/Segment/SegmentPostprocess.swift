import Arithmetic
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

  static let inputs = [
    Port(
      "labels", .labels,
      "A conformed label map of FastSurfer's 79 classes, cortical parcels away from the midline as "
        + "left ones.")
  ]
  static let outputs = [
    Port(
      "segmentation", .labels,
      "95 labels, right parcels 1000 above left ones: aparc.DKTatlas+aseg.deep.mgz."),
    Port("mask", .labels, "The brain, 1 inside: mask.mgz."),
    Port(
      "aseg", .labels,
      "Within the mask, cortex as 3 (left) and 42 (right): aseg.auto_noCCseg.mgz."),
    Port(
      "quality", .table,
      "One row: volume of everything labelled in litres, least volume expected, passed (1 or 0)."),
  ]
  static let parameters = [
    Parameter(
      "least-volume", .number(minimum: 0), unit: "l", default: 0.7,
      "A segmentation below this volume is reported as probably wrong; the job goes on.")
  ]

  private let leastVolume: Double

  init(_ values: ParameterValues) { leastVolume = values.number("least-volume") }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let labels = try inputs.one("labels").labels(name: "the label map")
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
    func artifact(_ voxels: Tensor<Int32>) -> Artifact {
      .labels(Labels(voxels: voxels, on: labels.grid))
    }
    return [
      "segmentation": artifact(segmentation), "mask": artifact(mask.map(Int32.init)),
      "aseg": artifact(aseg),
      "quality": .table(
        Table([
          .init("volume-litres", .numbers([check.volume])),
          .init("least-volume-litres", .numbers([leastVolume])),
          .init("passed", .integers([check.passes ? 1 : 0])),
        ])),
    ]
  }
}
