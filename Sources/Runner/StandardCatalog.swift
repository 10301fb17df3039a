import PipelineKit
import Stages

extension StageCatalog {
  /// The stages and readers that ship with lastbit.
  static let standard = StageCatalog(stageKinds, reader: FileReader())
}
