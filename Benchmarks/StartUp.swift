import Support

/// How long the command takes when it has next to nothing to do. Every call goes through
/// `/usr/bin/env`, ours and the peer's, and its millisecond counts for both.
let startUpBenchmarks = [
  Benchmark(name: "start-up: lastbit --version (python3 -c pass)", bar: .milliseconds(15)) {
    (
      try Timing.least(of: 30) { try Timing.run(Lastbit.binary, ["--version"]) },
      try Timing.least(of: 10) { try Timing.run("python3", ["-c", "pass"]) }
    )
  },
  Benchmark(name: "check: manifest of 10 stages (make -n, 10 rules)", bar: .milliseconds(40)) {
    let folder = try TemporaryFolder()
    try folder.write("head.nii", SyntheticHead(size: 4).image)
    try folder.write("chain.yaml", chain(10))
    try folder.write("Makefile", rules(10))
    return (
      try Timing.least(of: 30) {
        try Timing.run(Lastbit.binary, ["check", "chain.yaml"], in: folder.path)
      },
      try Timing.least(of: 30) { try Timing.run("make", ["-n"], in: folder.path) }
    )
  },
]

/// A manifest of stages that each read the one before.
private func chain(_ count: Int) -> String {
  var text = "lastbit: 1\nsources:\n  stage0: {file: head.nii}\nstages:\n"
  for index in 1...count {
    text += """
        stage\(index):
          uses: perturb/noise
          in: {image: stage\(index - 1)}
          with: {unit: ulp, size: 2}

      """
  }
  return text
}

/// A makefile of rules that each need the one before.
private func rules(_ count: Int) -> String {
  var text = "stage\(count):\n"
  for index in 1...count {
    text += "stage\(index): \(index > 1 ? "stage\(index - 1)" : "")\n\ttouch stage\(index)\n"
  }
  return text
}
