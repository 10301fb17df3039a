import Arithmetic
import Imaging
import PipelineKit
import Statistics
import Support
import Testing

@testable import Stages

struct MeasureSignificantBitsTests {
  private let head = Phantom.head(10)

  private func samples(_ bits: Int, _ count: Int = 5) -> [Artifact] {
    (0..<count).map { .volume(Phantom.jitter(head, bits: bits, seed: UInt64($0))) }
  }

  @Test func volumesGiveMapsAndSummaries() throws {
    let outputs = try Running.run(
      MeasureSignificantBits.self, [:], ["samples": Running.many(samples(12))])
    let map = try #require(outputs["bits"]).volume(name: "bits")
    let summary = try #require(outputs["summary"]).table()
    #expect(map.grid == head.grid)
    let finite = map.voxels.doubles.filter(\.isFinite)
    #expect(finite.count == head.voxels.doubles.filter { $0 != 0 }.count)
    #expect(finite.allSatisfy { (11...24).contains($0) && $0 == $0.rounded() })
    #expect(summary.rowCount == 1)
    #expect(summary.numbers("values") == [Double(finite.count)])
    #expect(summary.numbers("skipped") == [Double(map.voxels.count - finite.count)])
    #expect(summary.numbers("samples") == [5])
    let mean = try #require(summary.numbers("mean")?.first)
    #expect(abs(mean - finite.reduce(0, +) / Double(finite.count)) < 1e-12)
  }

  /// Nothing depends on how many samples are held at once, or by how many threads.
  @Test(arguments: SignificantBits.Method.allCases)
  func slabsAndThreadsGiveTheSameBits(method: SignificantBits.Method) throws {
    let large = Phantom.head(21)
    let volumes = (0..<7).map {
      Artifact.volume(Phantom.jitter(large, bits: 9, seed: UInt64($0)))
    }
    let items = Running.many(volumes)
    let parts = zip(items, volumes).map { item, volume in
      Inputs.Item(coordinates: item.coordinates, partLoader: { Self.part(of: volume, rows: $0) }) {
        volume
      }
    }
    let first = try SampleValues(volumes[0], name: "first")
    let formula = SignificantBits(
      method: method, error: .relative, precision: 24, samples: 7, probability: 0.95,
      confidence: 0.95, skipsZeros: true)
    func bits(_ items: [Inputs.Item], heldBytes: Int, threads: Int) throws -> [UInt64] {
      let slabs = SampleSlabs(
        items: Many(items: items, named: "sample"), first: first, threads: threads,
        heldBytes: heldBytes, progress: { _ in })
      #expect((slabs.slabs.count > 1) == (heldBytes == 0))
      var bits = [Double](repeating: 0, count: first.count)
      let computation = BitsOfSamples(formula: formula, threads: threads)
      for (index, run) in slabs.slabs.enumerated() {
        let samples = try slabs.load(index)
        try bits.withUnsafeMutableBufferPointer {
          try computation.compute(
            samples, given: nil, bits: UnsafeMutableBufferPointer(rebasing: $0[run]),
            references: nil)
        }
      }
      return bits.map(\.bitPattern)
    }
    let expected = try bits(items, heldBytes: 1 << 30, threads: 1)
    #expect(try bits(items, heldBytes: 1 << 30, threads: 3) == expected)
    #expect(try bits(items, heldBytes: 0, threads: 2) == expected)
    #expect(try bits(parts, heldBytes: 1 << 30, threads: 1) == expected)
    #expect(try bits(parts, heldBytes: 0, threads: 2) == expected)
  }

  private static func part(of volume: Artifact, rows: Range<Int>) -> ArtifactPart {
    var part = volume
    let shape = volume.datasets[0].elements.shape
    guard case .float32(let tensor) = volume.datasets[0].elements else {
      preconditionFailure("the volume is binary32")
    }
    let width = shape[1] * shape[2]
    part.datasets[0].elements = .float32(
      Tensor(
        shape: [rows.count, shape[1], shape[2]],
        values: Array(tensor.values[rows.lowerBound * width..<rows.upperBound * width])))
    return ArtifactPart(artifact: part, rowCount: shape[0])
  }

  /// A sample of another shape is named, also where parts of it are read.
  @Test func otherShapesAreFoundInParts() throws {
    let items = [head, Phantom.head(8)].enumerated().map { index, volume in
      let artifact = Artifact.volume(volume)
      return Inputs.Item(
        coordinates: Coordinates([.init("repeat", "\(index + 1)")]),
        partLoader: {
          Self.part(of: artifact, rows: $0.clamped(to: 0..<artifact.datasets[0].elements.shape[0]))
        }
      ) { artifact }
    }
    let message = stageError {
      _ = try Running.run(MeasureSignificantBits.self, [:], ["samples": items])
    }
    #expect(message?.contains("the sample at repeat=2 has 8 × 8 × 8 voxels") == true)
  }

  @Test func maskAndZerosDecideWhatCounts() throws {
    var inside = Tensor<Int32>(shape: [10, 10, 10], repeating: 0)
    for index in 500..<520 { inside.values[index] = 7 }
    let mask = Artifact.labels(Labels(voxels: inside, affine: head.affine))
    let background = (500..<520).count { head.voxels.doubles[$0] == 0 }
    for (skipsZeros, expected) in [(true, 20 - background), (false, 20)] {
      let outputs = try Running.run(
        MeasureSignificantBits.self, ["skip-zeros": .boolean(skipsZeros)],
        ["samples": Running.many(samples(12)), "mask": Running.one(mask)])
      let summary = try #require(outputs["summary"]).table()
      #expect(summary.numbers("values") == [Double(expected)])
    }
  }

  @Test func equalSamplesKeepAllBits() throws {
    for (format, expected) in [(RealFormat.binary32, 24.0), (.binary64, 53)] {
      var volume = head
      volume.voxels = RealTensor(format, shape: head.voxels.shape, head.voxels.doubles)
      let same = [Artifact](repeating: .volume(volume), count: 3)
      let summary = try #require(
        Running.run(MeasureSignificantBits.self, [:], ["samples": Running.many(same)])["summary"]
      ).table()
      #expect(summary.numbers("minimum") == [expected])
      let capped = try #require(
        Running.run(
          MeasureSignificantBits.self, ["precision": 23], ["samples": Running.many(same)])[
            "summary"]
      ).table()
      #expect(capped.numbers("maximum") == [23])
    }
  }

  @Test func fieldsAverageTheirComponents() throws {
    // Errors of 2⁻⁴, 2⁻⁸ and none on the three components: 4, 8 and 24 bits, 12 on average.
    func field(_ sign: Float) -> Artifact {
      let one: [Float] = [1 + sign * 0x1p-4, 1 + sign * 0x1p-8, 1]
      let values = (0..<8).flatMap { _ in one }
      return Artifact(
        type: .field,
        datasets: [Dataset("data", .float32(Tensor(shape: [2, 2, 2, 3], values: values)))],
        attributes: [.init("affine", .affine(.identity))])
    }
    let outputs = try Running.run(
      MeasureSignificantBits.self, [:], ["samples": Running.many([field(1), field(-1)])])
    let map = try #require(outputs["bits"])
    #expect(map.type == .volume)
    #expect(try map.volume(name: "bits").voxels.doubles == [Double](repeating: 12, count: 8))
  }

  @Test func affinesGiveATableOfEntries() throws {
    let samples = [1.0, 1 + 0x1p-10].map { scale in
      Artifact.affine(Affine(rows: [scale, 0, 0, 10, 0, 1, 0, 20, 0, 0, 1, 30]))
    }
    let outputs = try Running.run(
      MeasureSignificantBits.self, ["precision": 24],
      ["samples": Running.many(samples), "reference": Running.one(samples[0])])
    let table = try #require(outputs["bits"]).table()
    #expect(table.columns.map(\.name) == ["row", "column", "reference", "bits"])
    let bits = try #require(table.numbers("bits"))
    #expect(bits[0] == 10)
    #expect(bits[1].isNaN)
    #expect(bits[3] == 24)
  }

  @Test func tablesKeepTheirTextAndShape() throws {
    func table(_ error: Double) -> Artifact {
      .table(
        Table([
          .init("subject", .text(["0051", "0052"])), .init("volume", .numbers([100, 200 + error])),
        ]))
    }
    let outputs = try Running.run(
      MeasureSignificantBits.self, [:],
      ["samples": Running.many([table(0), table(1)]), "reference": Running.one(table(0))])
    let bits = try #require(outputs["bits"]).table()
    #expect(bits["subject"] == .text(["0051", "0052"]))
    #expect(bits["volume"] == .numbers([53, 7]))
  }

  @Test func wrongInputsAreNamed() throws {
    let few = stageError {
      _ = try Running.run(
        MeasureSignificantBits.self, [:], ["samples": Running.many([.volume(head)])])
    }
    #expect(few?.contains("at least two samples, and this job got 1") == true)

    let shapes = stageError {
      _ = try Running.run(
        MeasureSignificantBits.self, [:],
        ["samples": Running.many([.volume(head), .volume(Phantom.head(8))])])
    }
    #expect(
      shapes?.contains(
        "the sample at repeat=2 has 8 × 8 × 8 voxels and the sample at repeat=1 has "
          + "10 × 10 × 10") == true)

    let parker = stageError {
      _ = try Running.run(
        MeasureSignificantBits.self, ["method": "parker"],
        ["samples": Running.many(samples(9)), "reference": Running.one(.volume(head))])
    }
    #expect(parker?.contains("leave `reference` out") == true)

    let text = Table([.init("id", .text(["a"]))])
    let noNumbers = stageError {
      _ = try Running.run(
        MeasureSignificantBits.self, [:],
        ["samples": Running.many([.table(text), .table(text)])])
    }
    #expect(noNumbers?.contains("import/table") == true)
    #expect(throws: ParameterError.self) {
      try Running.make(MeasureSignificantBits.self, ["probability": 1])
    }
  }

  /// The whole stage against the Python package on a volume, each method, mean as reference.
  @Test(.enabled(if: Python.isAvailable), arguments: ["cnh", "general"])
  func equalsSignificantDigits(method: String) throws {
    let volumes = (0..<6).map { Phantom.jitter(head, bits: 14, seed: UInt64($0)) }
    let outputs = try Running.run(
      MeasureSignificantBits.self,
      ["method": .string(method), "precision": 23, "skip-zeros": false],
      ["samples": Running.many(volumes.map { .volume($0) })])
    let found = try #require(outputs["bits"]).volume(name: "bits").voxels.doubles
    let expected = try Python.numbers(
      "import numpy as np, significantdigits as s\n"
        + "x = \(Python.array(volumes.map(\.voxels.doubles)))\n"
        + "b = s.significant_digits(x, reference=x.mean(0), error='relative', method='\(method)', "
        + "dtype=np.float32)\n" + "print(*[repr(float(v)) for v in b])")
    try #require(found.count == expected.count)
    for (mine, theirs) in zip(found, expected) { #expect(agree(mine, theirs, within: 1e-6)) }
  }
}
