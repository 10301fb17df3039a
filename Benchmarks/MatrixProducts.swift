import Arithmetic
import COpenBLAS
import Support

/// Matrix products on one thread, against OpenBLAS as it starts by default.
let matrixProductBenchmarks =
  [
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
  + [
    Benchmark(
      name: "openblas matrix product 512 × 512 × 512 (cblas_sgemm itself)", bar: .timesPeer(1.03)
    ) {
      let size = 512
      let (left, right) = (Operand.random([size, size]), Operand.random([size, size]))
      let kernels = try Arithmetics.make(
        ArithmeticSpecification(name: "openblas"), seed: 1, threads: 1)
      let ours = Timing.leastProcessorTime {
        _ = kernels.matrixProduct(left, right, transposeA: false, transposeB: false)
      }
      guard case .binary32(let a) = left, case .binary32(let b) = right else { return (ours, .nan) }
      var product = [Float](repeating: 0, count: size * size)
      let n = Int32(size)
      return (
        ours,
        Timing.leastProcessorTime {
          cblas_sgemm(
            CblasRowMajor, CblasNoTrans, CblasNoTrans, n, n, n, 1, a.values, n, b.values, n, 0,
            &product, n)
        }
      )
    }
  ]
