import PipelineKit

/// What kinds that run external tools have in common: the keys that stand beside `uses`.
enum ToolParameters {
  static let command = Parameter(
    "command", optional: .tree,
    "The program and its arguments, on one line or as a list; `$name` stands for the file of an input "
      + "or output, or for a value under `with`.")
  static let shell = Parameter(
    "shell", optional: .string,
    "Lines for `/bin/sh -eu` in place of `command`; `$name` as there, `$$NAME` for the shell's own."
  )
  static let out = Parameter(
    "out", optional: .tree,
    "The files that the tool leaves: `{name: path}`, or `{name: {path, type, …}}` where the ending "
      + "does not say the type, with the keys that sources of the type have. A path that ends in `/` is "
      + "a directory.")
  static let version = Parameter(
    "version", optional: .tree,
    "A command whose output says which version the tool is, in place of the digest of its program.")
  static let tools = Parameter(
    "tools", .list(of: .string), default: [],
    "Other programs that it starts: they have to be there, and their digests count.")
  static let container = Parameter(
    "container", optional: .string,
    "An image to run in, for Apptainer, Podman or Docker; it has to be on the machine.")
  static let env = Parameter(
    "env", optional: .tree, "Variables of its environment: `{NAME: value}`.")
  static let inherit = Parameter(
    "inherit", .list(of: .string), default: [],
    "Variables that it gets as they are where lastbit runs; their values are not in the key.")
  static let names = Parameter(
    "as", optional: .tree,
    "Names of the files that inputs become, `{input: scan.mgz}`; the ending chooses the format.")
  static let standardOutput = Parameter(
    "stdout", optional: .string, "The file that its standard output goes to.")
  static let paths = Parameter(
    "paths", .choice(PathForm.self), default: .relative,
    "What paths in the command are: from its folder, or absolute for tools that change folders.")
  static let instrument = Parameter(
    "instrument", .choice(Instrument.self), default: .verrou,
    "What computes in the arithmetic: `verrou` (valgrind), `fuzzy-libm` or `verificarlo`.")
  static let values = Parameter(
    "values", optional: .tree, "What stands under `with`: values for the command.")
  static let descriptor = Parameter(
    "descriptor", .path, "The Boutiques descriptor, a JSON file.")
  static let identity = Parameter(
    "identity", .string, default: "",
    "Which program it is: filled in by lastbit when it checks the manifest.")

  enum PathForm: String, CaseIterable { case relative, absolute }
}

extension ParameterValues {
  /// The same with the tool's identity filled in.
  func identified(_ identity: String) -> ParameterValues {
    var all = values
    all[ToolParameters.identity.name] = .string(identity)
    return ParameterValues(all)
  }
}
