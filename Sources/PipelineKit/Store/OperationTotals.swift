public import Arithmetic

/// Floating-point operations of a job over all kinds; zero where its stage uses no arithmetic.
public struct OperationTotals: Sendable, Equatable {
  public var executed = 0
  /// Of those, how many went through a perturbing rounding.
  public var perturbed = 0

  public init(executed: Int = 0, perturbed: Int = 0) {
    self.executed = executed
    self.perturbed = perturbed
  }

  public init(_ counts: OperationCounts) {
    self.init(
      executed: counts.executed.values.reduce(0, +), perturbed: counts.perturbed.values.reduce(0, +)
    )
  }
}

extension OperationCounts {
  /// By kind, by kernel and layer (`level1:matmul`), each sorted; and NaN and infinities.
  public var value: Value {
    func map(_ counts: [String: Int]) -> Value {
      .map(counts.sorted { $0.key < $1.key }.map { .init($0.key, .integer($0.value)) })
    }
    return [
      "executed": map(executed), "perturbed": map(perturbed),
      "kernels": .map(
        kernels.sorted { $0.key < $1.key }.map { place, counts in
          .init(
            place.description,
            [
              "calls": .integer(counts.calls), "executed": .integer(counts.executed),
              "perturbed": .integer(counts.perturbed),
            ])
        }),
      "nan": .integer(nonFinite.nan), "infinite": .integer(nonFinite.infinite),
      "first_nan": nonFinite.firstNaN.map { .string("\($0)") } ?? .null,
      "first_infinity": nonFinite.firstInfinity.map { .string("\($0)") } ?? .null,
    ]
  }

  /// Reads back the counts by kernel and layer; `nil` where the tree has none.
  public static func kernelCounts(_ value: Value) -> [KernelPlace: KernelCounts]? {
    guard case .map(let pairs)? = value["kernels"] else { return nil }
    var kernels: [KernelPlace: KernelCounts] = [:]
    for pair in pairs {
      guard let colon = pair.key.lastIndex(of: ":"),
        let kernel = Kernel(rawValue: String(pair.key[pair.key.index(after: colon)...])),
        let calls = pair.value["calls"]?.integer, let executed = pair.value["executed"]?.integer,
        let perturbed = pair.value["perturbed"]?.integer
      else { continue }
      let layer = pair.key[..<colon]
      kernels[KernelPlace(kernel, in: layer == "top" ? "" : String(layer))] = KernelCounts(
        calls: calls, executed: executed, perturbed: perturbed)
    }
    return kernels
  }
}
