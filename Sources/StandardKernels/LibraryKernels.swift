internal import CIntrinsics
internal import Glibc

/// The kernels inside OpenBLAS.
enum LibraryKernels {
  /// Takes those for the instructions that this processor has, where the library does not know the processor,
  /// as a release that is older than it: it falls back to those of 2004 then, which take three times as long.
  ///
  /// Before anything computes, on one thread. A core type that the environment gives stays, and a library that
  /// cannot choose is left as it is.
  static func choose() {
    let variable = "OPENBLAS_CORETYPE"
    let level = lastbit_instruction_level()
    guard level > 0, getenv(variable) == nil,
      let name = function(
        "openblas_get_corename", as: (@convention(c) () -> UnsafePointer<CChar>?).self),
      let core = name().map({ String(cString: $0) }), ["Prescott", "Core2"].contains(core),
      let quit = function("gotoblas_dynamic_quit", as: (@convention(c) () -> Void).self),
      let begin = function("gotoblas_dynamic_init", as: (@convention(c) () -> Void).self),
      setenv(variable, level > 1 ? "SKYLAKEX" : "HASWELL", 1) == 0
    else { return }
    quit()
    begin()
    unsetenv(variable)
  }

  private static func function<Function>(_ name: String, as type: Function.Type) -> Function? {
    dlsym(nil, name).map { unsafeBitCast($0, to: type) }
  }
}
