public import PipelineKit

/// The stages that ship with lastbit: one line each.
public let stageKinds: [any Stage.Type] = [
  ImportTable.self,
  ImportWeights.self,
  MeasureDice.self,
  MeasureEntropy.self,
  MeasureLayerBits.self,
  MeasureSignificantBits.self,
  MeasureVolumes.self,
  PerturbNoise.self,
  PredictNetwork.self,
  PreprocessConform.self,
  PreprocessExtractBrain.self,
  PreprocessMask.self,
  PreprocessNormalize.self,
  RegisterAffine.self,
  RegisterApply.self,
  RegisterSynthMorph.self,
  RegisterSynthMorphAffine.self,
  ReportHTML.self,
  SegmentFastSurfer.self,
  SegmentNetwork.self,
  SegmentPostprocess.self,
]
