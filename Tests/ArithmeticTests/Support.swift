import Arithmetic
import Testing

/// Every backend under its defaults.
let allBackends = Arithmetics.backends.map(\.name)

/// Those whose results depend on the seed.
let randomBackends = Arithmetics.backends.filter { !$0.isDeterministic }.map(\.name)

func arithmetic(_ name: String, seed: UInt64 = 1, threads: Int = 1) throws -> any Arithmetic {
  try Arithmetics.make(ArithmeticSpecification(name: name), seed: seed, threads: threads)
}

/// Reproducible test data.
struct Source {
  private let stream: RandomStream
  private var index: UInt64 = 0

  init(_ seed: UInt64) { stream = RandomStream(key: seed, stream: 0) }

  mutating func uniform(_ range: ClosedRange<Double>) -> Double {
    index += 1
    return range.lowerBound + (range.upperBound - range.lowerBound) * stream.uniform(index)
  }

  mutating func tensor(
    _ format: RealFormat, _ shape: [Int], _ range: ClosedRange<Double> = -1...1
  ) -> RealTensor {
    let count = shape.reduce(1, *)
    return RealTensor(format, shape: shape, (0..<count).map { _ in uniform(range) })
  }
}

/// Those that keep results near the exact ones whatever cancels, and those of them that keep enough
/// bits to find a voxel.
let accurateBackends = allBackends.filter { $0 != "cancellation" }
let preciseBackends = accurateBackends.filter { $0 != "reduced" }
/// Those that leave exact results alone.
let exactBackends = preciseBackends.filter { $0 != "up-down" }

extension RealFormat {
  /// A bound on the relative error of one operation under a backend.
  func unit(_ backend: String) -> Double {
    let half = self == .binary32 ? 0x1p-24 : 0x1p-53
    return switch backend {
    case "reduced": 0x1p-8
    case "up-down", "mca": 3 * half
    case "upward", "downward", "toward-zero": 2 * half
    default: half
    }
  }
}

/// Largest difference relative to the largest magnitude of what is expected.
func error(_ tensor: RealTensor, _ expected: [Double]) -> Double {
  let scale = expected.map(\.magnitude).max() ?? 1
  let worst = zip(tensor.doubles, expected).map { ($0 - $1).magnitude }.max() ?? 0
  return worst / max(scale, 1e-300)
}
