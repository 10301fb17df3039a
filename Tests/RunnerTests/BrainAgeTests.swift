import Foundation
import Support
import Testing

/// Regressions of brain age as a person calls them.
@Suite struct BrainAgeTests {
  private let folder: TemporaryFolder
  private let lastbit: Lastbit

  init() throws {
    folder = try TemporaryFolder()
    lastbit = Lastbit(in: folder.path)
    var table = "subject\trepeat\tage\ta\tb\n"
    for person in 0..<24 {
      for repeated in 1...2 {
        let (age, turn) = (20 + person * 7 % 53, (person * 13 + repeated * 5) % 11)
        table += "p\(person)\t\(repeated)\t\(age)\t\(3 * age + turn)\t\(turn - age)\n"
      }
    }
    try folder.write("people.tsv", table)
  }

  private func write(_ stages: String, _ more: String = "") throws {
    try folder.write(
      "m.yaml",
      """
      lastbit: 1
      sources: {people: {file: people.tsv}}
      \(more)
      stages:
        features: {uses: brain-age/features, in: {table: people}}
      \(stages)
      """)
  }

  /// Perceptrons run under every arithmetic, beside regressors that have none.
  @Test func arithmeticsAreSweptWhereKernelsWork() throws {
    try write(
      """
        models:
          uses: brain-age/regress
          in: {features: features.features}
          sweep:
            regressor: [ridge, perceptron]
            arithmetic: [ieee, stochastic-rounding]
            exclude: [{regressor: ridge, arithmetic: stochastic-rounding}]
          with: {regressor: $regressor, folds: 3, draws: 100, hidden: [4], epochs: 20}
          export: {summary: $regressor-$arithmetic.tsv}
      """)
    let outcome = try lastbit("run", "m.yaml")
    #expect(outcome.status == 0, "\(outcome)")
    let plain = try TextFile.read(folder.path("perceptron-ieee.tsv"))
    #expect(plain.hasPrefix("regressor\taugmentation"))
    #expect(try plain != TextFile.read(folder.path("perceptron-stochastic-rounding.tsv")))
    #expect(try lastbit("plan", "m.yaml").output.contains("Nothing to do"))
    // What no arithmetic is asked of has none, whatever the defaults.
    try write(
      """
        models:
          uses: brain-age/regress
          in: {features: features.features}
          with: {regressor: ridge, folds: 3, draws: 100}
          export: {summary: ridge-default.tsv}
      """, "defaults: {arithmetic: stochastic-rounding}")
    #expect(try lastbit("run", "m.yaml").status == 0)
    func figures(_ file: String) throws -> [Substring] {
      // Up to the error; intervals draw people by the job's place.
      try TextFile.read(folder.path(file)).split(separator: "\n")[1].split(separator: "\t")
        .prefix(7).map { $0 }
    }
    #expect(try figures("ridge-default.tsv") == figures("ridge-ieee.tsv"))
  }

  @Test func anArithmeticThatNothingWouldTakeIsAnError() throws {
    try write(
      """
        models:
          uses: brain-age/regress
          in: {features: features.features}
          arithmetic: random-rounding
          sweep: {regressor: [ridge, perceptron]}
          with: {regressor: $regressor}
      """)
    let outcome = try lastbit("check", "m.yaml")
    #expect(outcome.status == 2)
    #expect(
      outcome.messages.contains(
        "'brain-age/regress' computes in plain binary64 with these parameters (regressor=ridge), not in "
          + "'random-rounding'"), "\(outcome.messages)")
  }

  /// The libraries are known before anything runs, and another one is refused.
  @Test func librariesAreResolved() throws {
    try write(
      """
        models:
          uses: brain-age/regress
          in: {features: features.features}
          with: {folds: 3, draws: 100, library: OpenBLAS 0.0.1}
      """)
    let refused = try lastbit("check", "m.yaml")
    #expect(refused.status == 2)
    #expect(refused.messages.contains("'library': this machine has 'OpenBLAS "))
  }

  /// A contract that is broken is told with subject, value and bound; by plan and run, in the exit status.
  @Test func brokenContractsStop() throws {
    try write(
      """
        models:
          uses: brain-age/regress
          in: {features: features.features}
          with: {folds: 3, draws: 100}
          expect: {predictions: {predicted: {minimum: 0, maximum: 60}}}
      """)
    let outcome = try lastbit("run", "m.yaml")
    #expect(outcome.status == 1)
    #expect(outcome.messages.contains("'predicted' of 'predictions' is "), "\(outcome.messages)")
    #expect(outcome.messages.contains("(subject p"))
    #expect(outcome.messages.contains("and 'expect' wants at least 0.0 and at most 60.0"))
    let plan = try lastbit("plan", "m.yaml").output
    #expect(
      plan.contains("unmet") && plan.contains("1 of them are not as expected and fail"), "\(plan)")
  }

  /// A page says what of the results behind it is not as expected: subject, value and bound.
  @Test func brokenContractsAreInTheReport() throws {
    func page(_ expect: String) throws -> String {
      try write(
        """
          models:
            uses: brain-age/regress
            in: {features: features.features}
            with: {folds: 3, draws: 100}
            expect: {\(expect), otherwise: warn}
          page:
            uses: report/html
            in: {predictions: models.predictions}
            export: page.html
        """)
      let outcome = try lastbit("run", "m.yaml")
      #expect(outcome.status == 0, "\(outcome)")
      return try TextFile.read(folder.path("page.html"))
    }
    let broken = try page("predictions: {predicted: {minimum: 25}}")
    let section = try #require(broken.range(of: "<section id=\"unmet\">"))
    let words = broken[section.lowerBound...].prefix(1500)
    #expect(words.contains("<td>models</td>") && words.contains("(subject p"), "\(words)")
    #expect(words.contains("wants at least 25.0") && words.contains("<td>warns</td>"))
    let body = try #require(broken.range(of: "<body>"))
    #expect(
      broken[body.upperBound...].range(of: "<h2")?.lowerBound
        == broken[body.upperBound...].range(of: "<h2>Not as expected")?.lowerBound)
    // Other bounds change no result, but the page that tells of them.
    let whole = try page("predictions: {predicted: {minimum: -100}}")
    #expect(!whole.contains("id=\"unmet\""))
    #expect(try lastbit("plan", "m.yaml").output.contains("Nothing to do"))
  }
}
