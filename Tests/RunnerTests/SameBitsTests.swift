import Support
import Testing

/// Results do not depend on how many threads compute them, nor on the instructions of the CPU.
@Suite struct SameBitsTests {
  private static let stages = ["conformed", "aligned", "carried", "bits", "overlap", "report"]

  /// The stages of pipelines/first-bits.yaml, at small size, with as many threads as `cores`.
  private static let manifest = """
    lastbit: 1
    name: same-bits
    params: {cores: {type: integer, default: 1}}
    defaults: {resources: {cores: $cores}}
    sources:
      moving: {file: moving.nii}
      fixed:  {file: fixed.nii}
      labels: {file: labels.nii, type: labels}
    stages:
      conformed: {uses: preprocess/normalize, in: {image: moving}}
      aligned:
        uses: register/affine
        in: {moving: conformed, fixed: fixed}
        with: {levels: [12, 8], iterations: 4}
        sweep:
          arithmetic: [ieee, float64, random-rounding, stochastic-rounding]
          repeat: 1..2
      carried: {uses: register/apply, in: {image: labels, transform: aligned.transform, fixed: fixed}}
      bits: {uses: measure/significant-bits, in: {samples: aligned.resampled}, over: repeat}
      overlap: {uses: measure/dice, in: {samples: carried}, over: repeat}
      report: {uses: report/html, in: {bits: bits.summary, map: bits.bits}, over: arithmetic}
    """

  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    let spacing: Float = 6
    try folder.write("fixed.nii", SyntheticHead(size: 32, spacing: spacing).image)
    let moved = SyntheticHead(size: 32, spacing: spacing, shift: (5, -4, 3), scale: 1.04)
    try folder.write("moving.nii", moved.image)
    try folder.write("labels.nii", moved.labels)
    try folder.write("m.yaml", Self.manifest)
  }

  private func digests(cores: Int, cpu: String = "") throws -> [String: String] {
    let lastbit = Lastbit(in: folder.path, environment: ["LASTBIT_CPU": cpu])
    let store = "store-\(cores)-\(cpu)"
    let outcome = try lastbit(
      "run", "m.yaml", "--cores", "\(cores)", "--set", "cores=\(cores)", "--store", store)
    guard outcome.status == 0 else { throw UnexpectedOutcome(outcome: outcome) }
    return try lastbit.digests(of: Self.stages, store: store)
  }

  @Test func withAnyThreadsAndInstructions() throws {
    let expected = try digests(cores: 1)
    #expect(expected.count > 40)
    #expect(Set(expected.filter { $0.key.hasSuffix(".resampled") }.values).count >= 6)
    for cores in [2, 8] { #expect(try digests(cores: cores) == expected, "\(cores) threads") }
    // What the CPU or the build lacks is not used, with a warning.
    for cpu in ["baseline", "avx2", "avx512"] {
      #expect(try digests(cores: 3, cpu: cpu) == expected, "\(cpu)")
    }
  }
}
