internal import ArithmeticTypes
internal import Synchronization

/// Divides a kernel's output among threads.
///
/// Tiles are runs of whole output items. What an item holds never depends on its tile, so results
/// do not depend on the number of threads or the grain.
enum Tiling {
  /// Fills `count` items of `width` elements each.
  ///
  /// `body` gets a run of items and the array's start, and writes all elements of those items. It
  /// returns how many items it really computed (as opposed to filled with a constant).
  /// - Parameter grain: items that are worth a tile of their own.
  ///
  /// Not inlined: what a kernel does is compiled once, for one thread and for several.
  @inline(never)
  static func fill<Element>(
    _ count: Int, width: Int = 1, threads: Int, grain: Int,
    _ body: @Sendable (Range<Int>, UnsafeMutablePointer<Element>) -> Int
  ) -> (values: [Element], computed: Int) {
    var computed = 0
    let values = [Element](unsafeUninitializedCapacity: count * width) { buffer, initialized in
      initialized = count * width
      guard let start = buffer.baseAddress, count > 0 else { return }
      buffer.onLargePages()
      let tile = max(1, grain)
      let tiles = (count + tile - 1) / tile
      if min(threads, tiles) <= 1 {
        computed = body(0..<count, start)
        return
      }
      // Tiles write disjoint elements.
      nonisolated(unsafe) let output = start
      let sum = Atomic(0)
      forEach(tiles, threads: threads) { index in
        let range = index * tile..<min(count, (index + 1) * tile)
        sum.wrappingAdd(body(range, output), ordering: .relaxed)
      }
      computed = sum.load(ordering: .sequentiallyConsistent)
    }
    return (values, computed)
  }

  /// Calls `body` once with each of `0..<tiles`, in any order, on several threads.
  static func forEach(_ tiles: Int, threads: Int, _ body: @Sendable (Int) -> Void) {
    forEach(tiles, threads: threads, scratch: {}) { index, _ in body(index) }
  }

  /// The same with memory to work in, which each thread makes once.
  static func forEach<Scratch>(
    _ tiles: Int, threads: Int, scratch: @Sendable () -> Scratch,
    _ body: @Sendable (Int, Scratch) -> Void
  ) {
    SharedWork.forEach(tiles, threads: threads) { next in
      let memory = scratch()
      while let index = next() { body(index, memory) }
    }
  }
}

/// Numbers to work with, zero at first, on a cache line's boundary.
final class Scratch<Element: Numeric> {
  let start: UnsafeMutablePointer<Element>

  init(_ count: Int) {
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: max(1, count) * MemoryLayout<Element>.stride, alignment: 64)
    start = memory.bindMemory(to: Element.self, capacity: max(1, count))
    start.initialize(repeating: 0, count: count)
  }

  deinit { start.deallocate() }
}
