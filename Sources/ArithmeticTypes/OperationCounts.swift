/// What a job's kernels did: floating-point operations by kind and by kernel, and what was not finite.
public struct OperationCounts: Sendable, Equatable {
  /// Operations by kind (`add`, `multiply`, `divide`, `fma`, `squareRoot`, `convert`, …).
  public var executed: [String: Int] = [:]
  /// Of those, how many went through a perturbing rounding.
  public var perturbed: [String: Int] = [:]
  /// The same operations by kernel and layer.
  public var kernels: [KernelPlace: KernelCounts] = [:]
  /// NaN and infinities among the kernels' results.
  public var nonFinite = NonFiniteCounts()

  public init() {}
}

/// A kernel in a layer: the finest thing that a scope can name.
public struct KernelPlace: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The names of the layers around it, joined with dots; empty where there is none.
  public var layer: String
  public var kernel: Kernel

  public init(_ kernel: Kernel, in layer: String) {
    self.kernel = kernel
    self.layer = layer
  }

  /// As a scope names it: `level1:matmul`, or `top:matmul` outside of all layers.
  public var description: String { "\(layer.isEmpty ? "top" : layer):\(kernel.rawValue)" }

  public static func < (a: KernelPlace, b: KernelPlace) -> Bool {
    (a.layer, a.kernel.rawValue) < (b.layer, b.kernel.rawValue)
  }
}

/// What the calls of one kernel in one layer did.
public struct KernelCounts: Sendable, Equatable {
  public var calls = 0
  public var executed = 0
  /// Of those, how many went through a perturbing rounding.
  public var perturbed = 0

  public init(calls: Int = 0, executed: Int = 0, perturbed: Int = 0) {
    self.calls = calls
    self.executed = executed
    self.perturbed = perturbed
  }

  public static func + (a: KernelCounts, b: KernelCounts) -> KernelCounts {
    KernelCounts(
      calls: a.calls + b.calls, executed: a.executed + b.executed,
      perturbed: a.perturbed + b.perturbed)
  }
}

/// NaN and infinities among the results of kernels.
public struct NonFiniteCounts: Sendable, Equatable {
  public var nan = 0
  public var infinite = 0
  /// The first call that made a NaN although all that it was given was finite.
  public var firstNaN: KernelCall?
  /// The first call that made an infinity although all that it was given was finite.
  public var firstInfinity: KernelCall?

  public init() {}

  public var isEmpty: Bool { nan == 0 && infinite == 0 }
}

/// One call of a kernel.
public struct KernelCall: Hashable, Sendable, CustomStringConvertible {
  public var place: KernelPlace
  /// Its position among the calls of its instance, from one.
  public var number: Int
  /// The forks that led to the instance, outermost first.
  public var forks: [Int]

  public init(place: KernelPlace, number: Int, forks: [Int] = []) {
    self.place = place
    self.number = number
    self.forks = forks
  }

  /// `kernel 'divide' in layer 'level1', call 17`.
  public var description: String {
    "kernel '\(place.kernel.rawValue)'" + (place.layer.isEmpty ? "" : " in layer '\(place.layer)'")
      + ", call \(number)"
      + (forks.isEmpty ? "" : " of fork \(forks.map { "\($0)" }.joined(separator: "."))")
  }

  /// An order that does not depend on threads: by fork, then by number.
  package func isBefore(_ other: KernelCall) -> Bool {
    forks == other.forks
      ? number < other.number : forks.lexicographicallyPrecedes(other.forks)
  }
}
