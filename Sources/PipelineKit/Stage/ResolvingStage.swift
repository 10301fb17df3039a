/// A kind whose parameters hold what only this machine can tell: which program a command starts.
///
/// What is resolved is part of the job's key.
public protocol ResolvingStage: Stage {
  /// `values` with what they leave open filled in.
  ///
  /// Called while the manifest is checked, before anything runs, and often: it remembers what is dear.
  ///
  /// - Throws: `ParameterError`, or `StageError` with a sentence for the person at the terminal, where
  ///   something is not there.
  static func resolve(_ values: ParameterValues) throws -> ParameterValues
}
