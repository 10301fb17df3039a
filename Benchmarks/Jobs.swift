import Support

/// What a job costs beside its own work: planning, HDF5, digests, provenance, index.
let jobBenchmarks = [
  Benchmark(
    name: "1000 trivial jobs, per job (make -j2, 1000 × touch)", bar: .milliseconds(2)
  ) {
    let jobs = 1000.0
    let ours = try TrivialJobs()
    let make = try TouchedFiles()
    return (
      try Timing.once { try ours.run() } / jobs, try Timing.once { try make.run() } / jobs
    )
  },
  Benchmark(
    name: "nothing to do, 1000 jobs (make, 1000 files)", bar: .milliseconds(500)
  ) {
    let ours = try TrivialJobs()
    try ours.run()
    let make = try TouchedFiles()
    try make.run()
    return (try Timing.least(of: 5) { try ours.run() }, try Timing.least(of: 5) { try make.run() })
  },
]

/// Noise on an image of eight voxels, a thousand times.
private struct TrivialJobs {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("head.nii", SyntheticHead(size: 2).image)
    try folder.write(
      "jobs.yaml",
      """
      lastbit: 1
      sources:
        head: {file: head.nii}
      stages:
        noisy: {uses: perturb/noise, in: {image: head}, sweep: {repeat: 1..1000}}
      """)
  }

  func run() throws {
    try Timing.run(Lastbit.binary, ["run", "jobs.yaml", "--store", "store"], in: folder.path)
  }
}

/// A makefile that touches a thousand files.
private struct TouchedFiles {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    let names = (1...1000).map { "file\($0)" }
    try folder.write(
      "Makefile",
      "all: \(names.joined(separator: " "))\n" + names.map { "\($0):\n\ttouch $@\n" }.joined())
  }

  func run() throws { try Timing.run("make", ["-j2", "-s"], in: folder.path) }
}
