internal import Arithmetic

/// The kernels that a job called, each with the version that it had: what a result depends on beside
/// its key.
///
/// A trace is known only once a job has run, so it is not in the key: it is kept with the result and
/// compared when the key is looked up (the verifying trace of Mokhov, Mitchell and Peyton Jones, "Build
/// systems à la carte", 2018). No author of a stage has to declare anything.
public struct KernelTrace: Sendable, Equatable {
  /// Versions by the kernel's name.
  public var versions: [String: Int]

  public init(_ versions: [String: Int] = [:]) { self.versions = versions }

  /// The versions of this lastbit, all kernels.
  static let current = KernelTrace(
    Dictionary(uniqueKeysWithValues: Kernel.allCases.map { ($0.rawValue, $0.version) }))

  /// The part of this trace that a job's counts show it to have used.
  func used(in counts: OperationCounts) -> KernelTrace {
    let names = Set(counts.kernels.filter { $0.value.calls > 0 }.keys.map(\.kernel.rawValue))
    return KernelTrace(versions.filter { names.contains($0.key) })
  }

  /// Whether every kernel has here the version that `trace` holds.
  func agrees(with trace: KernelTrace) -> Bool {
    trace.versions.allSatisfy { versions[$0.key] == $0.value }
  }

  /// The kernels that have another version here than in `trace`, or are not there, by name.
  func changes(since trace: KernelTrace) -> [KernelChange] {
    trace.versions.sorted { $0.key < $1.key }.compactMap { name, version in
      versions[name] == version
        ? nil : KernelChange(kernel: name, old: version, new: versions[name])
    }
  }

  var value: Value {
    .map(versions.sorted { $0.key < $1.key }.map { .init($0.key, .integer($0.value)) })
  }

  /// Reads a trace back; `nil` where the tree is not one.
  init?(_ value: Value) {
    guard case .map(let pairs) = value else { return nil }
    var versions: [String: Int] = [:]
    for pair in pairs {
      guard let version = pair.value.integer else { return nil }
      versions[pair.key] = version
    }
    self.versions = versions
  }
}

/// A kernel that has another version than when a result was made.
public struct KernelChange: Sendable, Equatable, CustomStringConvertible {
  public var kernel: String
  public var old: Int
  /// `nil` where this lastbit has no such kernel.
  public var new: Int?

  /// A clause for a person.
  public var description: String {
    guard let new else { return "this lastbit has no kernel '\(kernel)'" }
    return "kernel '\(kernel)' changed from version \(old) to \(new)"
  }

  var value: Value {
    [
      "kernel": .string(kernel), "old": .integer(old),
      "new": new.map { .integer($0) } ?? .null,
    ]
  }
}
