internal import Glibc

/// A shared library that is loaded when it is first needed.
struct LoadedLibrary: @unchecked Sendable {
  private let handle: UnsafeMutableRawPointer
  let name: String

  /// - Parameters:
  ///   - names: what to try, in this order, where `variable` names no file.
  ///   - advice: what to do where there is none.
  init(
    _ name: String, variable: String, names: [String], advice: String
  ) throws(RegressionError) {
    self.name = name
    var candidates = names
    if let path = getenv(variable).map({ String(cString: $0) }), !path.isEmpty {
      candidates = [path]
    }
    for candidate in candidates {
      if let handle = dlopen(candidate, RTLD_NOW | RTLD_LOCAL) {
        self.handle = handle
        return
      }
    }
    let reason = dlerror().map { String(cString: $0) } ?? ""
    throw RegressionError(
      "\(name)'s library could not be loaded (\(reason)); \(advice), or set \(variable) to its file"
    )
  }

  /// A function or variable of the library.
  func symbol(_ symbol: String) throws(RegressionError) -> UnsafeMutableRawPointer {
    guard let found = dlsym(handle, symbol) else {
      throw RegressionError("this \(name) has no '\(symbol)'; another version is needed")
    }
    return found
  }
}
