import Arithmetic
import Support

/// Matrix products on one thread, against OpenBLAS as it starts by default.
let matrixProductBenchmarks = [
  (64, 65536, 576), (64, 65536, 1600), (1024, 1024, 1024),
].map { rows, columns, depth in
  Benchmark(
    name: "ieee matrix product \(rows) × \(columns) × \(depth) (OpenBLAS)", bar: .timesPeer(1)
  ) {
    let left = Operand.random([rows, depth])
    let right = Operand.random([depth, columns])
    func time(_ name: String) throws -> Double {
      let kernels = try Arithmetics.make(
        ArithmeticSpecification(name: name), seed: 1, threads: 1)
      return Timing.leastProcessorTime {
        _ = kernels.matrixProduct(left, right, transposeA: false, transposeB: false)
      }
    }
    return (try time("ieee"), try time("openblas"))
  }
}
