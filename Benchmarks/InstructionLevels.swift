import Arithmetic

/// A convolution on one thread with the instructions of lesser CPUs, against the most that this one has.
let instructionLevelBenchmarks = ["ieee", "stochastic-rounding", "random-rounding"].flatMap {
  name in
  [InstructionLevel.avx2, .baseline].map { level in
    Benchmark(
      name: "\(name), convolution 3×3, 64 channels at 128², \(level.rawValue) (all instructions)",
      bar: .timesPeer(2)
    ) {
      guard let best = InstructionLevel.available.last, level != best,
        InstructionLevel.available.contains(level)
      else { throw SkippedBenchmark("this build or CPU has no two levels to compare") }
      let convolved = Convolved(channels: 64, kernel: [3, 3], size: [128, 128])
      func time(_ level: InstructionLevel) throws -> Double {
        let specification = ArithmeticSpecification(name: name)
        return convolved.time(
          try Arithmetics.make(specification, seed: 1, threads: 1, level: level))
      }
      return (try time(level), try time(best))
    }
  }
}
