import Foundation
import Support

/// The stage against the Python package whose numbers it reproduces.
let significantBitsBenchmarks = [
  Benchmark(
    name: "significant bits, 8 samples of 128³ (significantdigits)", bar: .timesFaster(1)
  ) {
    guard Repository.python != nil else {
      throw BenchmarkError("no test Python; 'make bench' sets it up")
    }
    let folder = try TemporaryFolder()
    try folder.write("head.nii", SyntheticHead(size: 128, spacing: 1.5).image)
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
          sweep: {repeat: 1..8}
          export: noisy-$repeat.nii
        bits:
          uses: measure/significant-bits
          in: {samples: noisy}
          over: repeat
          with: {method: cnh, skip-zeros: false}
      """)
    let lastbit = Lastbit(in: folder.path)
    try expect(lastbit("run", "bits.yaml", "--targets", "noisy"))
    // With reading the samples and storing the result, as a user has it.
    let ours = try Timing.once { try expect(lastbit("run", "bits.yaml")) }
    let peer = try Repository.run(
      python: """
        import sys, time, warnings, numpy, nibabel, significantdigits as sd
        warnings.simplefilter("ignore")
        start = time.perf_counter()
        x = numpy.stack([
            nibabel.load(f"{sys.argv[1]}/noisy-{i}.nii").get_fdata(dtype="float32")
            for i in range(1, 9)])
        sd.significant_digits(
            x, reference=x.mean(axis=0), axis=0, basis=2, error="relative", method="cnh")
        print(1000 * (time.perf_counter() - start))
        """, [folder.path])
    guard let milliseconds = Double(peer.split(separator: "\n").last ?? "") else {
      throw BenchmarkError("significantdigits printed '\(peer)'")
    }
    return (ours, milliseconds)
  }
]

private func expect(_ outcome: Lastbit.Outcome) throws {
  guard outcome.status == 0 else { throw UnexpectedOutcome(outcome: outcome) }
}
