internal import ArithmeticTypes

extension Backend {
  func extrema(_ a: RealTensor) -> (least: Double, greatest: Double) {
    switch a {
    case .binary32(let tensor): extrema(tensor.values)
    case .binary64(let tensor): extrema(tensor.values)
    }
  }

  private func extrema<Real: RealNumber>(_ values: [Real]) -> (least: Double, greatest: Double) {
    guard let first = values.first else { return (.nan, .nan) }
    let size = 1 << 14
    let (count, threads) = (values.count, threads)
    let partial = Tiling.fillTwo(
      (count + size - 1) / size, threads: threads, grain: 4
    ) { (range, least: UnsafeMutablePointer<Real>, greatest: UnsafeMutablePointer<Real>) in
      values.withElements { values in
        for block in range {
          let (low, high) = blockExtrema(
            values + block * size, min(size, count - block * size), first)
          (least + block).initialize(to: low)
          (greatest + block).initialize(to: high)
        }
        return range.count
      }
    }
    guard partial.first.allSatisfy({ $0 == $0 }) else { return (.nan, .nan) }
    let least = partial.first.reduce(first) { $1 < $0 ? $1 : $0 }
    let greatest = partial.second.reduce(first) { $1 > $0 ? $1 : $0 }
    return (least.wide, greatest.wide)
  }
}

/// The extremes of a block, in sixteen lanes; NaN where one is NaN.
private func blockExtrema<Real: RealNumber>(
  _ values: UnsafePointer<Real>, _ count: Int, _ first: Real
) -> (Real, Real) {
  var (least, greatest) = (
    InlineArray<16, Real>(repeating: first), InlineArray<16, Real>(repeating: first)
  )
  // Zero, unless there is NaN or infinity.
  var doubts = InlineArray<16, Real>(repeating: 0)
  func take(_ value: Real, _ lane: Int) {
    least[lane] = value < least[lane] ? value : least[lane]
    greatest[lane] = value > greatest[lane] ? value : greatest[lane]
    doubts[lane] += value * 0
  }
  var start = 0
  while start + 16 <= count {
    for lane in 0..<16 { take(values[start + lane], lane) }
    start += 16
  }
  for lane in 0..<count - start { take(values[start + lane], lane) }
  var (low, high, doubt) = (least[0], greatest[0], doubts[0])
  for lane in 1..<16 {
    low = least[lane] < low ? least[lane] : low
    high = greatest[lane] > high ? greatest[lane] : high
    doubt += doubts[lane]
  }
  if doubt != doubt, (0..<count).contains(where: { values[$0] != values[$0] }) {
    return (.nan, .nan)
  }
  return (low, high)
}
