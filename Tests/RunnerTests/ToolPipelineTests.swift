import Foundation
import Support
import Testing

/// The shipped manifests for tools of the field: greedy for real, the others with programs in their
/// place that note how they were called.
@Suite struct ToolPipelineTests {
  private let folder: TemporaryFolder
  private let lastbit: Lastbit

  init() throws {
    folder = try TemporaryFolder()
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    lastbit = Lastbit(
      in: folder.path,
      environment: [
        "PATH": "\(folder.path)/bin:\(path)", "FSLDIR": "/opt/fsl", "ANTSPATH": "/opt/ants",
        "FREESURFER_HOME": "/opt/freesurfer", "FS_LICENSE": "/opt/license.txt",
        "FASTSURFER_HOME": "/opt/fastsurfer", "LASTBIT_FUZZY_LIBM": "\(folder.path)/libmath.so",
        "LASTBIT_CONTAINER_ENGINE": "docker",
      ])
    try FileManager.default.copyItem(
      atPath: "\(Repository.root)/pipelines", toPath: folder.path("pipelines"))
    try folder.write("libmath.so", Data("no library".utf8))
    try folder.write("template.nii", SyntheticHead().image)
    for subject in ["01", "02"] {
      try folder.write("bids/sub-\(subject)/anat/sub-\(subject)_T1w.nii", SyntheticHead().image)
    }
  }

  /// A program that appends its arguments to a file, and then does something.
  private func program(_ name: String, _ body: String = "") throws {
    let path = "bin/\(name)"
    try folder.write(
      path, Data("#!/bin/sh\necho \"\(name) $@\" >> \(folder.path)/calls.txt\n\(body)\n".utf8))
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: folder.path(path))
  }

  private func calls() throws -> [String] {
    try String(contentsOfFile: folder.path("calls.txt"), encoding: .utf8).split(separator: "\n")
      .map(String.init)
  }

  @Test(arguments: ["recon-all", "fastsurfer", "ants", "flirt", "synthstrip"])
  func shippedManifestsAreRight(_ name: String) throws {
    for tool in ["recon-all", "run_fastsurfer.sh"] { try program(tool, "echo 1.0") }
    for tool in ["antsRegistrationSyN.sh", "antsRegistration", "antsApplyTransforms"] {
      try program(tool, "echo 1.0")
    }
    try program("flirt")
    try program("valgrind")
    try folder.write("libexec/valgrind/verrou-amd64-linux", Data("no tool".utf8))
    try program("docker", "echo sha256:\(String(repeating: "ab", count: 32))")
    let settings =
      ["--set", "data=bids"]
      + (["ants", "flirt"].contains(name) ? ["--set", "template=template.nii"] : [])
    let outcome = try lastbit.call(["check", "pipelines/tools/\(name).yaml"] + settings)
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(outcome.output.contains("no problems"), "\(outcome.output)")
  }

  /// Verrou stands in front of the tool, with a rounding mode and a seed for each job.
  @Test func verrouStandsInFront() throws {
    try program("flirt", "cp $2 /dev/null; printf '1 0 0 0\\n0 1 0 0\\n0 0 1 0\\n0 0 0 1\\n' > $6")
    try program(
      "valgrind", "while [ \"${1#--}\" != \"$1\" ]; do shift; done; exec \"$@\"")
    try folder.write("libexec/valgrind/verrou-amd64-linux", Data("no tool".utf8))
    let outcome = try lastbit.call([
      "run", "pipelines/tools/flirt.yaml", "--set", "data=bids", "--set", "template=template.nii",
      "--set", "repeats=2",
    ])
    #expect(outcome.status == 0, "\(outcome.messages)")
    let valgrind = try calls().filter { $0.hasPrefix("valgrind") }
    // Two subjects with one image: once in round-to-nearest, twice each at random.
    #expect(valgrind.filter { $0.contains("--rounding-mode=nearest --vr-seed=0 ") }.count == 1)
    let random = valgrind.filter { $0.contains("--rounding-mode=random --vr-seed=") }
    #expect(random.count == 4 && Set(random).count == 4)
    #expect(
      try calls().contains("flirt -in in/moving.nii -ref in/fixed.nii -omat matrix.mat -dof 12"))
    #expect(folder.exists("pipelines/tools/results/flirt/01-random-rounding.tsv"))
  }

  @Test func anInstrumentThatIsNotThereIsSaid() throws {
    try program("flirt")
    try program("valgrind")
    let outcome = try lastbit.call([
      "check", "pipelines/tools/flirt.yaml", "--set", "data=bids", "--set",
      "template=template.nii",
    ])
    #expect(outcome.status == 2)
    #expect(outcome.messages.contains("has no tool verrou; install Verrou"), "\(outcome.messages)")
  }

  /// Programs built by Verificarlo, and its libm, are told by their environment.
  @Test func backendsComeByTheEnvironment() throws {
    try folder.write(
      "m.yaml",
      Data(
        """
        lastbit: 1
        stages:
          told:
            shell: echo "$$VFC_BACKENDS|$${LD_PRELOAD:-}" > $out
            out: {out: {path: out.txt, type: file}}
            instrument: fuzzy-libm
            sweep: {arithmetic: [ieee, {mca: {mode: rr, precision: 24}}]}
            export: told-$arithmetic.txt
        """.utf8))
    let outcome = try lastbit("run", "m.yaml")
    #expect(outcome.status == 0, "\(outcome.messages)")
    let texts = folder.files(under: ".").filter { $0.contains("told-") }.compactMap {
      try? String(contentsOfFile: folder.path($0), encoding: .utf8)
    }
    #expect(texts.contains("libinterflop_ieee.so|\n"), "\(texts)")
    #expect(
      texts.contains {
        $0.hasPrefix(
          "libinterflop_mca.so --mode=rr --precision-binary32=24 --precision-binary64=53 --seed=")
          && $0.contains("libmath.so")
      }, "\(texts)")
    try folder.write(
      "m.yaml",
      Data(
        try String(contentsOfFile: folder.path("m.yaml"), encoding: .utf8)
          .replacingOccurrences(of: "[ieee, {mca: {mode: rr, precision: 24}}]", with: "[upward]")
          .utf8))
    #expect(try lastbit("run", "m.yaml").messages.contains("fuzzy-libm has no arithmetic 'upward"))
  }

  /// A container: without a network, inputs read-only, by the image's digest.
  @Test func containersAreCalledSafely() throws {
    let digest = String(repeating: "ab", count: 32)
    try program(
      "docker",
      """
      case $1 in
      image) echo sha256:\(digest) ;;
      run)
        while [ $# -gt 0 ]; do [ "$1" = --workdir ] && cd $2; shift; done
        cp in/t1w.nii brain.nii; cp in/t1w.nii mask.nii ;;
      esac
      """)
    try folder.write(
      "m.yaml",
      Data(
        """
        lastbit: 1
        sources: {t1w: {file: template.nii}}
        stages:
          stripped:
            command: mri_synthstrip -i $t1w -o $brain
            in: {t1w: t1w}
            out: {brain: brain.nii}
            container: freesurfer/synthstrip:1.6
            env: {OMP_NUM_THREADS: $threads}
        """.utf8))
    let outcome = try lastbit("run", "m.yaml")
    #expect(outcome.status == 0, "\(outcome.messages)")
    let run = try #require(try calls().first { $0.hasPrefix("docker run") })
    for words in [
      "--rm --name lastbit-", "--network none --pull never", "/in:ro",
      "--entrypoint mri_synthstrip",
      "--env OMP_NUM_THREADS=", "freesurfer/synthstrip:1.6 -i in/t1w.nii -o brain.nii",
    ] { #expect(run.contains(words), "\(words): \(run)") }
    // The digest of the image is the tool's identity.
    #expect(try lastbit("show", "stripped", "--json").output.contains(digest))
    try program("docker", "echo 'no such image' >&2; exit 1")
    let missing = try lastbit("check", "m.yaml")
    #expect(missing.status == 2)
    #expect(
      missing.messages.contains("docker has no image 'freesurfer/synthstrip:1.6' on this machine"))
  }

  @Test func greedyRepeatability() throws {
    guard let python = Repository.python,
      try lastbit.shell(
        "\(python) -c 'import picsl_greedy'"
      ).status == 0
    else { return }
    try folder.write("moving.nii", SyntheticHead(size: 24, shift: (2, -1, 1)).image)
    try folder.write("fixed.nii", SyntheticHead(size: 24).image)
    let settings = [
      "--set", "scan=moving.nii", "--set", "target=fixed.nii", "--set", "repeats=3", "--set",
      "python=\(python)",
    ]
    let outcome = try lastbit.call(["run", "pipelines/greedy-repeatability.yaml"] + settings)
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(folder.exists("pipelines/results/greedy-bits.tsv"))
    #expect(
      try lastbit.call(["run", "pipelines/greedy-repeatability.yaml"] + settings).output
        .contains("Nothing to do"))
  }
}
