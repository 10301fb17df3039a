// swift-tools-version: 6.1
import PackageDescription

/// What every Swift target is compiled with.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// What computes is optimised in debug builds too, since the tests and the demo share one build: here
/// file by file, so that a changed line compiles its own file again, not its module. Stages, executors
/// and the program only say what is to be computed, and are optimised in what is installed: a debug
/// build has them in a sixth of the time.
let optimised = strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]

/// A module as a whole, where what is specialised for an element or a rounding rule lies in another file:
/// kernels, and loops over voxels.
let wholeModule: [SwiftSetting] =
  strict + [
    .unsafeFlags(
      ["-O", "-disable-batch-mode", "-wmo", "-num-threads", "2"], .when(configuration: .debug))
  ]

/// C that is called in inner loops.
let optimisedC: [CSetting] = [.unsafeFlags(["-O2"], .when(configuration: .debug))]

/// The kernels are one folder of sources. They are compiled once, for the CPU that builds; with
/// `LASTBIT_LEVELS=all` once for each instruction level that the architecture has (the other folders
/// are links to it), and the program picks one at start-up: that is what `make install` installs.
/// The baseline's name has to sort first: see scripts/check-instruction-levels.
let allLevels = Context.environment["LASTBIT_LEVELS"] == "all"
#if arch(x86_64)
  let levels: [Target] =
    allLevels
    ? [
      kernelTarget("Kernels"),
      kernelTarget("KernelsAVX2", ["-march=x86-64-v3", "-maes"]),
      kernelTarget(
        "KernelsAVX512",
        ["-march=x86-64-v4", "-maes", "-mvaes", "-mavx512ifma", "-mprefer-vector-width=512"]),
    ]
    : [kernelTarget("Kernels", ["-march=native", "-mprefer-vector-width=512"])]
#else
  let levels: [Target] = [kernelTarget("Kernels")]
#endif

func kernelTarget(_ name: String, _ flags: [String] = []) -> Target {
  .target(
    name: name, dependencies: ["ArithmeticTypes", "CIntrinsics", "COpenBLAS"],
    swiftSettings: wholeModule + [.unsafeFlags(flags.flatMap { ["-Xcc", $0] })])
}

/// The commit that is built, for provenance: `LASTBIT_COMMIT`, which the Makefile sets; not known in
/// other builds. SwiftPM's own `Context.gitInformation` may be that of an earlier build.
let commit = (Context.environment["LASTBIT_COMMIT"] ?? "").filter {
  $0.isHexDigit || "-dirty".contains($0)
}

/// Measurements are built only when they are asked for: `make bench`, `make battery`.
let benchmarks: [Target] =
  Context.environment["LASTBIT_BENCHMARKS"] == nil
  ? []
  : [
    .executableTarget(
      name: "Benchmarks",
      dependencies: [
        "Support", "Arithmetic", "StandardKernels", "Imaging", "Networks", "Training", "Regression",
        "Statistics",
        "CPeak", "COpenBLAS",
      ],
      path: "Benchmarks", exclude: ["Peak", "Peers"], swiftSettings: strict),
    .target(name: "CPeak", path: "Benchmarks/Peak"),
    .executableTarget(
      name: "RandomWords", dependencies: ["Arithmetic", "ArithmeticTypes", "StandardKernels"],
      path: "Tests/RandomWords", swiftSettings: strict),
  ]

let package = Package(
  name: "lastbit",
  products: [.executable(name: "lastbit", targets: ["Runner"])],
  dependencies: [
    // The command line: parsing, help, shell completion.
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    // Children with pipes, limits and process groups.
    .package(
      url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    .package(url: "https://github.com/apple/swift-system", from: "1.5.0"),
    // Messages of ONNX files; the library only, what it reads is generated and committed.
    // Without its streams, which bring all of Foundation and ICU: 40 MB, and 10 ms of every start.
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0", traits: []),
    // Exact integers, for the tests that judge the arithmetic; no product links it.
    .package(url: "https://github.com/attaswift/BigInt", from: "6.0.1"),
  ],
  targets: [
    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(
      name: "CHDF5", pkgConfig: "hdf5-serial hdf5", providers: [.apt(["libhdf5-dev"])]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(
      name: "CDeflate", pkgConfig: "libdeflate", providers: [.apt(["libdeflate-dev"])]),
    // SHA-256, for keys and content digests.
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .target(name: "CNIfTI"),
    .target(name: "CIntrinsics", cSettings: optimisedC),
    // The commit of the build; only Runner depends on it, so that a new one builds little again.
    .target(name: "CBuild", cSettings: [.define("LASTBIT_COMMIT", to: "\"\(commit)\"")]),

    // The contract, and what instruction levels share.
    .target(name: "ArithmeticTypes", dependencies: ["CIntrinsics"], swiftSettings: wholeModule),
    // What upper targets import: the arithmetics by name. The compiled kernels are handed in.
    .target(
      name: "Arithmetic",
      dependencies: ["ArithmeticTypes", "Values", "CIntrinsics", "COpenBLAS"],
      swiftSettings: wholeModule),
    // The compiled kernels, for the programs that hand them in.
    .target(
      name: "StandardKernels",
      dependencies: ["Arithmetic", "CIntrinsics"] + levels.map { .target(name: $0.name) },
      swiftSettings: optimised + (allLevels ? [.define("LASTBIT_ALL_LEVELS")] : [])),
    // Trees of small values, their JSON, and names in messages; imports nothing.
    .target(name: "Values", swiftSettings: optimised),
    // One writer of files and one reader's rules; imports nothing.
    .systemLibrary(name: "CXattr"),
    .target(name: "Files", dependencies: ["CXattr"], swiftSettings: optimised),
    // Programs as children of this one; imports nothing of ours.
    .target(name: "CProcesses"),
    .target(
      name: "Processes",
      dependencies: [
        "CProcesses",
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: optimised),
    .target(
      name: "Imaging", dependencies: ["Arithmetic", "Files", "CNIfTI", "CIntrinsics"],
      swiftSettings: wholeModule),
    // Messages of ONNX files, generated: see scripts/generate-onnx-messages.
    .target(
      name: "ONNXMessages",
      dependencies: [.product(name: "SwiftProtobuf", package: "swift-protobuf")],
      exclude: ["onnx.proto"], swiftSettings: optimised),
    // Loops over elements whose bodies are given, for exact functions: inlined where they are used.
    .target(name: "ExactFunctions", dependencies: ["Arithmetic"], swiftSettings: optimised),
    .target(
      name: "Networks",
      dependencies: ["Arithmetic", "ExactFunctions", "Files", "Values", "CZlib", "ONNXMessages"],
      swiftSettings: optimised),
    // Optimizers, schedules, losses and initializers, one file each; the trainer and its checkpoints.
    .target(
      name: "Training", dependencies: ["Arithmetic", "Networks", "Values"],
      swiftSettings: optimised),
    // Distributions, quantiles, and what samples support.
    .target(name: "Statistics", dependencies: ["Arithmetic"], swiftSettings: optimised),
    // One regressor a file, folds and augmentations. libsvm and XGBoost are loaded when they are needed.
    .systemLibrary(name: "CLibSVM"),
    .target(
      name: "Regression",
      dependencies: ["Arithmetic", "Networks", "Statistics", "Training", "COpenBLAS", "CLibSVM"],
      swiftSettings: optimised),
    // Scales, axes, and one file a figure, as SVG or PNG.
    .target(name: "Figures", dependencies: ["Statistics", "CZlib"], swiftSettings: optimised),
    .target(
      name: "PipelineKit",
      dependencies: [
        "Arithmetic", "Files", "Processes", "Values", "CYAML", "CHDF5", "CDeflate", "CCrypto",
      ],
      swiftSettings: wholeModule),
    .target(
      name: "Stages",
      dependencies: [
        "Arithmetic", "Figures", "Files", "Imaging", "Networks", "PipelineKit", "Processes",
        "Regression", "Statistics", "Training",
      ],
      swiftSettings: strict),
    // Where jobs run that are not run here: clusters.
    .target(
      name: "Executors", dependencies: ["Files", "PipelineKit", "Processes"],
      swiftSettings: strict),
    .executableTarget(
      name: "Runner",
      dependencies: [
        "StandardKernels", "Stages", "Executors", "PipelineKit", "Imaging", "Networks", "Files",
        "CBuild",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),

    .testTarget(
      name: "ArithmeticTests",
      dependencies: [
        "Support", "Arithmetic", "Kernels", "CIntrinsics",
        .product(name: "BigInt", package: "BigInt"),
      ],
      swiftSettings: wholeModule),
    .testTarget(
      name: "ImagingTests", dependencies: ["Support", "Imaging"], swiftSettings: strict),
    .testTarget(name: "ValuesTests", dependencies: ["Values"], swiftSettings: strict),
    .testTarget(
      name: "FilesTests", dependencies: ["Support", "Files", "CXattr"], swiftSettings: strict),
    .testTarget(
      name: "NetworksTests", dependencies: ["Support", "Networks", "ONNXMessages", "Training"],
      swiftSettings: strict),
    .testTarget(
      name: "TrainingTests", dependencies: ["Support", "Training", "Networks"],
      swiftSettings: strict),
    .testTarget(
      name: "PipelineKitTests", dependencies: ["Support", "PipelineKit"], swiftSettings: strict),
    .testTarget(
      name: "StagesTests",
      dependencies: [
        "Support", "Stages", "PipelineKit", "Imaging", "Networks", "Statistics", "Figures",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ExecutorsTests", dependencies: ["Support", "Executors", "PipelineKit"],
      swiftSettings: strict),
    .testTarget(
      name: "StatisticsTests", dependencies: ["Support", "Statistics"], swiftSettings: strict),
    .testTarget(
      name: "RegressionTests",
      dependencies: ["Support", "Regression", "Networks", "Statistics", "Training"],
      swiftSettings: strict),
    .testTarget(
      name: "FiguresTests", dependencies: ["Support", "Figures", "CZlib"], swiftSettings: strict),
    // End to end, through the built executable.
    .testTarget(
      name: "RunnerTests", dependencies: ["Support", "Runner", "Networks"], swiftSettings: strict),
    .target(
      name: "Support", dependencies: ["Arithmetic", "StandardKernels", "Networks", "Beginning"],
      path: "Tests/Support", exclude: ["python"], swiftSettings: strict),
    .target(name: "Beginning", path: "Tests/Beginning"),
  ] + levels + benchmarks,
  swiftLanguageModes: [.v6]
)
