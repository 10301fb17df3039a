import PipelineKit

/// Versions of libraries that only this machine can tell, as a parameter that is part of the key.
enum LibraryVersions {
  /// `values` with the versions filled in.
  ///
  /// - Parameter here: those of this machine; what it throws goes on.
  /// - Throws: `ParameterError` where others were asked for.
  static func resolve(
    _ values: ParameterValues, _ parameter: Parameter<String>, _ here: () throws -> String
  ) throws -> ParameterValues {
    let here = try here()
    let wanted = values[parameter]
    guard wanted.isEmpty || wanted == here else {
      throw ParameterError(
        parameter, "this machine has '\(here)'; leave the parameter out to take that")
    }
    return ParameterValues(values.values.merging([parameter.name: .string(here)]) { $1 })
  }

  /// A job may run on another machine than the one that planned it.
  ///
  /// - Parameter planned: empty where nothing was planned.
  /// - Throws: `StageError` where this machine has others.
  static func check(_ planned: String, _ here: String) throws {
    guard planned.isEmpty || planned == here else {
      throw StageError(
        "it was planned for '\(planned)', and this machine has '\(here)': results of other "
          + "libraries have other keys; plan it on a machine like those that run it")
    }
  }
}
