import Arithmetic
import Support

/// Element-wise kernels on one thread: a million elements' worth of tensors that fit into the cache,
/// so that a nanosecond an element is a millisecond; and `ieee` against copying as much memory.
let elementwiseBenchmarks =
  ["add", "multiply", "multiplyAdd"].flatMap { operation in
    ["stochastic-rounding", "random-rounding", "up-down"].map { name in
      Benchmark(
        name: "\(name), \(operation), a million elements in the cache (ieee)",
        bar: .milliseconds(0.5)
      ) {
        // Many times over: the clock does not tell microseconds.
        let (elements, times) = (Elements(count: 8192), 1000)
        let scale = 1e6 / Double(8192 * times)
        return (
          try elements.time(operation, name, times: times) * scale,
          try elements.time(operation, "ieee", times: times) * scale
        )
      }
    }
  }
  + [
    Benchmark(name: "ieee, add, 2²⁴ elements (copying both operands)", bar: .timesPeer(2)) {
      let elements = Elements(count: 1 << 24)
      return (try elements.time("add", "ieee"), elements.copyTime())
    }
  ]

private struct Elements {
  var count: Int

  /// Milliseconds of one thread's processor time, the least of several runs.
  func time(_ operation: String, _ name: String, times: Int = 1) throws -> Double {
    let kernels = try Arithmetics.make(ArithmeticSpecification(name: name), seed: 1, threads: 1)
    let (x, y) = (Operand.random([count]), Operand.random([count]))
    return Timing.leastProcessorTime {
      for _ in 0..<times {
        switch operation {
        case "add": _ = kernels.add(x, y)
        case "multiply": _ = kernels.multiply(x, y)
        default: _ = kernels.multiplyAdd(x, y, x)
        }
      }
    }
  }

  func copyTime() -> Double {
    guard case .binary32(let x) = Operand.random([count]) else { return .nan }
    let values = x.values
    return Timing.leastProcessorTime {
      for _ in 0..<2 {
        _ = [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
          _ = buffer.initialize(from: values)
          initialized = count
        }
      }
    }
  }
}
