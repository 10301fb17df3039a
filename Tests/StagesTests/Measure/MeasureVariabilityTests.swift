import PipelineKit
import Support
import Testing

@testable import Stages

@Suite struct MeasureVariabilityTests {
  private func run(_ table: Table, _ values: [String: Value] = [:]) throws -> [String: Artifact] {
    try Running.run(
      MeasureVariability.self, ["draws": 200].merging(values) { $1 },
      ["table": Running.one(.table(table))])
  }

  /// With a column of two groups, and one of two seeds within each person.
  private func sample() -> Table {
    let table = PeopleSample.table(people: 30, repeats: 6, noise: 0.5)
    let people = table.text("subject") ?? []
    let repeats = table.text("repeat") ?? []
    return Table(
      table.columns.filter { $0.name != "constant" } + [
        .init("group", .text(people.map { $0 < "0115" ? "patient" : "control" })),
        .init("seed", .text(repeats.map { $0 < "4" ? "a" : "b" })),
      ])
  }

  @Test(.enabled(if: Python.has("statsmodels"))) func ratiosAndTestsAreThoseOfPython() throws {
    let table = sample()
    let outputs = try run(
      table, ["group": "group", "components": ["seed"], "regions": ["ventricle"]])
    let expected = try Python.numbers(
      """
      import numpy as np, scipy.stats as s
      x = \(PeopleSample.array(table, "ventricle")).reshape(30, 6)
      n = np.sqrt(x.var(axis=1, ddof=1).mean()); p = np.sqrt(x.var(axis=0, ddof=1).mean())
      m = x.mean(axis=1)
      r = s.ttest_ind(m[15:], m[:15])
      single = np.array([s.ttest_ind(x[15:, i], x[:15, i]).pvalue for i in range(6)])
      d = 2 * s.t.pdf(abs(r.statistic), 28) * n / p
      k = r.pvalue * (1 - r.pvalue) / d**2 - 1
      c = s.beta.cdf(0.05, r.pvalue * k, (1 - r.pvalue) * k)
      v = s.f_oneway(*x)
      print(n, p, n / p, r.statistic, r.pvalue, d, 1 - c if r.pvalue < 0.05 else c, (single < 0.05).mean(),
            v.statistic, v.pvalue)
      """)
    let found = [
      try outputs.number("regions", "numerical"), try outputs.number("regions", "population"),
      try outputs.number("regions", "npvr"), try outputs.number("groups", "t"),
      try outputs.number("groups", "p"), try outputs.number("groups", "p-deviation"),
      try outputs.number("groups", "flip"), try outputs.number("groups", "significant"),
      try outputs.number("regions", "f"), try outputs.number("regions", "holm"),
    ]
    for (a, b) in zip(found, expected) { #expect(agree(a, b, within: 1e-8 * max(abs(b), 1e-4))) }
    #expect(try outputs.text("groups", "groups") == ["control − patient"])
    #expect(try outputs.number("regions", "low") < expected[2])
    #expect(try outputs.number("regions", "high") > expected[2])
    // Seeds were not made to matter: people do, and repeats a little.
    #expect(try outputs.text("components", "component") == ["subject", "seed", "residual"])
    let shares = try outputs.numbers("components", "share")
    #expect(agree(shares.reduce(0, +), 1, within: 1e-12))
    #expect(shares[0] > 0.7 && shares[1] < 0.05)
    #expect(
      agree(
        try outputs.numbers("components", "deviation")[2], expected[0], within: 0.1 * expected[0]))
  }

  @Test func allRegionsAreCounted() throws {
    let outputs = try run(sample())
    #expect(try outputs.text("regions", "region") == ["hippocampus", "ventricle", "noise"])
    #expect(try outputs.number("summary", "regions") == 3)
    #expect(try outputs.table("groups").rowCount == 0)
  }

  @Test func whatCannotBeToldApartIsSaid() throws {
    let table = sample()
    #expect(
      stageError { _ = try run(PeopleSample.table(people: 5, repeats: 1)) }
        == "numerical noise shows between repeats, and the table has no column 'repeat' with two or more of "
        + "them")
    #expect(
      stageError { _ = try run(PeopleSample.table(people: 1, repeats: 5)) }
        == "'hippocampus' has no two repeats of a person, or no two people, so noise and people cannot be "
        + "told apart")
    #expect(
      stageError { _ = try run(table, ["group": "seed"]) }?.contains("in one row and") == true)
    #expect(
      stageError { _ = try run(table, ["components": ["site"]]) }
        == "the table has no column 'site', which `components` names")
    #expect(
      stageError { _ = try run(table, ["components": ["repeat"]]) }?.contains(
        "'repeat' has one value in all rows, or another in each") == true)
  }
}
