internal import CIntrinsics

extension UnsafeMutableBufferPointer {
  /// Asks the system for large pages, where nothing has been written yet.
  ///
  /// Neighbouring rows of a volume's channels lie megabytes apart: on pages of 4 KiB each row that a kernel reads
  /// or writes takes a translation of its own, and new memory an interruption each.
  func onLargePages() {
    guard let start = baseAddress else { return }
    lastbit_prefer_large_pages(start, count * MemoryLayout<Element>.stride)
  }
}
