public import PipelineKit

/// The stages that ship with lastbit: one line each.
public let stageKinds: [any Stage.Type] = [
  MeasureSignificantBits.self
]
