/// What the name of a checkpoint's entry says about it.
enum EntryName {
  /// Which entries are looked at first.
  enum Rank: CaseIterable {
    /// The network as it was trained.
    case network
    /// Words for tensors of any kind.
    case numbers
    /// Averages of the weights over a training.
    case average
  }

  private static let networks: Set = [
    "statedict", "model", "modelstate", "modelstatedict", "modelweights", "modelparams", "net",
    "netstate", "netstatedict", "netweights", "network", "networkstate", "networkstatedict",
    "networkweights", "networkparams",
  ]
  private static let numbers: Set = [
    "weights", "params", "parameters", "module", "modules", "tensors", "state",
  ]
  private static let averages: Set = ["ema", "swa", "average", "averaged", "avg", "teacher"]
  private static let training: Set = [
    "optimizer", "optimizers", "optim", "optimiser", "scheduler", "schedulers", "sched", "lr",
    "scaler", "rng", "random", "loss", "criterion", "metric", "metrics", "class", "sampler",
    "history", "grads", "gradients", "momentum", "stats", "statistics", "loops", "callbacks",
  ]

  /// `nil` for a name that says nothing.
  static func rank(_ key: String) -> Rank? {
    let words = words(key)
    if words.contains(where: training.contains) { return nil }
    if words.contains(where: averages.contains) { return .average }
    let whole = words.joined()
    return networks.contains(whole) ? .network : numbers.contains(whole) ? .numbers : nil
  }

  /// Whether an entry belongs to a training rather than to the network.
  static func isOfTraining(_ key: String) -> Bool { words(key).contains(where: training.contains) }

  private static func words(_ key: String) -> [String] {
    key.lowercased().split { !$0.isLetter }.map(String.init)
  }
}
