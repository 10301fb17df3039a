/// A small experiment in a folder: a head, noise on it several times, the bits that survive.
public struct NoiseExperiment {
  public let folder: TemporaryFolder
  public let lastbit: Lastbit

  /// The manifest: stages `normal`, `noisy` (along `repeat`) and `bits`.
  public static let manifest = """
    lastbit: 1
    name: noise
    params:
      repeats: {type: integer, default: 3, minimum: 2}
      size: {type: number, default: 4}
    sources:
      head: {file: head.nii}
    stages:
      normal: {uses: preprocess/normalize, in: {image: head}}
      noisy:
        uses: perturb/noise
        in: {image: normal}
        with: {size: $size}
        sweep: {repeat: 1..$repeats}
      bits:
        uses: measure/significant-bits
        in: {samples: noisy}
        over: repeat
        export: {summary: results/bits.tsv, bits: results/bits.nii.gz}
    """

  /// - Parameter size: voxels along each axis of the head.
  public init(size: Int = 16) throws {
    folder = try TemporaryFolder()
    lastbit = Lastbit(in: folder.path)
    try folder.write("head.nii", SyntheticHead(size: size, spacing: 192 / Float(size)).image)
    try folder.write("noise.yaml", Self.manifest)
  }

  /// Digests of every output of the three stages, by job and port.
  public func digests(store: String = ".lastbit") throws -> [String: String] {
    try lastbit.digests(of: ["normal", "noisy", "bits"], store: store)
  }
}

/// A call that should have worked.
public struct UnexpectedOutcome: Error, CustomStringConvertible {
  public var outcome: Lastbit.Outcome

  public init(outcome: Lastbit.Outcome) { self.outcome = outcome }

  public var description: String {
    "status \(outcome.status)\n\(outcome.output)\n\(outcome.messages)"
  }
}
