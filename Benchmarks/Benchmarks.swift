import Arithmetic
import Foundation
import StandardKernels
import Support

/// Prints one line a measurement; `--only pattern` runs those whose name contains the pattern.
@main
enum Benchmarks {
  static let all: [Benchmark] =
    startUpBenchmarks + jobBenchmarks + significantBitsBenchmarks + trainedNetworkBenchmarks
    + ensembleBenchmarks
    + convolutionBenchmarks
    + contractionBenchmarks
    + matrixProductBenchmarks + elementwiseBenchmarks + reducedPrecisionBenchmarks
    + instructionLevelBenchmarks + threadBenchmarks + fastSurferBenchmarks + synthMorphBenchmarks
    + dilatedConvolutionBenchmarks + trainingBenchmarks + regressorBenchmarks

  static func main() {
    // As the command does.
    if let problem = StandardKernels.handIn() {
      print(problem)
      exit(1)
    }
    FreedMemory.keep()
    let arguments = CommandLine.arguments.dropFirst()
    var pattern = ""
    if arguments.first == "--only", let word = arguments.dropFirst().first {
      pattern = word
    } else if !arguments.isEmpty {
      print("usage: Benchmarks [--only pattern]")
      exit(2)
    }
    let chosen = all.filter { pattern.isEmpty || $0.name.contains(pattern) }
    guard !chosen.isEmpty else {
      print("no benchmark has '\(pattern)' in its name; there are:")
      for benchmark in all { print("  \(benchmark.name)") }
      exit(2)
    }
    var failed = false
    print("name\tours\tpeer\tratio\tbar\tverdict")
    for benchmark in chosen {
      do { print(try benchmark.line()) } catch let skipped as SkippedBenchmark {
        print("\(benchmark.name)\tskipped: \(skipped)")
      } catch {
        print("\(benchmark.name)\tfailed: \(error)")
        failed = true
      }
      // Each line as soon as it is known, also into a pipe.
      fflush(nil)
    }
    exit(failed ? 1 : 0)
  }
}
