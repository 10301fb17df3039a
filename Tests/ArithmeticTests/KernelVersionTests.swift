import Synchronization
import Testing

@testable import Arithmetic

/// The bits of every kernel, with the version that they belong to.
struct KernelVersionTests {
  /// What an arithmetic of each sort of rounding gives, in both formats.
  private static func digests() throws -> [Kernel: UInt64] {
    let names = ["ieee", "stochastic-rounding", "upward"]
    var digests: [Kernel: UInt64] = [:]
    for name in names {
      for format in RealFormat.allCases {
        let calls = Calls()
        _ = kernelResults(
          try Arithmetics.make(
            ArithmeticSpecification(name: name), seed: 1, threads: 2, observer: { calls.add($0) }),
          format)
        for (kernel, numbers) in calls.all {
          for number in numbers {
            digests[kernel] =
              ((digests[kernel] ?? 0xCBF2_9CE4_8422_2325) ^ number.bitPattern) &* 0x100_0000_01B3
          }
        }
      }
    }
    return digests
  }

  @Test func otherBitsHaveAnotherVersion() throws {
    let digests = try Self.digests()
    for kernel in Kernel.allCases {
      let found = Pinned(version: kernel.version, digest: digests[kernel] ?? 0)
      #expect(
        pinnedKernels[kernel.rawValue] == found,
        """
        the bits of '\(kernel.rawValue)' are not those of version \(kernel.version): raise it in \
        KernelVersion.swift, so that stored results are made again, and put \
        "\(kernel.rawValue)": Pinned(\(found.version), 0x\(String(found.digest, radix: 16))) \
        into PinnedKernels.swift
        """)
    }
    #expect(pinnedKernels.count == Kernel.allCases.count)
  }
}

/// What kernels gave, call by call.
private final class Calls: Sendable {
  private let calls = Mutex<[(kernel: Kernel, numbers: [Double])]>([])

  var all: [(kernel: Kernel, numbers: [Double])] { calls.withLock { $0 } }

  func add(_ call: ObservedCall) {
    calls.withLock { $0.append((call.place.kernel, call.outputs.flatMap(\.doubles))) }
  }
}

/// A version and an FNV-1a digest over the bits that it gives.
struct Pinned: Equatable {
  var version: Int
  var digest: UInt64

  init(_ version: Int, _ digest: UInt64) { self.init(version: version, digest: digest) }

  init(version: Int, digest: UInt64) { (self.version, self.digest) = (version, digest) }
}
