import Arithmetic
import Support
import Testing

@testable import Statistics

@Suite struct VarianceComponentsTests {
  /// People 1…30 under two arithmetics nested in them with four repeats each; unbalanced.
  private func sample(within: Double) -> (
    values: [Double], columns: [[Double]], person: [Int], nested: [Int]
  ) {
    let stream = RandomStream(key: 21, stream: 0)
    var (values, person, nested, age): ([Double], [Int], [Int], [Double]) = ([], [], [], [])
    for p in 0..<30 {
      for a in 0..<2 {
        for r in 0..<(p % 3 == 0 ? 3 : 4) {
          person.append(p)
          nested.append(2 * p + a)
          age.append(Double(p % 7))
          let fixed: Double = 1000 + 20 * Double(p % 7) + 50 * stream.normal(UInt64(p))
          let middle: Double = within * stream.normal(UInt64(100 + 2 * p + a))
          let last: Double = 12 * stream.normal(UInt64(1000 + 100 * p + 10 * a + r))
          values.append(fixed + middle + last)
        }
      }
    }
    return (values, [values.map { _ in 1 }, age], person, nested)
  }

  @Test(.enabled(if: Python.has("statsmodels")), arguments: [25.0, 0])
  func componentsAreThoseOfStatsmodels(_ within: Double) throws {
    let (values, columns, person, nested) = sample(within: within)
    let expected = try Python.numbers(
      """
      import numpy as np, statsmodels.api as sm
      from statsmodels.regression.mixed_linear_model import MixedLM, VCSpec
      y = \(Python.array(values)); x = \(Python.array(columns)).T
      g = \(Python.array(person.map(Double.init))); n = \(Python.array(nested.map(Double.init)))
      mats, names = [], []
      for p in np.unique(g):
          own = n[g == p]; levels = np.unique(own)
          mats.append((own[:, None] == levels).astype(float)); names.append([str(l) for l in levels])
      m = MixedLM(y, x, groups=g, exog_re=np.ones((len(y), 1)),
                  exog_vc=VCSpec(["nested"], [names], [mats]))
      r = m.fit(reml=True, method=["powell", "lbfgs"], gtol=1e-10)
      # Its search ends early: from there the restricted score is followed to its root.
      from scipy.optimize import root
      parts = [(g[:, None] == g).astype(float), (n[:, None] == n).astype(float), np.eye(len(y))]
      def score(t):
          V = np.linalg.inv(sum(v * p for v, p in zip(np.exp(t), parts)))
          P = V - V @ x @ np.linalg.solve(x.T @ V @ x, x.T @ V)
          return [np.exp(v) * (y @ P @ p @ P @ y - np.trace(P @ p)) for v, p in zip(t, parts)]
      top = root(score, np.log([r.cov_re[0, 0], max(r.vcomp[0], 1e-3), r.scale]), tol=1e-13).x
      v = np.exp(top)
      W = np.linalg.inv(sum(a * p for a, p in zip(v, parts)))
      b = np.linalg.solve(x.T @ W @ x, x.T @ W @ y)
      # What statsmodels says of its own likelihood at that place.
      llf = m.loglike(type(r.params_object).from_components(
          fe_params=b, cov_re=v[:1, None] / v[2], vcomp=v[1:2] / v[2]), profile_fe=False)
      print(*v, *b, r.llf, llf, np.abs(score(top)).max())
      """)
    let found = try VarianceComponents(
      values: values, columns: columns, factors: [person, nested])
    try #require(expected.count == 8 && expected[7] < 1e-8)
    for (a, b) in zip(found.components + [found.residual] + found.fixed, expected) {
      #expect(agree(a, b, within: 1e-8 * abs(b)))
    }
    // Its own likelihood is no higher where it stopped.
    #expect(expected[6] >= expected[5] - 1e-9)
    #expect(agree(found.logLikelihood, expected[6], within: 1e-8 * abs(expected[6])))
  }

  /// One factor, balanced: what the analysis of variance gives.
  @Test func balancedDataGiveTheMomentsExactly() throws {
    let stream = RandomStream(key: 4, stream: 0)
    let rows = (0..<20).map { person -> [Double] in
      let own: Double = 10 * stream.normal(UInt64(person))
      return (0..<5).map { repeated -> Double in
        own + stream.normal(UInt64(100 + 5 * person + repeated))
      }
    }
    let found = try VarianceComponents(
      values: rows.flatMap { $0 }, columns: [[Double](repeating: 1, count: 100)],
      factors: [(0..<100).map { $0 / 5 }])
    var within = 0.0
    for row in rows {
      let deviation = Distribution(row)?.standardDeviation ?? 0
      within += deviation * deviation / 20
    }
    let means: Double =
      Distribution(rows.map { row -> Double in row.reduce(0, +) / 5 })?.standardDeviation ?? 0
    let between: Double = means * means
    #expect(agree(found.residual, within, within: 1e-10 * within))
    #expect(agree(found.components[0], between - within / 5, within: 1e-10 * between))
  }

  /// Repeats that differ by a thousandth of what people differ by, as volumes under random rounding do: steps
  /// that leave next to nothing for the residual are too long.
  @Test(arguments: [1.0, 0.1, 0.01, 0.004, 0.001]) func littleNoiseIsFound(_ noise: Double) throws {
    let (people, repeats) = (60, 5)
    for seed in 0..<8 {
      let stream = RandomStream(key: UInt64(seed), stream: 0)
      let values = (0..<people * repeats).map { row in
        let own = 8e5 + 9e4 * stream.normal(UInt64(row / repeats))
        return ((own + 9e4 * noise * stream.normal(UInt64(1000 + row))) / 64).rounded() * 64
      }
      let person = values.indices.map { $0 / repeats }
      let found = try VarianceComponents(
        values: values, columns: [values.map { _ in 1 }], factors: [person])
      let means = (0..<people).map { place in
        values[place * repeats..<(place + 1) * repeats].reduce(0, +) / Double(repeats)
      }
      let mean = means.reduce(0, +) / Double(people)
      let within = zip(values, person).reduce(0) {
        $0 + ($1.0 - means[$1.1]) * ($1.0 - means[$1.1])
      }
      let between = means.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      let residual = within / Double(people * (repeats - 1))
      let component = between / Double(people - 1) - residual / Double(repeats)
      #expect(agree(found.residual, residual, within: 1e-6 * residual), "seed \(seed)")
      #expect(agree(found.components[0], component, within: 1e-6 * component), "seed \(seed)")
    }
  }

  /// Two nested factors, balanced: where all mean squares rise, those of the analysis of variance are the answer.
  @Test func balancedNestedDataGiveTheMomentsExactly() throws {
    let stream = RandomStream(key: 5, stream: 0)
    let (people, seeds, repeats) = (12, 3, 4)
    let size = people * seeds * repeats
    let values = (0..<size).map { row -> Double in
      let person = row / (seeds * repeats)
      let own: Double = 5000 + 300 * stream.normal(UInt64(person))
      let seed: Double = 40 * stream.normal(UInt64(1000 + row / repeats))
      return own + seed + 10 * stream.normal(UInt64(10_000 + row))
    }
    let found = try VarianceComponents(
      values: values, columns: [values.map { _ in 1 }],
      factors: [(0..<size).map { $0 / (seeds * repeats) }, (0..<size).map { $0 / repeats }])
    func means(_ numbers: [Double], _ count: Int) -> [Double] {
      (0..<numbers.count / count).map { group in
        numbers[group * count..<(group + 1) * count].reduce(0, +) / Double(count)
      }
    }
    func squares(_ numbers: [Double], _ means: [Double]) -> Double {
      let count = numbers.count / means.count
      return numbers.enumerated().reduce(0) { sum, number in
        let difference = number.element - means[number.offset / count]
        return sum + difference * difference
      }
    }
    let ofSeeds = means(values, repeats)
    let ofPeople = means(ofSeeds, seeds)
    let residual = squares(values, ofSeeds) / Double(size - people * seeds)
    let between =
      Double(repeats) * squares(ofSeeds, ofPeople) / Double(people * seeds - people)
    let persons =
      Double(seeds * repeats) * squares(ofPeople, means(ofPeople, people))
      / Double(people - 1)
    try #require(persons > between && between > residual)
    #expect(agree(found.residual, residual, within: 1e-10 * residual))
    #expect(
      agree(found.components[1], (between - residual) / Double(repeats), within: 1e-10 * between))
    #expect(
      agree(
        found.components[0], (persons - between) / Double(seeds * repeats), within: 1e-10 * persons)
    )
  }

  @Test func crossedFactorsAreToldApart() throws {
    let stream = RandomStream(key: 8, stream: 0)
    let rows = (0..<196).map { ($0 / 14, $0 % 14) }
    let values = rows.enumerated().map { place, row -> Double in
      let first: Double = 3 * stream.normal(UInt64(row.0))
      let second: Double = 2 * stream.normal(UInt64(50 + row.1))
      return first + second + 0.5 * stream.normal(UInt64(100 + place))
    }
    let found = try VarianceComponents(
      values: values, columns: [values.map { _ in 1 }], factors: [rows.map(\.0), rows.map(\.1)])
    #expect((4.0...18).contains(found.components[0]))
    #expect((1.5...9).contains(found.components[1]))
    #expect(agree(found.residual, 0.25, within: 0.05))
  }

  /// Repeats that are all the same have no noise: what is left is people's own variance.
  @Test func repeatsWithoutNoiseHaveNoResidual() throws {
    let people = [3.0, 5, 9, 4, 4]
    let values = people.flatMap { [$0, $0, $0] }
    let person = (0..<15).map { $0 / 3 }
    let found = try VarianceComponents(
      values: values, columns: [values.map { _ in 1 }], factors: [person])
    // Σ (x − 5)² / 4.
    #expect(agree(found.components[0], 22 / 4, within: 1e-9))
    #expect(found.residual == 0)
    // Two seeds within each person that differ, and repeats of them that do not.
    let seeds = (0..<20).map { Double($0 * 7 % 5) + Double($0 / 4) }
    let nested = try VarianceComponents(
      values: seeds.flatMap { [$0, $0] }, columns: [[Double](repeating: 1, count: 40)],
      factors: [(0..<40).map { $0 / 8 }, (0..<40).map { $0 / 2 }])
    let plain = try VarianceComponents(
      values: seeds, columns: [seeds.map { _ in 1 }], factors: [(0..<20).map { $0 / 4 }])
    #expect(nested.residual == 0)
    #expect(agree(nested.components[0], plain.components[0], within: 1e-9))
    #expect(agree(nested.components[1], plain.residual, within: 1e-9))
  }

  @Test func factorsThatSayNothingAreErrors() {
    #expect(throws: VarianceComponents.Failure.indistinct(factor: 0)) {
      _ = try VarianceComponents(
        values: [1, 2, 3, 4], columns: [[1, 1, 1, 1]], factors: [[1, 2, 3, 4]])
    }
  }
}
