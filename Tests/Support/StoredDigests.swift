extension Lastbit {
  /// Digests of every stored output of some stages, by job and port.
  public func digests(of stages: [String], store: String = ".lastbit") throws -> [String: String] {
    var digests: [String: String] = [:]
    for stage in stages {
      let outcome = try self("show", stage, "--store", store, "--json")
      guard outcome.status == 0 else { throw UnexpectedOutcome(outcome: outcome) }
      for (place, digest) in try JSON(outcome.output).digests { digests[place] = digest }
    }
    return digests
  }
}
