import PipelineKit
import Testing

/// The sentence of the `StageError` that `body` throws.
func stageError(_ body: () throws -> Void) -> String? {
  do {
    try body()
    return nil
  } catch let error as StageError {
    return error.description
  } catch {
    Issue.record("expected a StageError, got \(error)")
    return nil
  }
}
