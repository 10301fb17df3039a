import Testing

@testable import PipelineKit

@Suite struct ClusterProfileTests {
  private func read(_ text: String, _ name: String?) throws -> ClusterProfile? {
    let workspace = try Workspace()
    try workspace.write(text, to: "profiles.yaml")
    return try ClusterProfile.find(
      name, in: [workspace.folder + "/none.yaml", workspace.folder + "/profiles.yaml"])
  }

  @Test func aProfileIsRead() throws {
    let text = """
      profiles:
        default: {partition: cpu, account: lab, memory: 4 GiB, time: 1h, jobs: 50, flags: [--exclusive]}
        sge: {submit: qsub $script, states: qstat, cancel: qdel $id, index: SGE_TASK_ID, first: 1}
      """
    let profile = try #require(try read(text, nil))
    #expect(profile.options.map(\.name) == ["partition", "account"])
    #expect(profile.memory == 4 << 30 && profile.time == 3600 && profile.jobs == 50)
    #expect(profile.flags == ["--exclusive"] && profile.kind == .slurm)
    let sge = try #require(try read(text, "sge"))
    #expect(sge.firstTask == 1)
    #expect(
      sge.kind
        == .templates(
          submit: "qsub $script", states: "qstat", cancel: "qdel $id", index: "SGE_TASK_ID"))
    #expect(try ClusterProfile.find(nil, in: ["/nowhere/profiles.yaml"]) == nil)
  }

  @Test(arguments: [
    ("profiles: {a: {partion: x}}", "unknown key 'partion'"),
    ("profiles: {a: {submit: x}}", "needs 'submit', 'states' and 'cancel' together"),
    ("profiles: {a: {memory: lots}}", "'memory' must be an amount"),
    ("profile: {}", "unknown key 'profile'"),
    ("profiles: {b: {}}", "there is no profile 'a'"),
  ])
  func whatIsWrongIsSaid(_ text: String, _ sentence: String) {
    #expect {
      _ = try read(text, "a")
    } throws: { error in
      (error as? Diagnostics)?.all.contains { $0.message.contains(sentence) } ?? false
    }
  }
}
