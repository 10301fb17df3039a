import Foundation
import Support

/// The stage against the Python package whose numbers it reproduces: 20 samples of 160³, binary32.
///
/// Ours is the whole command, which reads the samples from the store, checks them and stores the
/// result. The peers read the same samples from uncompressed NIfTI files and store nothing.
let significantBitsBenchmarks = [
  Benchmark(
    name: "significant bits, cnh, 20 samples of 160³ (significantdigits)", bar: .timesFaster(10)
  ) {
    let samples = try Samples()
    return (try samples.time("cnh"), try samples.peer(significantDigits("cnh")))
  },
  Benchmark(
    name: "significant bits, general, 20 samples of 160³ (significantdigits)",
    bar: .timesFaster(10)
  ) {
    let samples = try Samples()
    return (try samples.time("general"), try samples.peer(significantDigits("general")))
  },
  Benchmark(
    name: "significant bits, parker, 20 samples of 160³ (NumPy, -log2(std/mean))",
    bar: .timesFaster(1)
  ) {
    let samples = try Samples()
    return (
      try samples.time("parker"),
      try samples.peer("-numpy.log2(x.std(axis=0, ddof=1) / abs(x.mean(axis=0)))")
    )
  },
  Benchmark(
    name: "significant bits, peak memory of cnh, 20 samples of 160³ (the samples' size)",
    bar: .timesPeer(1.3), unit: "MB"
  ) {
    let samples = try Samples()
    return (Double(try samples.run("cnh")) / 1e6, Double(20 * 160 * 160 * 160 * 4) / 1e6)
  },
]

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
    return try Timing.run(Lastbit.binary, ["run", "bits.yaml"], in: folder.path)
  }

  /// The least of a few runs of the command, in milliseconds; without the writing of its manifest.
  func time(_ method: String) throws -> Double {
    try (0..<5).map { _ in
      try write(manifest: method)
      return try Timing.once {
        try Timing.run(Lastbit.binary, ["run", "bits.yaml"], in: folder.path)
      }
    }.min() ?? .nan
  }

  /// The least of a few evaluations of a Python expression of `x`, the samples, reading included.
  func peer(_ expression: String) throws -> Double {
    let output = try Repository.run(
      python: """
        import sys, time, warnings, numpy, nibabel, significantdigits
        warnings.simplefilter("ignore")
        def once():
            start = time.perf_counter()
            x = numpy.stack([
                nibabel.load(f"{sys.argv[1]}/noisy-{i}.nii").get_fdata(dtype="float32")
                for i in range(1, 21)])
            \(expression)
            return 1000 * (time.perf_counter() - start)
        print(min(once() for _ in range(3)))
        """, [folder.path])
    guard let milliseconds = Double(output.split(separator: "\n").last ?? "") else {
      throw BenchmarkError("Python printed '\(output)'")
    }
    return milliseconds
  }
}
