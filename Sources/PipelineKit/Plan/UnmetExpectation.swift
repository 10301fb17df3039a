/// A result that is not as its stage, or the manifest, expects.
public struct UnmetExpectation: Sendable, Equatable {
  /// The stage's name in the manifest.
  public var stage: String
  /// As the manifest names values along axes.
  public var coordinates: Coordinates
  /// The value, its row and the bound.
  public var sentence: String
  /// Whether the job counts as failed for it.
  public var stops: Bool

  public init(stage: String, coordinates: Coordinates, sentence: String, stops: Bool) {
    self.stage = stage
    self.coordinates = coordinates
    self.sentence = sentence
    self.stops = stops
  }
}

extension Experiment {
  /// Results that led to a job, with the jobs that they are of, where anything is expected of them. Jobs that
  /// share a result, and what is expected of it, are one.
  func expected(
    before job: Job, results: [Store.Result?]
  ) -> [(job: Job, result: Store.Result)] {
    var seen: Set<String> = []
    return ancestors(of: job).compactMap { id in
      let job = graph.jobs[id]
      guard !job.expectations.isEmpty, let result = results[id],
        seen.insert("\(job.stage) \(result.key)").inserted
      else { return nil }
      return (job, result)
    }
  }

  /// What they lack of it.
  func unmet(_ expected: [(job: Job, result: Store.Result)]) -> [UnmetExpectation] {
    expected.flatMap { job, result in
      unmet(job, result).map { sentence, stops in
        UnmetExpectation(
          stage: job.stage, coordinates: job.shown, sentence: sentence, stops: stops)
      }
    }
  }
}

extension JobGraph {
  /// The manifest's own expectations, in a word that changes with them; `nil` where there are none.
  var expectationsFingerprint: String? {
    var lines: Set<String> = []
    for job in jobs {
      for own in job.expectations where !own.isShipped {
        let rows = own.rows.map { "\($0.column)=\($0.values)" }
        lines.insert(
          "\(job.stage) \(own.port) \(own.column) \(own.minimum.map { "\($0)" } ?? "") \(own.maximum.map { "\($0)" } ?? "") "
            + "\(rows) \(job.stopsWhenUnmet)")
      }
    }
    return lines.isEmpty ? nil : lines.sorted().joined(separator: "\n")
  }
}
