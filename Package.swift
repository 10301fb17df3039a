// swift-tools-version: 6.1
import PackageDescription

/// What every Swift target is compiled with.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// Kernels are optimised in debug builds too: unoptimised they are four hundred times slower,
/// and the tests run them. Whole-module, because a kernel and the rounding rules that it is
/// specialised for are in different files.
let kernels: [SwiftSetting] =
  strict + [
    .unsafeFlags(
      ["-O", "-disable-batch-mode", "-wmo", "-num-threads", "2"], .when(configuration: .debug))
  ]

/// The kernels are one folder of sources, compiled once for each instruction level that the
/// architecture has (the other folders are links to it); `Arithmetic` picks one at start-up.
/// The baseline's name has to sort first: see scripts/check-instruction-levels.
///
/// `LASTBIT_NATIVE=1` compiles them once, for the CPU that builds: a third of the time while writing
/// code. Such a build runs on no lesser CPU and has no levels to compare.
let native = Context.environment["LASTBIT_NATIVE"] != nil
#if arch(x86_64)
  let levels: [Target] =
    native
    ? [kernelTarget("Kernels", ["-march=native", "-mprefer-vector-width=512"])]
    : [
      kernelTarget("Kernels"),
      kernelTarget("KernelsAVX2", ["-march=x86-64-v3", "-maes"]),
      kernelTarget(
        "KernelsAVX512",
        ["-march=x86-64-v4", "-maes", "-mvaes", "-mavx512ifma", "-mprefer-vector-width=512"]),
    ]
#else
  let levels: [Target] = [kernelTarget("Kernels")]
#endif

func kernelTarget(_ name: String, _ flags: [String] = []) -> Target {
  .target(
    name: name, dependencies: ["ArithmeticTypes", "CIntrinsics", "COpenBLAS"],
    swiftSettings: kernels + [.unsafeFlags(flags.flatMap { ["-Xcc", $0] })])
}

/// Measurements are built only when they are asked for: `make bench`, `make battery`.
let benchmarks: [Target] =
  Context.environment["LASTBIT_BENCHMARKS"] == nil
  ? []
  : [
    .executableTarget(
      name: "Benchmarks",
      dependencies: ["Support", "Arithmetic", "Networks", "CPeak", "COpenBLAS"],
      path: "Benchmarks", exclude: ["Peak", "Peers"], swiftSettings: strict),
    .target(name: "CPeak", path: "Benchmarks/Peak"),
    .executableTarget(
      name: "RandomWords", dependencies: ["Arithmetic", "ArithmeticTypes"],
      path: "Tests/RandomWords", swiftSettings: strict),
  ]

let package = Package(
  name: "lastbit",
  products: [.executable(name: "lastbit", targets: ["Runner"])],
  dependencies: [
    // The command line: parsing, help, shell completion.
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
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
    .target(name: "CIntrinsics"),

    // The contract, and what instruction levels share.
    .target(name: "ArithmeticTypes", dependencies: ["CIntrinsics"], swiftSettings: kernels),
    .target(
      name: "Arithmetic",
      dependencies: ["ArithmeticTypes", "CIntrinsics", "COpenBLAS"]
        + levels.map { .target(name: $0.name) },
      swiftSettings: kernels + (native ? [.define("LASTBIT_NATIVE")] : [])),
    // Trees of small values, their JSON, and names in messages; imports nothing.
    .target(name: "Values", swiftSettings: strict),
    // One writer of files and one reader's rules; imports nothing.
    .systemLibrary(name: "CXattr"),
    .target(name: "Files", dependencies: ["CXattr"], swiftSettings: strict),
    .target(
      name: "Imaging", dependencies: ["Arithmetic", "Files", "CNIfTI", "CIntrinsics"],
      swiftSettings: kernels),
    .target(
      name: "Networks", dependencies: ["Arithmetic", "Files", "Values", "CZlib"],
      swiftSettings: kernels),
    .target(
      name: "PipelineKit",
      dependencies: ["Arithmetic", "Files", "Values", "CYAML", "CHDF5", "CDeflate", "CCrypto"],
      swiftSettings: strict),
    .target(
      name: "Stages",
      dependencies: ["Arithmetic", "Files", "Imaging", "Networks", "PipelineKit", "CNIfTI"],
      swiftSettings: kernels),
    .executableTarget(
      name: "Runner",
      dependencies: [
        "Stages", "PipelineKit", "Imaging", "Networks", "Files",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),

    .testTarget(
      name: "ArithmeticTests",
      dependencies: [
        "Arithmetic", "Kernels", "CIntrinsics", .product(name: "BigInt", package: "BigInt"),
      ],
      swiftSettings: kernels),
    .testTarget(
      name: "ImagingTests", dependencies: ["Support", "Imaging"], swiftSettings: strict),
    .testTarget(name: "ValuesTests", dependencies: ["Values"], swiftSettings: strict),
    .testTarget(
      name: "FilesTests", dependencies: ["Support", "Files", "CXattr"], swiftSettings: strict),
    .testTarget(
      name: "NetworksTests", dependencies: ["Support", "Networks"], swiftSettings: strict),
    .testTarget(
      name: "PipelineKitTests", dependencies: ["Support", "PipelineKit"], swiftSettings: strict),
    .testTarget(
      name: "StagesTests",
      dependencies: ["Support", "Stages", "PipelineKit", "Imaging", "Networks"],
      swiftSettings: strict),
    // End to end, through the built executable.
    .testTarget(name: "RunnerTests", dependencies: ["Support", "Runner"], swiftSettings: strict),
    .target(
      name: "Support", dependencies: ["Arithmetic", "Networks"], path: "Tests/Support",
      exclude: ["python"], swiftSettings: strict),
  ] + levels + benchmarks,
  swiftLanguageModes: [.v6]
)
