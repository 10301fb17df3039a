import Testing

@testable import PipelineKit

/// Several values along an axis, by name.
struct AxisSetTests {
  private static let people = (1...10).map { $0 < 10 ? "0\($0)" : "\($0)" }

  private func workspace() throws -> Workspace {
    let workspace = try Workspace()
    for person in Self.people {
      try workspace.touch("t1/\(person)_a.nii", "t1/\(person)_b.nii")
    }
    try workspace.write(
      "participant_id\tgroup\nsub-01\tpatient\nsub-02\tcontrol\nsub-03\tpatient\n"
        + "sub-77\tpatient\n", to: "participants.tsv")
    return workspace
  }

  private func manifest(_ selection: String, sets: String = "", params: String = "") -> String {
    """
    lastbit: 1
    \(params)
    sources: {t1: {glob: "t1/*_*.nii", axis: [subject, session]}}
    sets: {\(sets)}
    stages:
      s: {uses: test/smooth, in: {image: "t1[\(selection)]"}}
    """
  }

  private static let split = "parts: {split: {training: 8, test: 2}, of: t1, seed: 3}"

  private func people(_ graph: JobGraph) -> [String] {
    var seen: Set<String> = []
    return graph.jobs.compactMap { $0.coordinates["subject"] }.filter { seen.insert($0).inserted }
  }

  @Test func aListKeepsItsValuesAndTheAxis() throws {
    let workspace = try workspace()
    let graph = try workspace.load(manifest("subject in {03, 01}, session=a"))
    // In the order of the axis.
    #expect(graph.jobs.map { "\($0.coordinates)" } == ["subject=01", "subject=03"])
    let named = try workspace.load(manifest("subject in pilot", sets: "pilot: [02]"))
    #expect(named.jobs.count == 2 && people(named) == ["02"])
    let param = try workspace.load(
      manifest("subject in $few", params: "params: {few: {type: list, default: [04, 05]}}"))
    #expect(people(param) == ["04", "05"])
  }

  @Test func aTableGivesThoseThatPass() throws {
    let workspace = try workspace()
    let text = manifest(
      "subject in patients",
      sets: "patients: {table: participants.tsv, where: {group: patient}}")
    #expect(people(try workspace.load(text)) == ["01", "03"])
    #expect(
      try workspace.warnings(text) == [
        "set 'patients' holds a value of 'subject' that nothing has: 77"
      ])
    // Nothing may be exported over it.
    #expect(
      try workspace.load(text).reads.contains(
        ReadFile(workspace.folder + "/participants.tsv", .table)))
  }

  @Test func aSplitDealsPersonsOut() throws {
    let workspace = try workspace()
    let training = try workspace.load(manifest("subject in parts.training", sets: Self.split))
    let test = try workspace.load(manifest("subject in parts.test", sets: Self.split))
    #expect(people(training).count == 8 && people(test).count == 2)
    #expect(Set(people(training) + people(test)) == Set(Self.people))
    // Both sessions of a person come along.
    #expect(training.jobs.count == 16)
    #expect(
      training.sets == [
        ResolvedSet(name: "parts.training", axis: "subject", values: people(training))
      ])
    #expect(training.shape.contains { $0.hasPrefix("set parts.training: subject 8 (") })
    let other = Self.split.replacing("seed: 3", with: "seed: 4")
    #expect(
      people(try workspace.load(manifest("subject in parts.test", sets: other))) != people(test))
  }

  @Test func dealingFollowsValuesNotTheirOrder() {
    let values = (0..<100).map { "\($0)" }
    let parts = AxisSets.deal(values, [0.5, 0.3, 0.2], seed: 1)
    #expect(parts.map(\.count) == [50, 30, 20])
    let back = AxisSets.deal(values.reversed(), [0.5, 0.3, 0.2], seed: 1)
    #expect(parts.map(Set.init) == back.map(Set.init))
    let more = AxisSets.deal(values + ["new"], [0.5, 0.3, 0.2], seed: 1)
    let moved = values.count { value in
      parts.firstIndex { $0.contains(value) } != more.firstIndex { $0.contains(value) }
    }
    #expect(moved <= 2)
    #expect(AxisSets.deal(["a", "b", "c"], [1, 1], seed: 0).map(\.count) == [2, 1])
    #expect(AxisSets.deal([], [1, 1], seed: 0) == [[], []])
  }

  @Test(arguments: [
    ("subject in nobody", "", "unknown set 'nobody'"),
    ("subject in parts", split, "a part of it is meant"),
    ("subject in parts.tset", split, "did you mean 'test'?"),
    ("session in parts.test", split, "is split by 'subject', not by 'session'"),
    ("subject in {1}", "", "no item has subject=1"),
    ("subject in {}", "", "no item has a value of subject"),
    ("site in {1}", "", "has no axis 'site'"),
    ("subject in pilot", "pilot: []", "has no values"),
    ("subject in pilot", "pilot: [99]", "no item has a value of subject that pilot holds"),
    ("subject in p.a", "p: [01]", "is not split"),
    ("subject in p.a", "p: {split: {a: 1, b: 1}, of: t2}", "is no source with the axis"),
    ("subject in p", "p: {table: none.tsv}", "none.tsv"),
    ("subject in p", "p: {table: participants.tsv, column: id}", "has no column 'id'"),
    ("subject in p", "p: {table: participants.tsv, where: {group: patients}}", "did you mean"),
    ("subject in p.a", "p: {split: {a: 1}, of: t1}", "needs two parts or more"),
    ("subject in {01}, subject in {02}", "", "is selected twice"),
    ("subject on {01}", "", "[axis=value, …] or [axis in set]"),
  ])
  func whatIsWrongIsTold(_ selection: String, _ sets: String, _ message: String) throws {
    let problems = try workspace().problems(manifest(selection, sets: sets))
    #expect(problems.contains(message), "\(problems)")
  }
}
