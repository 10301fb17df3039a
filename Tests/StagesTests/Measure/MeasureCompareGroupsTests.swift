import PipelineKit
import Support
import Synchronization
import Testing

@testable import Stages

@Suite struct MeasureCompareGroupsTests {
  private func run(
    _ table: Table, _ values: [String: Value],
    warn: @escaping @Sendable (String) -> Void = { _ in }
  ) throws -> [String: Artifact] {
    try Running.run(
      MeasureCompareGroups.self, values, ["table": Running.one(.table(table))], warn: warn)
  }

  private func sample() -> Table {
    let table = PeopleSample.table(people: 24, repeats: 4, noise: 1)
    let people = table.text("subject") ?? []
    return Table(
      table.columns + [
        .init("group", .text(people.map { $0 < "0110" ? "patient" : "control" })),
        .init("site", .text(people.map { $0.hasSuffix("3") ? "b" : "a" })),
      ])
  }

  @Test(.enabled(if: Python.has("statsmodels"))) func modelsAreThoseOfStatsmodels() throws {
    let table = sample()
    let regions: Value = ["hippocampus", "ventricle"]
    let plain = try run(
      table, ["group": "group", "covariates": ["age", "site"], "regions": regions])
    let weighted = try run(
      table,
      [
        "group": "group", "covariates": ["age", "site"], "regions": regions,
        "weights": "inverse-variance",
      ])
    let welch = try run(table, ["group": "group", "test": "welch", "regions": regions])
    let names = table.text("group") ?? []
    let sites = table.text("site") ?? []
    let expected = try Python.numbers(
      """
      import numpy as np, statsmodels.api as sm, scipy.stats as s
      g = \(Python.array(names.map { $0 == "control" ? 1 : 0 })).reshape(24, 4)[:, 0]
      a = \(PeopleSample.array(table, "age")).reshape(24, 4)[:, 0]
      b = \(Python.array(sites.map { $0 == "b" ? 1 : 0 })).reshape(24, 4)[:, 0]
      for y in (\(PeopleSample.array(table, "hippocampus")), \(PeopleSample.array(table, "ventricle"))):
          y = y.reshape(24, 4); m = y.mean(axis=1)
          x = np.stack([np.ones(24), g, a, b], axis=1)
          r = sm.OLS(m, x).fit()
          v = y.var(axis=1, ddof=1) / 4
          w = 1 / (max(r.scale - v.mean(), 0.01 * r.scale) + v)
          k = sm.WLS(m, x, weights=w).fit(cov_type="HC2")
          z = (x - [0, 0, a.mean(), 0]) * np.sqrt(w)[:, None]; h = z @ np.linalg.pinv(z)
          e = np.diag(np.linalg.pinv(z)[1] ** 2 / (1 - np.diag(h))) @ (np.eye(24) - h)
          f = np.trace(e) ** 2 / np.trace(e @ e)
          t = s.ttest_ind(m[g == 1], m[g == 0], equal_var=False)
          print(r.params[1], r.tvalues[1], r.pvalues[1], *r.conf_int()[1], k.params[1],
                2 * s.t.sf(abs(k.tvalues[1]), f),
                t.statistic, t.pvalue)
      """)
    for place in 0..<2 {
      let found = [
        try plain.numbers("regions", "difference")[place], try plain.numbers("regions", "t")[place],
        try plain.numbers("regions", "p")[place], try plain.numbers("regions", "low")[place],
        try plain.numbers("regions", "high")[place],
        try weighted.numbers("regions", "difference")[place],
        try weighted.numbers("regions", "p")[place], try welch.numbers("regions", "t")[place],
        try welch.numbers("regions", "p")[place],
      ]
      for (a, b) in zip(found, expected[9 * place..<9 * place + 9]) {
        #expect(agree(a, b, within: 1e-7 * max(abs(b), 1e-3)))
      }
    }
  }

  @Test func numbersAreFollowed() throws {
    let outputs = try run(sample(), ["group": "age", "regions": ["hippocampus"], "besides": []])
    #expect(abs(try outputs.number("regions", "difference") + 30) < 15)
    #expect(try outputs.number("regions", "people") == 24)
  }

  @Test func whatIsWrongIsSaid() throws {
    let table = sample()
    #expect(
      stageError {
        _ = try run(table, ["group": "group", "covariates": ["constant"], "regions": ["noise"]])
      } == "'noise': 'constant' is constant, or follows from 'the constant', 'group'")
    #expect(
      stageError { _ = try run(table, ["group": "subject", "regions": ["noise"]]) }?.hasPrefix(
        "two groups are compared, and 'subject' has 24") == true)
    #expect(
      stageError {
        _ = try run(
          PeopleSample.table(people: 9, repeats: 1),
          ["group": "age", "regions": ["noise"], "weights": "inverse-variance", "besides": []])
      } == "'noise': weights come from the variance of repeats, and nobody has two")
  }

  @Test func peopleOfUnknownGroupsAreLeftOutAloud() throws {
    let table = sample()
    var groups = try #require(table.text("group"))
    for row in 0..<4 { groups[row] = "n/a" }
    let warnings = Mutex<[String]>([])
    let outputs = try run(
      table.replacing("group", .text(groups)), ["group": "group", "regions": ["noise"]]
    ) { message in warnings.withLock { $0.append(message) } }
    #expect(try outputs.number("regions", "people") == 23)
    #expect(
      warnings.withLock { $0 } == [
        "left out because their group or a covariate is not known: '0100'"
      ])
  }
}
