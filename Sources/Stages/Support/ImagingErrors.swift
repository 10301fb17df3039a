import Imaging
import PipelineKit

/// Runs `body`, telling the person at the terminal which input a problem of Imaging's is about.
///
/// - Throws: `StageError` in place of `ImagingError`; other errors as they are.
func naming<Result>(_ name: String, _ body: () throws -> Result) throws -> Result {
  do { return try body() } catch let error as ImagingError {
    throw StageError("\(name): \(error.message)")
  }
}
