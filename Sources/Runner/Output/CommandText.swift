import PipelineKit

/// Commands to type.
enum CommandText {
  /// The command that was called, as a shell reads it.
  static var own: String {
    (["lastbit"] + CommandLine.arguments.dropFirst().map(ShellWord.quoted)).joined(separator: " ")
  }
}
