import CHDF5
import Synchronization

/// The one door to libhdf5.
///
/// The library holds a global lock of its own where it is thread-safe at all, so calls gain nothing
/// from running side by side; behind this gate they are safe in every build of it.
enum HDF5 {
  private static let gate = Mutex(())

  /// Runs `body` while no other thread is inside the library. Not recursive.
  static func locked<Result: Sendable>(_ body: () throws -> Result) rethrows -> Result {
    try gate.withLock { _ in try body() }
  }

  /// Version of the library in use, for provenance.
  static let version: String = {
    var (major, minor, release) = (UInt32(0), UInt32(0), UInt32(0))
    _ = locked { H5get_libversion(&major, &minor, &release) }
    return "\(major).\(minor).\(release)"
  }()
}

/// A call to libhdf5 that failed.
struct HDF5Error: Error, CustomStringConvertible {
  /// What was being done.
  var action: String
  /// The library's own words for the innermost cause, or empty.
  var cause: String

  var description: String { cause.isEmpty ? "cannot \(action)" : "cannot \(action): \(cause)" }
}

/// Calls libhdf5 and turns a negative status into an error.
///
/// The error stack belongs to the calling thread, so it is silenced and read in the same breath.
@discardableResult
func check<Status: SignedInteger>(_ action: @autoclosure () -> String, _ call: () -> Status)
  throws(HDF5Error) -> Status
{
  H5Eset_auto2(hid_t(H5E_DEFAULT), nil, nil)
  let status = call()
  guard status < 0 else { return status }
  throw HDF5Error(action: action(), cause: innermostCause())
}

private func innermostCause() -> String {
  var cause = ""
  withUnsafeMutablePointer(to: &cause) { pointer in
    _ = H5Ewalk2(
      hid_t(H5E_DEFAULT), H5E_WALK_UPWARD,
      { depth, entry, pointer in
        if depth == 0, let text = entry?.pointee.desc {
          pointer?.assumingMemoryBound(to: String.self).pointee = String(cString: text)
        }
        return 0
      }, pointer)
  }
  H5Eclear2(hid_t(H5E_DEFAULT))
  return cause
}

/// Owns one identifier of any kind: file, group, data set, space, type or property list.
struct Handle: ~Copyable {
  let id: hid_t

  /// Takes ownership of the identifier that `call` returns.
  init(_ action: @autoclosure () -> String, _ call: () -> hid_t) throws(HDF5Error) {
    id = try check(action(), call)
  }

  deinit {
    H5Eset_auto2(hid_t(H5E_DEFAULT), nil, nil)
    H5Idec_ref(id)
  }

  /// Gives up ownership.
  consuming func release() -> hid_t {
    let id = id
    discard self
    return id
  }

  /// Closes a file that was made; what the system refused is heard of from its `HDF5Bytes`.
  consuming func closeFile() throws(HDF5Error) {
    let id = id
    discard self
    try check("finish the file") { H5Fclose(id) }
  }
}

/// Owns identifiers beyond one turn inside the library, and closes them in another.
final class OpenHandles {
  private var ids: [hid_t] = []

  /// Takes ownership.
  func keep(_ handle: consuming Handle) -> hid_t {
    ids.append(handle.release())
    return ids[ids.count - 1]
  }

  deinit {
    let ids = ids
    HDF5.locked {
      H5Eset_auto2(hid_t(H5E_DEFAULT), nil, nil)
      for id in ids.reversed() { H5Idec_ref(id) }
    }
  }
}
