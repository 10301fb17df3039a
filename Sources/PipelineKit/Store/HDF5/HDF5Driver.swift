import CHDF5
import Synchronization

/// The bytes of one HDF5 file while libhdf5 works on it.
///
/// The library gets its bytes from here instead of from the system, because it cannot cope with a
/// disk that is full: a file that it cannot close crashes the process when that ends. So writing
/// never fails for it. Arrays go to the file at once; what describes them is kept until the library
/// is done, and then written. The first error of the system is remembered, and thrown to the caller.
final class HDF5Bytes: Sendable {
  private struct State {
    /// The end that the library has set.
    var allocated: haddr_t = 0
    /// The end of what is there.
    var size: haddr_t
    /// What describes the arrays, in the order in which it was written.
    var kept: [(start: Int, bytes: [UInt8])] = []
    var failure: StoreError?
  }

  private let file: OpenFile
  private let state: Mutex<State>

  /// Bytes of an open file; an empty one is being made.
  init(_ file: OpenFile) throws(StoreError) {
    self.file = file
    state = Mutex(State(size: haddr_t(try file.status().size)))
  }

  /// Throws what the system refused so far.
  func check() throws(StoreError) {
    if let failure = state.withLock({ $0.failure }) { throw failure }
  }

  /// Writes what was kept, once the library has closed a file that was made.
  func finish() throws(StoreError) {
    try check()
    let (kept, end) = state.withLock { ($0.kept, Int($0.allocated)) }
    for entry in kept {
      try entry.bytes.withUnsafeBufferPointer { (bytes) throws(StoreError) in
        try file.write(UnsafeRawBufferPointer(bytes), at: entry.start)
      }
    }
    try file.resize(end)
  }
}

/// What the library calls; always inside its lock.
extension HDF5Bytes {
  fileprivate var end: haddr_t {
    get { state.withLock { $0.allocated } }
    set { state.withLock { $0.allocated = newValue } }
  }

  fileprivate var size: haddr_t { state.withLock { $0.size } }

  fileprivate func read(_ target: UnsafeMutableRawBufferPointer, at start: Int) -> herr_t {
    do { try file.read(target, at: start) } catch {
      note(error)
      return -1
    }
    for entry in state.withLock({ $0.kept }) {
      let common = (start..<start + target.count)
        .clamped(to: entry.start..<entry.start + entry.bytes.count)
      guard !common.isEmpty else { continue }
      entry.bytes.withUnsafeBytes { bytes in
        let part = common.lowerBound - entry.start..<common.upperBound - entry.start
        UnsafeMutableRawBufferPointer(rebasing: target[(common.lowerBound - start)...])
          .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[part]))
      }
    }
    return 0
  }

  fileprivate func write(_ bytes: UnsafeRawBufferPointer, isArray: Bool, at start: Int) {
    state.withLock { state in
      state.size = max(state.size, haddr_t(start + bytes.count))
      if !isArray { state.kept.append((start, Array(bytes))) }
    }
    guard isArray, state.withLock({ $0.failure == nil }) else { return }
    do { try file.write(bytes, at: start) } catch { note(error) }
  }

  private func note(_ error: StoreError) {
    state.withLock { $0.failure = $0.failure ?? error }
  }
}

extension HDF5 {
  /// The driver's number in the library, or a negative one.
  private static let driver: hid_t = {
    var driver = lb_driver()
    driver.open = { _, _, access, _ in
      guard let property = H5Pget_driver_info(access) else { return nil }
      let context = property.load(as: UnsafeRawPointer.self)
      let bytes = Unmanaged<HDF5Bytes>.fromOpaque(context).retain()
      let file = UnsafeMutablePointer<lb_file>.allocate(capacity: 1)
      file.initialize(to: lb_file())
      file.pointee.context = bytes.toOpaque()
      return UnsafeMutableRawPointer(file).assumingMemoryBound(to: H5FD_t.self)
    }
    driver.close = { file in
      guard let file else { return -1 }
      let own = UnsafeMutableRawPointer(file).assumingMemoryBound(to: lb_file.self)
      Unmanaged<HDF5Bytes>.fromOpaque(own.pointee.context).release()
      own.deallocate()
      return 0
    }
    driver.query = { _, features in
      features?.pointee = lb_driver_features()
      return 0
    }
    driver.get_eoa = { file, _ in bytes(of: file)?.end ?? 0 }
    driver.set_eoa = { file, _, end in
      bytes(of: file)?.end = end
      return 0
    }
    driver.get_eof = { file, _ in bytes(of: file)?.size ?? 0 }
    driver.read = { file, _, _, start, count, target in
      guard let bytes = bytes(of: file), let start = Int(exactly: start) else { return -1 }
      return bytes.read(UnsafeMutableRawBufferPointer(start: target, count: count), at: start)
    }
    driver.write = { file, kind, _, start, count, source in
      guard let bytes = bytes(of: file), let start = Int(exactly: start) else { return -1 }
      bytes.write(
        UnsafeRawBufferPointer(start: source, count: count), isArray: kind == H5FD_MEM_DRAW,
        at: start)
      return 0
    }
    return H5FDregister(&driver)
  }()

  private static func bytes(of file: UnsafePointer<H5FD_t>?) -> HDF5Bytes? {
    guard let file else { return nil }
    let context = UnsafeRawPointer(file).assumingMemoryBound(to: lb_file.self).pointee.context
    return context.map { Unmanaged<HDF5Bytes>.fromOpaque($0).takeUnretainedValue() }
  }

  private static func bytes(of file: UnsafeMutablePointer<H5FD_t>?) -> HDF5Bytes? {
    bytes(of: UnsafePointer(file))
  }

  /// Lets the files of an access list be `bytes`, which must live until the list is closed.
  static func use(_ bytes: HDF5Bytes, in access: hid_t) throws(HDF5Error) {
    let driver = driver
    try check("set the file driver") { driver }
    var context = UnsafeRawPointer(Unmanaged.passUnretained(bytes).toOpaque())
    try check("set the file driver") { H5Pset_driver(access, driver, &context) }
  }
}
