import Arithmetic

/// Fixed operands where roundings go wrong if they do.
///
/// Ordinary numbers, both sides of binade boundaries, subnormal results, overflow edges, and numbers
/// so close to one of the format that a wider format does not tell them apart.
enum Cells {
  /// - Parameter rounded: the smaller format that results are rounded into, if there is one: its edges
  ///   are cells too.
  static func all(
    _ operation: KernelOperation, _ format: RealFormat, rounded: BinaryFormat? = nil
  ) -> [[Double]] {
    var source = OperandSource(seed: 0xCE11)
    let drawn = (0..<24).map { _ in source.operands(operation.exact, BinaryFormat(format)) }
    let edges = rounded.map { fixed(operation, FormatLimits($0)) } ?? []
    return bothSigns(operation, fixed(operation, FormatLimits(format)) + edges) + drawn
  }

  private static func fixed(_ operation: KernelOperation, _ limits: FormatLimits) -> [[Double]] {
    let cells =
      switch operation {
      case .add: sums(limits)
      case .subtract: sums(limits).map { [$0[0], -$0[1]] }
      case .multiply: products(limits)
      case .divide: quotients(limits)
      case .squareRoot: roots(limits)
      case .multiplyAdd: productSums(limits)
      case .convert:
        conversions(limits.format == .binary64 ? FormatLimits(RealFormat.binary32) : limits)
      }
    return operation == .convert ? cells : cells.map { $0.map(limits.narrow) }
  }

  /// Each cell and its mirror image.
  private static func bothSigns(_ operation: KernelOperation, _ cells: [[Double]]) -> [[Double]] {
    switch operation {
    case .squareRoot: cells
    case .multiply, .divide: cells.flatMap { [$0, [-$0[0], $0[1]]] }
    case .multiplyAdd: cells.flatMap { [$0, [-$0[0], $0[1], -$0[2]]] }
    case .add, .subtract, .convert: cells.flatMap { [$0, $0.map { -$0 }] }
    }
  }

  private static func sums(_ f: FormatLimits) -> [[Double]] {
    let p = f.format.precision
    var cells: [[Double]] = []
    for k in [p, p + 1, p + 2, p + 3, p + 6, p + 10, p + 29, p + 36, 100, 120] {
      let small = Double(sign: .plus, exponent: -k, significand: 1)
      cells += [[1, small], [1, -small], [1, 3 * small], [1, -3 * small]]
      cells += [
        [2 - f.gap, small], [2 - f.gap, -small], [1 + f.gap, small], [1 + f.gap, -small],
      ]
    }
    cells += [[1, f.least], [1, -f.least], [1, f.normal], [2 - f.gap, 1 - f.gap / 2]]
    cells += [[1 / 3 * 3 - 1 + f.narrow(0.1), f.narrow(0.2)], [f.narrow(1e6), f.narrow(0.3)]]
    for part in [1, 2, 3, 4, 5, 6, 7, 8] as [Double] {
      cells.append([f.greatest, f.lastGap * part / 8])
    }
    cells += [[f.greatest, f.greatest], [f.greatest, f.least], [f.greatest, f.greatest / 4]]
    cells += [[f.greatest, -f.lastGap / 4], [f.greatest / 2, -f.lastGap / 16]]
    return cells
  }

  private static func products(_ f: FormatLimits) -> [[Double]] {
    let g = f.gap
    var cells = [
      [1 + g, 1 + g], [1 + g, 1 + 3 * g], [2 - g, 1 + g], [2 - g, 2 - g], [1 - g / 2, 1 + g],
      [1 - g / 2, 1 - g / 2], [f.narrow(0.1), f.narrow(0.1)], [f.narrow(1.0 / 3), 3], [1.5, 1 + g],
    ]
    // Below the least normal number: gaps stay, fractions vary.
    for factor in [0.25, 0.5, 0.75, 1 - g / 2, 1.25, 1 + g, 2.5, 1000.125, 0x1p-40, 0x1p-120] {
      cells += [[f.least, factor], [3 * f.least, factor], [f.normal, factor / 2]]
    }
    cells += [[f.normal, 1 - g / 2], [f.normal * (1 + g), 1 - g / 2], [f.least, f.least]]
    cells += [[f.normal * (2 - g), 0.5], [f.normal * (1 + g), 0.5], [f.normal, f.normal]]
    // Near 2^emin+p, where the error of a product is itself below the least number.
    cells += [[f.normal * f.power(f.format.precision - 1) * (1 + g), 1 + g]]
    cells += [[f.normal * f.power(3) * (1 + 5 * g), 1 + 3 * g], [f.normal * (1 + g), 1 + g]]
    // Past the greatest number.
    cells += [[f.greatest, 1 + g], [f.greatest, 2], [f.greatest * (1 - g), 1 + g]]
    cells += [
      [f.greatest * (1 - g / 2), 1 + g], [f.greatest / 2, 2 - g], [f.root, f.root * (2 - g)],
    ]
    cells += [[f.greatest / 2 * (1 + 0), 2 + 2 * g], [f.greatest, f.greatest]]
    return cells
  }

  private static func quotients(_ f: FormatLimits) -> [[Double]] {
    let g = f.gap
    var cells = [
      [1, 3], [2, 3], [1, 10], [10, 3], [1, 1 + g], [1, 1 - g / 2], [1 + g, 1 - g / 2],
      [2 - g, 1 + g], [1 - g / 2, 1 + g], [1 + g, 1 + 2 * g], [355, 113], [7, f.narrow(0.7)],
    ]
    for divisor in [3, 1.5, 7, 1 + g, 4, 1024, 3 * 0x1p60, 2 - g] {
      cells += [[f.least, divisor], [5 * f.least, divisor], [f.normal, divisor]]
      cells += [[f.normal * (1 + g), divisor], [1, f.greatest / divisor]]
    }
    // Small over small: an ordinary quotient whose remainder is below the least number.
    cells += [
      [f.normal * 1.25, f.normal * 1.75], [f.least * 5, f.least * 7], [f.least, f.normal * 1.5],
    ]
    cells += [[f.normal * (1 + g), f.least * 3], [f.greatest, f.greatest * 0.75]]
    cells += [[f.normal * f.power(20), f.power(-20) * (1 + g)]]
    // Past the greatest number.
    cells += [[f.greatest, 1 - g / 2], [f.greatest, 1 - g], [f.greatest * 0.75, 0.75 - g / 2]]
    cells += [
      [f.greatest, 0.5], [1, f.least], [1, f.normal * 0.25 * (1 + g)], [f.greatest, f.least],
    ]
    cells += [[f.least, f.greatest], [f.greatest, 3], [f.greatest / 2, 0.5 - g / 4]]
    return cells
  }

  private static func roots(_ f: FormatLimits) -> [[Double]] {
    let g = f.gap
    return [
      2, 3, 5, 0.5, 0.1, 1 + g, 1 + 2 * g, 1 - g / 2, 1 - g, 2 - g, 4 - 2 * g, 4 + 4 * g, 2 + 2 * g,
      f.least, 2 * f.least, 3 * f.least, 12_345 * f.least, f.normal, f.normal * (1 + g),
      f.normal - f.least, f.normal * 2, f.normal * f.power(10) * (1 + 3 * g),
      f.normal * f.power(f.format.precision) * 1.3125, f.greatest, f.greatest / 2,
      f.greatest * 0.75,
      1e10, 123_456.75, 0x1p-100 * 1.125, 0x1p-101 * 1.125,
    ].map { [$0] }
  }

  private static func productSums(_ f: FormatLimits) -> [[Double]] {
    let g = f.gap
    var cells = [
      [1 + g, 1 + g, 1], [1 + g, 1 + g, g / 4], [1 + g, 1 - g / 2, -1], [f.narrow(0.1), 10, -1],
      [1 + g, 1 + g, -1 - 2 * g], [3, f.narrow(1.0 / 3), -1], [2 - g, 2 - g, 1],
      [1.5, 1 + g, 1e-3],
      [1, 1, g / 4], [1, 1, -g / 8], [1 + g, 1 + g, -f.least], [f.least, 0.75, f.least],
      [f.least, 0.75, 1], [f.normal, 1 - g / 2, f.least], [f.normal, 0.3125, -f.normal],
      [f.greatest, 1 + g, -f.greatest], [f.greatest, 1, f.lastGap / 4], [f.root, f.root, 1],
      [f.greatest, 2, -f.greatest], [0x1p-60, 0x1p-60, 1], [-0x1p-60, 0x1p-60, 1],
      [0x1p-20, 0x1p-20, 2 - g], [f.root, 1 / f.root, 1],
    ]
    cells += [[f.least, f.least, f.least], [f.least, -f.least, f.least], [f.least, f.least, 1]]
    return cells
  }

  /// From binary64 to binary32 or a smaller format.
  private static func conversions(_ f: FormatLimits) -> [[Double]] {
    var cells: [Double] = [0.1, 1.0 / 3, 1e10 / 3, 123_456.789, 0x1.fffffffffffffp-1]
    let p = f.format.precision
    for k in [p, p + 1, p + 2, p + 6, 40, 51, 52] {
      let small = Double(sign: .plus, exponent: -k, significand: 1)
      cells += [1 + small, 1 - small / 2, 2 - f.gap + small, 1 + f.gap + small]
    }
    for part in [1.0 / 1024, 0.25, 0.5, 0.75, 1 - 1.0 / 1024] {
      cells += [f.greatest + f.lastGap * part, f.least * part, f.least * (1 + part)]
      cells += [f.normal - f.least * part, f.normal - f.least * (1 + part)]
      cells += [f.normal + f.least * part]
    }
    cells += [0x1p128, 1e300, 1e-300, 0x1p-1074, 0x1p-150, 0x1p-151, .greatestFiniteMagnitude]
    return cells.map { [$0] }
  }
}

/// The numbers that a format's edges are made of, as binary64.
struct FormatLimits {
  let format: BinaryFormat

  init(_ format: RealFormat) { self.format = BinaryFormat(format) }

  init(_ format: BinaryFormat) { self.format = format }

  /// From 1 to the next number.
  var gap: Double { power(1 - format.precision) }
  /// The least positive number.
  var least: Double { power(format.leastExponent) }
  /// The least normal number.
  var normal: Double { power(format.leastExponent + format.precision - 1) }
  /// The greatest finite number.
  var greatest: Double { power(format.limitExponent - 1) * (2 - gap) }
  /// From the greatest number to where the next would be.
  var lastGap: Double { power(format.limitExponent - format.precision) }
  /// A power of two whose square is half of the first power that overflows.
  var root: Double { power(format.limitExponent / 2 - 1) * 1.5 }

  func power(_ exponent: Int) -> Double { Double(sign: .plus, exponent: exponent, significand: 1) }

  /// The nearest number of the format.
  func narrow(_ value: Double) -> Double {
    guard format != .binary32 else { return Double(Float(value)) }
    guard format != .binary64, value.isFinite, value != 0 else { return value }
    return Neighbours(ExactNumber(value), in: format).nearest
  }
}
