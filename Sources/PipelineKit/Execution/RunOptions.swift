/// How an experiment is run.
public struct RunOptions: Sendable {
  /// Cores to keep busy. A job that asks for more runs alone, with all of them.
  public var cores: Int
  /// Bytes that the running jobs' `memory` may add up to.
  public var memory: Int
  /// Whether jobs that do not depend on a failed one still run.
  public var keepGoing: Bool
  /// Whether jobs run although the store has their results, to see whether they give the same.
  public var recompute: Bool
  /// Whether exports may replace files that lastbit did not write.
  public var overwrite: Bool

  /// Defaults to the whole machine.
  public init(
    cores: Int? = nil, memory: Int? = nil, keepGoing: Bool = false, recompute: Bool = false,
    overwrite: Bool = false
  ) {
    self.cores = max(1, cores ?? ResourceBudget.machineCores)
    self.memory = memory ?? ResourceBudget.machineMemory
    self.keepGoing = keepGoing
    self.recompute = recompute
    self.overwrite = overwrite
  }
}
