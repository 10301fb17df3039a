/// Where the elements of a tensor lie in a storage: element `[i, j, …]` is number
/// `offset + i · strides[0] + j · strides[1] + …`.
struct StridedLayout: Equatable {
  /// In elements.
  let offset: Int
  let shape: [Int]
  /// In elements, not negative.
  let strides: [Int]
  /// Number of elements.
  let count: Int
  /// One more than the highest element number in use; 0 for a tensor without elements.
  let end: Int

  /// Tensors of more dimensions than NumPy knows are refused.
  private static let maximumRank = 64

  /// What is wrong with a layout.
  struct Problem: Error {
    var message: String
  }

  /// A layout, checked for overflow; whether it fits a storage is for the reader to check.
  init(offset: Int, shape: [Int], strides: [Int]) throws(Problem) {
    guard shape.count == strides.count else {
      throw Problem(message: "\(shape.count) sizes with \(strides.count) strides")
    }
    guard shape.count <= Self.maximumRank else {
      throw Problem(message: "\(shape.count) dimensions, at most \(Self.maximumRank) are read")
    }
    guard shape.allSatisfy({ $0 >= 0 }) else {
      throw Problem(message: "a negative size in \(shape)")
    }
    guard strides.allSatisfy({ $0 >= 0 }) else {
      throw Problem(message: "a negative stride in \(strides)")
    }
    guard offset >= 0 else { throw Problem(message: "a negative offset, \(offset)") }
    var count = 1
    var last = offset
    for (extent, stride) in zip(shape, strides) where extent > 0 {
      let (product, tooMany) = count.multipliedReportingOverflow(by: extent)
      let (reach, tooFar) = (extent - 1).multipliedReportingOverflow(by: stride)
      let (sum, tooLarge) = last.addingReportingOverflow(reach)
      guard !tooMany, !tooFar, !tooLarge, sum < .max else {
        throw Problem(message: "sizes \(shape) with strides \(strides), which are too large")
      }
      (count, last) = (product, sum)
    }
    self.offset = offset
    self.shape = shape
    self.strides = strides
    self.count = shape.contains(0) ? 0 : count
    self.end = shape.contains(0) ? 0 : last + 1
  }

  /// A tensor that fills its storage in C order.
  init(shape: [Int]) throws(Problem) {
    var strides: [Int] = []
    var stride = 1
    for extent in shape.reversed() {
      strides.append(stride)
      let (product, overflow) = stride.multipliedReportingOverflow(by: max(extent, 1))
      guard !overflow else { throw Problem(message: "sizes \(shape), which are too large") }
      stride = product
    }
    try self.init(offset: 0, shape: shape, strides: strides.reversed())
  }

  /// Whether the elements lie one after another in C order.
  var isContiguous: Bool {
    var expected = 1
    for (extent, stride) in zip(shape, strides).reversed() where extent != 1 {
      guard stride == expected else { return false }
      expected *= extent
    }
    return true
  }

  /// The elements in C order.
  ///
  /// - Precondition: `bytes` has at least `end` elements.
  func gather<Element: BitwiseCopyable>(from bytes: UnsafeRawBufferPointer) -> [Element] {
    let size = MemoryLayout<Element>.stride
    precondition(end <= bytes.count / size, "the layout exceeds its storage")
    guard count > 0 else { return [] }
    return [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      let target = UnsafeMutableRawBufferPointer(buffer)
      if isContiguous {
        target.copyMemory(
          from: UnsafeRawBufferPointer(rebasing: bytes[offset * size..<(offset + count) * size]))
      } else {
        var index = [Int](repeating: 0, count: shape.count)
        var position = offset
        for element in 0..<count {
          let value = bytes.loadUnaligned(fromByteOffset: position * size, as: Element.self)
          target.storeBytes(of: value, toByteOffset: element * size, as: Element.self)
          advance(&index, &position)
        }
      }
      initialized = count
    }
  }

  /// Moves to the next element in C order.
  private func advance(_ index: inout [Int], _ position: inout Int) {
    for dimension in shape.indices.reversed() {
      index[dimension] += 1
      position += strides[dimension]
      if index[dimension] < shape[dimension] { return }
      position -= index[dimension] * strides[dimension]
      index[dimension] = 0
    }
  }
}
