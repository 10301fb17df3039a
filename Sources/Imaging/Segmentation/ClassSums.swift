import Arithmetic

/// Sums of logits over the voxels of a volume, in some format.
protocol Sums: AnyObject {
  /// Adds `weight` times the logits of a slice, by the arithmetic; sums are rounded to nearest into
  /// the format.
  func add(
    _ logits: RealTensor, _ slice: ClassSlice, weight: Double, _ arithmetic: any Arithmetic)
  /// The sums of a voxel, in the order of the classes.
  func sums(of voxel: Int) -> [Float]
  /// Those of voxels that follow each other, `[classes, voxels]`.
  func sums(of voxels: Range<Int>) -> Tensor<Float>
  /// The class with the greatest sum, voxel by voxel.
  func greatest() -> [UInt8]
}

/// Sums in format `Number`, classes of a voxel side by side: a slice of any direction then touches
/// whole cache lines.
final class ClassSums<Number: ClassSum>: Sums {
  private let classes: Int
  /// Elements from one voxel to the next: whole vectors of eight, the last ones unused.
  private let step: Int
  private let voxels: Int
  private let sums: UnsafeMutablePointer<Number>
  /// Pixels that one kernel call adds: few enough to stay in the cache between its passes.
  private static var tile: Int { 1024 }

  init(shape: [Int], classes: Int) {
    precondition(classes <= 256)
    self.classes = classes
    step = (classes + 7) / 8 * 8
    voxels = shape.reduce(1, *)
    sums = .allocate(capacity: voxels * step)
    sums.initialize(repeating: 0, count: voxels * step)
  }

  deinit { sums.deallocate() }

  func add(
    _ logits: RealTensor, _ slice: ClassSlice, weight: Double, _ arithmetic: any Arithmetic
  ) {
    let pixels = slice.height * slice.width
    for first in stride(from: 0, to: pixels, by: Self.tile) {
      let tile = first..<min(first + Self.tile, pixels)
      let before = arithmetic.convert(read(tile, slice), to: logits.format)
      let values: RealTensor =
        switch logits {
        case .binary32(let tensor): .binary32(gather(tensor, tile, slice))
        case .binary64(let tensor): .binary64(gather(tensor, tile, slice))
        }
      write(arithmetic.addScaled(before, values, by: weight), tile, slice)
    }
  }

  func sums(of voxel: Int) -> [Float] {
    [Float](unsafeUninitializedCapacity: step) { values, count in
      if let base = values.baseAddress {
        Number.widen(sums + voxel * step, into: base, count: step)
      }
      count = classes
    }
  }

  func sums(of voxels: Range<Int>) -> Tensor<Float> {
    var values = [Float](repeating: 0, count: classes * voxels.count)
    for (place, voxel) in voxels.enumerated() {
      for (name, sum) in sums(of: voxel).enumerated() {
        values[name * voxels.count + place] = sum
      }
    }
    return Tensor(shape: [classes, voxels.count], values: values)
  }

  /// The place of a pixel's sums.
  @inline(__always)
  private func place(_ pixel: Int, _ slice: ClassSlice) -> UnsafeMutablePointer<Number> {
    let (row, column) = pixel.quotientAndRemainder(dividingBy: slice.width)
    return sums + (slice.origin + row * slice.rowStride + column * slice.columnStride) * step
  }

  /// The logits of some pixels, classes side by side.
  private func gather<Real>(_ logits: Tensor<Real>, _ tile: Range<Int>, _ slice: ClassSlice)
    -> Tensor<Real>
  {
    let values = [Real](unsafeUninitializedCapacity: tile.count * classes) { values, count in
      logits.values.withUnsafeBufferPointer { logits in
        // Sixteen pixels at a time: their lines of the output stay in the cache over all classes.
        for first in stride(from: tile.lowerBound, to: tile.upperBound, by: 16) {
          let part = first..<min(first + 16, tile.upperBound)
          for (name, channel) in slice.channels.enumerated() {
            let plane = channel * slice.logitHeight
            for pixel in part {
              let (row, column) = pixel.quotientAndRemainder(dividingBy: slice.width)
              values[(pixel - tile.lowerBound) * classes + name] =
                logits[(plane + row) * slice.logitWidth + column]
            }
          }
        }
      }
      count = tile.count * classes
    }
    return Tensor(shape: [tile.count, classes], values: values)
  }

  /// The sums of some pixels.
  private func read(_ tile: Range<Int>, _ slice: ClassSlice) -> RealTensor {
    let (classes, step) = (classes, step)
    // A pixel's vectors reach into the next one's, which is written later.
    var values = [Float](unsafeUninitializedCapacity: (tile.count - 1) * classes + step) {
      values, count in
      count = (tile.count - 1) * classes + step
      guard let base = values.baseAddress else { return }
      for (number, pixel) in tile.enumerated() {
        Number.widen(place(pixel, slice), into: base + number * classes, count: step)
      }
    }
    values.removeLast(step - classes)
    return .binary32(Tensor(shape: [tile.count, classes], values: values))
  }

  private func write(_ new: RealTensor, _ tile: Range<Int>, _ slice: ClassSlice) {
    switch new {
    case .binary32(let tensor):
      tensor.values.withUnsafeBufferPointer { values in
        guard let base = values.baseAddress else { return }
        for (number, pixel) in tile.enumerated() {
          Number.narrow(base + number * classes, into: place(pixel, slice), count: classes)
        }
      }
    case .binary64(let tensor):
      for (number, pixel) in tile.enumerated() {
        let sums = place(pixel, slice)
        for name in 0..<classes { sums[name] = Number(tensor.values[number * classes + name]) }
      }
    }
  }

  func greatest() -> [UInt8] {
    (0..<voxels).map { voxel in
      UInt8(truncatingIfNeeded: Number.greatest(sums + voxel * step, count: classes))
    }
  }
}
