extension Tiling {
  /// Fills two arrays, `widths` elements of each for an item; otherwise as `fill`.
  static func fillTwo<First, Second>(
    _ count: Int, widths: (Int, Int) = (1, 1), threads: Int, grain: Int,
    _ body: @Sendable (Range<Int>, UnsafeMutablePointer<First>, UnsafeMutablePointer<Second>) -> Int
  ) -> (first: [First], second: [Second], computed: Int) {
    var first: [First] = []
    var computed = 0
    let second = [Second](unsafeUninitializedCapacity: count * widths.1) { buffer, initialized in
      initialized = count * widths.1
      guard let start = buffer.baseAddress else { return }
      buffer.onLargePages()
      // Items write disjoint elements, as in `fill`.
      nonisolated(unsafe) let output = start
      let result = fill(count, width: widths.0, threads: threads, grain: grain) {
        (range, other: UnsafeMutablePointer<First>) in body(range, other, output)
      }
      (first, computed) = (result.values, result.computed)
    }
    return (first, second, computed)
  }
}

extension Array {
  /// The address of the elements, for kernels: valid while `body` runs.
  ///
  /// An array without elements has none; `body` is then not called and the result is zero.
  @inline(__always)
  func withElements(_ body: (UnsafePointer<Element>) -> Int) -> Int {
    withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return 0 }
      return body(start)
    }
  }
}
