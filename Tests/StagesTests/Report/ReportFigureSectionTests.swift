import PipelineKit
import Testing

@testable import Stages

/// Sections that draw what tables of stages hold.
@Suite struct ReportFigureSectionTests {
  private func count(_ page: String, _ text: String) -> Int {
    page.split(separator: text, omittingEmptySubsequences: false).count - 1
  }

  @Test func regionsAreTestedBetweenFamilies() throws {
    let page = try ReportTables.page([:], ["regions": ReportTables.regions(subjects: 8)])
    // Four boxes, and the region that differs has its stars in both families; the other has no differences.
    #expect(count(page, "class=\"box\"") == 4)
    #expect(count(page, "Left-choroid-plexus · random-rounding</text>") == 1)
    #expect(count(page, " ***</text>") == 2)
    #expect(page.contains("two-sided paired t-tests of 1 regions") && page.contains("Holm"))
    #expect(page.contains("Heat map of median of least Dice coefficients"))
    #expect(count(page, "Left-Hippocampus") > 3)
    let violins = try ReportTables.page(
      ["regions-as": "violins"], ["regions": ReportTables.regions(subjects: 8)])
    #expect(violins.contains("Violin plots of least Dice coefficient over pairs, from"))
  }

  /// Families may be a column of tables that were put together before.
  @Test func familiesMayBeAColumn() throws {
    let joined = try Table.concatenating(
      ReportTables.regions(subjects: 8).map { item in
        let entries = item.coordinates.entries.map {
          Coordinates.Entry($0.axis == "arithmetic" ? "family" : $0.axis, $0.value)
        }
        return (Coordinates(entries), try Table(from: item.load(), named: "the table"))
      })
    let page = try ReportTables.page([:], ["regions": Running.one(.table(joined))])
    #expect(count(page, "class=\"box\"") == 4)
    #expect(count(page, "Left-choroid-plexus · random-rounding</text>") == 1)
    #expect(count(page, " ***</text>") == 2)
  }

  @Test func predictionsAreDrawnThreeWays() throws {
    let items = ReportTables.items([
      ([("regressor", "ridge")], ReportTables.predictions(people: 31)),
      ([("regressor", "forest")], ReportTables.predictions(people: 31)),
    ])
    let page = try ReportTables.page([:], ["predictions": items])
    for part in [
      "ridge: Scatter of predicted age, years", "forest: Bland–Altman", "Normal quantile plot",
    ] {
      #expect(page.contains(part), "\(part)")
    }
    // The row that does not count is in the file and not in figures: 30 of 31 people.
    #expect(count(page, "; n 30, ") == 6)
    #expect(page.contains("62 rows</a>"))
  }

  @Test func errorsAgainstTheNumberOfRepeats() throws {
    let table = { (size: Int, augmentation: String, mae: Double) in
      Table([
        .init("regressor", .text(["ridge"])), .init("augmentation", .text([augmentation])),
        .init("size", .integers([size])), .init("mae", .numbers([mae])),
        .init("mae-low", .numbers([mae - 1])), .init("mae-high", .numbers([mae + 1])),
        .init("chance", .numbers([12])),
      ])
    }
    let items = ReportTables.items(
      [(1, "none", 6.0), (5, "none", 6), (1, "repeats", 6), (5, "repeats", 5)].map {
        size, augmentation, mae in
        (
          [("size", "\(size)"), ("augment", augmentation)], table(size, augmentation, mae)
        )
      })
    let page = try ReportTables.page([:], ["age-errors": items])
    #expect(page.contains("mean age at 12."))
    #expect(page.contains("repeats: 6 (5 to 7) at 1, 5 (4 to 6) at 5, n 2"))
    #expect(count(page, "class=\"band ") == 2)
  }

  @Test func differencesHaveIntervalsAndStars() throws {
    let comparisons = Table([
      .init("augment", .text(["repeats", "copula"])), .init("splits", .integers([10, 10])),
      .init("figure", .numbers([5, 6])), .init("reference", .numbers([6, 6])),
      .init("difference", .numbers([-1, 0.1])), .init("low", .numbers([-1.5, -0.4])),
      .init("high", .numbers([-0.5, 0.6])), .init("holm", .numbers([0.0004, 0.7])),
    ])
    let page = try ReportTables.page([:], ["comparisons": Running.one(.table(comparisons))])
    #expect(page.contains("repeats: −1, −1.50 to −0.500, significance ***; copula: 0.100"))
    let groups = Table([
      .init("region", .text(["a", "b"])), .init("difference", .numbers([100, -300])),
      .init("low", .numbers([50, -700])), .init("high", .numbers([150, 100])),
      .init("effect", .numbers([0.5, -0.2])), .init("holm", .numbers([0.02, 0.4])),
    ])
    // Intervals are those of the difference, in standard deviations.
    let second = try ReportTables.page([:], ["groups": Running.one(.table(groups))])
    #expect(
      second.contains("a: 0.500, 0.250 to 0.750, significance *; b: −0.200, −0.467 to 0.0667"))
  }

  @Test func variabilityAndItsParts() throws {
    let variability = Table([
      .init("region", .text(["a", "b"])), .init("npvr", .numbers([0.1, 0.4])),
      .init("low", .numbers([0.05, 0.3])), .init("high", .numbers([0.2, 0.5])),
    ])
    let components = Table([
      .init("region", .text(["a", "a", "b", "b"])),
      .init("component", .text(["people", "repeats", "people", "repeats"])),
      .init("variance", .numbers([3, 1, 4, 0])), .init("share", .numbers([0.75, 0.25, 1, 0])),
      .init("deviation", .numbers([1.7, 1, 2, 0])),
    ])
    let page = try ReportTables.page(
      [:],
      [
        "variability": Running.one(.table(variability)),
        "components": Running.one(.table(components)),
      ])
    // The noisiest region first.
    #expect(page.contains("2 rows. b: 0.400, 0.300 to 0.500; a: 0.100"))
    #expect(page.contains("a · people: 75; a · repeats: 25; b · people: 100; b · repeats: 0."))
  }

  @Test func learningCurvesHaveBandsOverSeeds() throws {
    let items = ReportTables.items(
      ["1", "2", "3"].flatMap { seed in
        ["ieee", "mca"].map { arithmetic in
          (
            [("arithmetic", arithmetic), ("repeat", seed)],
            Table([
              .init("epoch", .integers([1, 2])), .init("rate", .numbers([0.1, 0.01])),
              .init("loss", .numbers([2 + (Double(seed) ?? 0), 1])),
              .init("validation-dice", .numbers([0.5, 0.8])),
            ])
          )
        }
      })
    let page = try ReportTables.page([:], ["training": items])
    // Mean 4 of 3, 4, 5 with a standard deviation of 1.
    #expect(page.contains("ieee: 4 (3 to 5) at 1, 1 (1 to 1) at 2, n 2; mca: 4 (3 to 5) at 1"))
    #expect(page.contains("Lines of validation-dice, from 0.500 to 0.800"))
  }

  /// A table that is not what the port says, by section.
  @Test(arguments: [
    ("predictions", "connect the port 'predictions'"), ("age-errors", "connect its port 'summary'"),
    ("comparisons", "connect its port 'comparisons'"),
    ("variability", "connect its port 'regions'"),
    ("components", "connect its port 'components'"), ("groups", "connect their port 'groups'"),
    ("training", "connect the port 'metrics'"), ("subjects", "no column or axis 'subject'"),
  ])
  func foreignTablesAreErrors(port: String, words: String) {
    let foreign = Table([.init("x", .numbers([1]))])
    let message = stageError {
      _ = try Running.run(ReportHTML.self, [:], [port: Running.one(.table(foreign))])
    }
    #expect(message?.contains(words) == true, "\(message ?? "none")")
  }
}
