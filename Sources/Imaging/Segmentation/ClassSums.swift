import Arithmetic

/// Sums of logits over the voxels of a volume, in some format.
protocol Sums: AnyObject {
  /// Adds `weight` times the logits of a slice, by fused multiply-adds in binary32.
  func accumulate(_ logits: [Float], _ slice: ClassSlice, weight: Float)
  /// The sums of a slice: `[classes, height, width]`.
  func read(_ slice: ClassSlice) -> RealTensor
  /// Replaces the sums of a slice, rounding to nearest into the format.
  func write(_ sums: RealTensor, _ slice: ClassSlice)
  /// The class with the greatest sum, voxel by voxel.
  func greatest() -> [UInt8]
}

/// Sums in format `Number`, classes of a voxel side by side: a slice of any direction then touches
/// whole cache lines.
final class ClassSums<Number: ClassSum>: Sums {
  private let classes: Int
  private let voxels: Int
  private let sums: UnsafeMutablePointer<Number>
  /// Pixels that are brought from channels side by side to classes side by side at once.
  private static var tile: Int { 16 }

  init(shape: [Int], classes: Int) {
    precondition(classes <= 256)
    self.classes = classes
    voxels = shape.reduce(1, *)
    sums = .allocate(capacity: voxels * classes)
    sums.initialize(repeating: 0, count: voxels * classes)
  }

  deinit { sums.deallocate() }

  func accumulate(_ logits: [Float], _ slice: ClassSlice, weight: Float) {
    var pixels = [Float](repeating: 0, count: Self.tile * classes)
    logits.withUnsafeBufferPointer { logits in
      pixels.withUnsafeMutableBufferPointer { pixels in
        guard let pixels = pixels.baseAddress else { return }
        for first in stride(from: 0, to: slice.width, by: Self.tile) {
          let columns = min(Self.tile, slice.width - first)
          for row in 0..<slice.height {
            for (name, channel) in slice.channels.enumerated() {
              let source = (channel * slice.logitHeight + row) * slice.logitWidth + first
              for column in 0..<columns {
                pixels[column * classes + name] = logits[source + column]
              }
            }
            let start = slice.origin + row * slice.rowStride + first * slice.columnStride
            for column in 0..<columns {
              Number.accumulate(
                pixels + column * classes, times: weight,
                into: sums + (start + column * slice.columnStride) * classes, count: classes)
            }
          }
        }
      }
    }
  }

  func read(_ slice: ClassSlice) -> RealTensor {
    let plane = slice.height * slice.width
    var values = [Float](repeating: 0, count: classes * plane)
    forEachPixel(slice) { pixel, sums in
      for name in 0..<classes { values[name * plane + pixel] = sums[name].widened }
    }
    return .binary32(Tensor(shape: [classes, slice.height, slice.width], values: values))
  }

  func write(_ new: RealTensor, _ slice: ClassSlice) {
    let plane = slice.height * slice.width
    switch new {
    case .binary32(let tensor):
      forEachPixel(slice) { pixel, sums in
        for name in 0..<classes { sums[name] = Number(tensor.values[name * plane + pixel]) }
      }
    case .binary64(let tensor):
      forEachPixel(slice) { pixel, sums in
        for name in 0..<classes { sums[name] = Number(tensor.values[name * plane + pixel]) }
      }
    }
  }

  @inline(__always)
  private func forEachPixel(
    _ slice: ClassSlice, _ body: (Int, UnsafeMutablePointer<Number>) -> Void
  ) {
    for row in 0..<slice.height {
      for column in 0..<slice.width {
        let voxel = slice.origin + row * slice.rowStride + column * slice.columnStride
        body(row * slice.width + column, sums + voxel * classes)
      }
    }
  }

  func greatest() -> [UInt8] {
    (0..<voxels).map { voxel in
      UInt8(truncatingIfNeeded: Number.greatest(sums + voxel * classes, count: classes))
    }
  }
}
