/// The name of a result's file: its key and, from 2, a number for results of that key which differ or
/// which other versions of kernels made.
struct ObjectName: Hashable, Sendable {
  var key: JobKey
  var number = 1

  init(_ key: JobKey, number: Int = 1) {
    self.key = key
    self.number = number
  }

  /// - Parameter file: `abcd….h5` or `abcd….2.h5`; what follows there means that it was set aside.
  init?(file: String) {
    // Nearly all are of this form.
    if file.utf8.count == 67, file.hasSuffix(".h5"), let key = JobKey(hex: file.utf8.prefix(64)) {
      self.init(key)
      return
    }
    let parts = file.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count > 1, parts.last == "h5", let key = JobKey(hex: String(parts[0])) else {
      return nil
    }
    if parts.count == 2 {
      self.init(key)
    } else if parts.count == 3, let number = Int(parts[1]), number > 1 {
      self.init(key, number: number)
    } else {
      return nil
    }
  }

  var file: String { "\(key)\(number == 1 ? "" : ".\(number)").h5" }

  /// - Parameter journal: a file's name, or a key alone, as journals had it before.
  init?(journal text: some BidirectionalCollection<UInt8>) {
    let isFile = text.count == 67 && text.suffix(3).elementsEqual(".h5".utf8)
    if isFile || text.count == 64, let key = JobKey(hex: text.prefix(64)) {
      self.init(key)
    } else {
      self.init(file: String(decoding: text, as: UTF8.self))
    }
  }
}
