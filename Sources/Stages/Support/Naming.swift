import Imaging
import Networks
import PipelineKit

/// Runs `body`, telling the person at the terminal what a problem of Imaging's or Networks' is about.
///
/// - Throws: `StageError` in place of `ImagingError` and `ModelError`; other errors as they are.
func naming<Result>(_ name: String, _ body: () throws -> Result) throws -> Result {
  do { return try body() } catch let error as ImagingError {
    throw StageError("\(name): \(error.message)")
  } catch let error as ModelError {
    throw StageError("\(name): \(error.message)")
  }
}
