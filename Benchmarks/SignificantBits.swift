import Arithmetic
import Foundation
import Support

/// Against the Python package whose numbers we reproduce: 20 samples of 160³, binary32.
///
/// The kernel and the package's function have the samples in memory. `lastbit run` reads them from the
/// store, checks them and stores the result; its peers read the same samples from uncompressed NIfTI
/// files and store nothing.
let significantBitsBenchmarks =
  [
    // First: to the system, a program's peak is at least that of the one that starts it.
    Benchmark(
      name: "significant bits, peak memory of cnh, 20 samples of 160³ (the samples' size)",
      bar: .timesPeer(1.3), unit: "MB"
    ) {
      let samples = try Samples()
      return (Double(try samples.run("cnh")) / 1e6, Double(20 * 160 * 160 * 160 * 4) / 1e6)
    }
  ]
  + [
    ("cnh", "significantdigits", significantDigits("cnh"), 10.0),
    ("general", "significantdigits", significantDigits("general"), 10),
    ("parker", "NumPy, -log2(std/mean)", parker, 1),
  ].flatMap { method, peer, expression, factor in
    [
      Benchmark(
        name: "significant bits, \(method), 20 samples of 160³ (\(peer))", bar: .timesFaster(factor)
      ) {
        let samples = try Samples()
        return (try samples.kernelTime(method), try samples.peer(expression, reads: false))
      },
      Benchmark(
        name: "lastbit run: significant bits, \(method), 20 samples of 160³ (\(peer) and reading)",
        bar: .timesFaster(factor)
      ) {
        let samples = try Samples()
        return (try samples.commandTime(method), try samples.peer(expression, reads: true))
      },
    ]
  }

private let parker = "-numpy.log2(x.std(axis=0, ddof=1) / abs(x.mean(axis=0)))"

private func significantDigits(_ method: String) -> String {
  "significantdigits.significant_digits(x, reference=x.mean(axis=0), axis=0, basis=2, "
    + "error='relative', method='\(method)')"
}

/// Noisy copies of an image, in a store and in files.
private final class Samples {
  private let folder: TemporaryFolder
  private var runs = 0

  init() throws {
    guard Repository.python != nil else {
      throw BenchmarkError("no test Python; 'make bench' sets it up")
    }
    folder = try TemporaryFolder()
    try folder.write("head.nii", SyntheticHead(size: 160, spacing: 1.2).image)
    try write(manifest: "cnh")
    try Timing.run(Lastbit.binary, ["run", "bits.yaml", "--targets", "noisy"], in: folder.path)
  }

  private func write(manifest method: String) throws {
    runs += 1
    try folder.write(
      "bits.yaml",
      """
      lastbit: 1
      sources:
        head: {file: head.nii}
      stages:
        noisy:
          uses: perturb/noise
          in: {image: head}
          with: {size: 64}
          sweep: {repeat: 1..20}
          export: noisy-$repeat.nii
        bits:
          uses: measure/significant-bits
          in: {samples: noisy}
          over: repeat
          with: {method: \(method), skip-zeros: false, confidence: 0.95\(runs)}
      """)
  }

  /// Runs the stage: each time with another parameter, so that nothing is stored yet.
  ///
  /// - Returns: the most memory that the command held, in bytes.
  func run(_ method: String) throws -> Int {
    try write(manifest: method)
    return try Timing.run(Lastbit.binary, ["run", "bits.yaml"], in: folder.path).memory
  }

  /// The least of a few runs of the command, in milliseconds; without the writing of its manifest.
  func commandTime(_ method: String) throws -> Double {
    try (0..<5).map { _ in
      try write(manifest: method)
      return try Timing.once {
        try Timing.run(Lastbit.binary, ["run", "bits.yaml"], in: folder.path)
      }
    }.min() ?? .nan
  }

  /// The kernel of the stage, on one thread.
  func kernelTime(_ method: String) throws -> Double {
    guard let method = SignificantBits.Method(rawValue: method) else { return .nan }
    var samples: [UnsafeBufferPointer<Float>] = []
    defer { for sample in samples { sample.deallocate() } }
    for sample in 1...20 {
      let file = try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/noisy-\(sample).nii"))
      let numbers = UnsafeMutableBufferPointer<Float>.allocate(capacity: 160 * 160 * 160)
      // A NIfTI-1 header and the space after it take 352 bytes.
      file.copyBytes(to: numbers, from: 352..<352 + 4 * numbers.count)
      samples.append(UnsafeBufferPointer(numbers))
    }
    let formula = SignificantBits(
      method: method, error: .relative, precision: 24, correction: 1.5, skipsZeros: false)
    var bits = [Double](repeating: 0, count: samples[0].count)
    return bits.withUnsafeMutableBufferPointer { bits in
      Timing.leastProcessorTime {
        Arithmetics.cpu.kernels.significantBits(
          formula, of: .binary32(samples), given: nil, bits: bits, references: nil)
      }
    }
  }

  /// The least of a few evaluations of a Python expression of `x`, the samples.
  func peer(_ expression: String, reads: Bool) throws -> Double {
    let output = try Repository.run(
      python: """
        import sys, time, warnings, numpy, nibabel, significantdigits
        warnings.simplefilter("ignore")
        def read():
            return numpy.stack([
                nibabel.load(f"{sys.argv[1]}/noisy-{i}.nii").get_fdata(dtype="float32")
                for i in range(1, 21)])
        x = read()
        def once():
            global x
            start = time.perf_counter()
            if \(reads ? "True" : "False"): x = read()
            \(expression)
            return 1000 * (time.perf_counter() - start)
        print(min(once() for _ in range(5)))
        """, [folder.path])
    guard let milliseconds = Double(output.split(separator: "\n").last ?? "") else {
      throw BenchmarkError("Python printed '\(output)'")
    }
    return milliseconds
  }
}
