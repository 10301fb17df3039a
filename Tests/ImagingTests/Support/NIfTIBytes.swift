/// A hand-made NIfTI-1 file, to be spoilt by tests.
struct NIfTIBytes {
  var bytes: [UInt8]

  /// 3 × 4 × 5 voxels of int16 that count up from zero, identity sform, 2 mm qform.
  init() {
    bytes = [UInt8](repeating: 0, count: 352)
    set(Int32(348), 0)
    for (index, extent) in [3, 3, 4, 5, 1, 1, 1, 1].enumerated() {
      set(Int16(extent), 40 + 2 * index)
    }
    set(Int16(4), 70)
    set(Int16(16), 72)
    for index in 0..<4 { set(Float(index == 0 ? 1 : 2), 76 + 4 * index) }
    set(Float(352), 108)
    set(Int16(1), 252)
    set(Int16(1), 254)
    for row in 0..<3 { set(Float(1), 280 + 16 * row + 4 * row) }
    bytes.replaceSubrange(344..<348, with: Array("n+1".utf8) + [0])
    for value in 0..<60 { bytes += withUnsafeBytes(of: Int16(value).littleEndian) { Array($0) } }
  }

  mutating func set<Number: FixedWidthInteger>(_ value: Number, _ offset: Int) {
    let raw = withUnsafeBytes(of: value.littleEndian) { Array($0) }
    bytes.replaceSubrange(offset..<offset + raw.count, with: raw)
  }

  mutating func set(_ value: Float, _ offset: Int) { set(value.bitPattern, offset) }

  func with(_ change: (inout NIfTIBytes) -> Void) -> [UInt8] {
    var copy = self
    change(&copy)
    return copy.bytes
  }
}
