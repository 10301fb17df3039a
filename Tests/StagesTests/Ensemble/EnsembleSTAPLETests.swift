import Arithmetic
import Imaging
import PipelineKit
import Support
import Testing

@testable import Stages

@Suite struct EnsembleSTAPLETests {
  private func run(
    _ maps: [Labels], _ values: [String: Value] = [:],
    warn: @escaping @Sendable (String) -> Void = { _ in }
  ) throws -> [String: Artifact] {
    try Running.run(
      EnsembleSTAPLE.self, values, ["samples": Running.many(maps.map(Artifact.labels))], warn: warn)
  }

  /// Labels and sensitivities of ITK's filter, by way of SimpleITK.
  private func reference(_ maps: [Labels]) throws -> (labels: [Int32], sensitivity: [Double]) {
    let rows = maps.map { $0.voxels.values.map(Double.init) }
    let numbers = try Python.numbers(
      """
      import numpy as np, SimpleITK as sitk
      maps = \(Python.array(rows)).astype("uint8").reshape(\(maps.count), 12, 12, 12)
      names = np.unique(maps)
      f = sitk.MultiLabelSTAPLEImageFilter()
      f.SetLabelForUndecidedPixels(255)
      found = f.Execute([sitk.GetImageFromArray(m) for m in maps])
      print(*sitk.GetArrayFromImage(found).ravel())
      count = int(maps.max()) + 1
      for k in range(len(maps)):
          c = np.array(f.GetConfusionMatrix(k)).reshape(count + 1, count)
          print(*[c[n, n] for n in names])
      """)
    let count = maps[0].voxels.count
    return (numbers.prefix(count).map { Int32($0) }, Array(numbers.dropFirst(count)))
  }

  @Test(.enabled(if: Python.isAvailable), arguments: [3, 7])
  func labelsAndSensitivitiesAreThoseOfITK(_ members: Int) throws {
    let maps = EnsembleSample.noisy(members: members)
    let outputs = try run(maps)
    let expected = try reference(maps)
    let found = try EnsembleSample.values(outputs["labels"])
    let disputed = found.indices.filter { voxel in
      maps.contains { $0.voxels.values[voxel] != maps[0].voxels.values[voxel] }
    }
    let same = disputed.count { found[$0] == expected.labels[$0] }
    #expect(disputed.count > 200)
    #expect(Double(same) >= 0.995 * Double(disputed.count), "\(same) of \(disputed.count)")
    let sensitivity = try outputs.numbers("members", "sensitivity")
    #expect(sensitivity.count == expected.sensitivity.count)
    for (a, b) in zip(sensitivity, expected.sensitivity) { #expect(agree(a, b, within: 1e-4)) }
  }

  @Test func betterMembersAreMoreSensitive() throws {
    let outputs = try run(EnsembleSample.noisy(members: 5))
    let table = try outputs.table("members")
    #expect(table.rowCount == 25)
    #expect(table.text("member")?.first == "repeat=1")
    let sensitivity = try #require(table.numbers("sensitivity"))
    let means = (0..<5).map { sensitivity[5 * $0..<5 * $0 + 5].reduce(0, +) / 5 }
    #expect(means == means.sorted(by: >))
    #expect(abs(means[0] - 0.93) < 0.03)
    let probability = try outputs.voxels("probability")
    #expect(probability.allSatisfy { $0 > 0.2 && $0 <= 1 })
  }

  @Test func manyMembersDoNotUnderflow() throws {
    let few = EnsembleSample.noisy(members: 4)
    let many = (0..<240).map { few[$0 % 4] }
    let outputs = try run(many)
    #expect(
      try outputs.voxels("probability").allSatisfy { $0 > 0 })
  }

  @Test func membersThatAgreeAreWhatTheySay() throws {
    let map = EnsembleSample.noisy(members: 1)
    let outputs = try run([map[0], map[0]])
    #expect(try EnsembleSample.values(outputs["labels"]) == map[0].voxels.values)
    let table = try outputs.table("members")
    #expect(table.numbers("sensitivity")?.allSatisfy { $0 == 1 } == true)
  }

  @Test func notSettledIsSaid() throws {
    nonisolated(unsafe) var warnings: [String] = []
    _ = try run(EnsembleSample.noisy(members: 3), ["iterations": 1]) { warnings.append($0) }
    #expect(
      warnings == ["STAPLE stopped after 1 iteration before it had settled; raise `iterations`"])
  }
}
