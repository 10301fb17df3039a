import PipelineKit
import Testing

@testable import Stages

/// What a page tells of the run that made it.
@Suite struct StageHistoryTests {
  @Test func nothingIsNothing() {
    #expect(StageHistory(Ancestry()).html().isEmpty)
  }
}
