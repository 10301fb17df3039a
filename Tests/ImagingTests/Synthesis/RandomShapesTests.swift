import Arithmetic
import Imaging
import Testing

/// Random shapes as SynthMorph learns from them.
@Suite struct RandomShapesTests {
  private func labels(_ stream: UInt64, threads: Int = 1) throws -> [Int32] {
    let arithmetic = try Arithmetics.make(.ieee, seed: 1, threads: threads)
    return RandomShapes(count: 6, extents: [20, 24, 16]).labels(
      RandomStream(key: 4, stream: stream), arithmetic
    ).values
  }

  @Test func areConnectedPartsOfSeveralLabels() throws {
    let found = try labels(1)
    #expect(found.count == 20 * 24 * 16)
    #expect(Set(found).isSubset(of: 1...6) && Set(found).count > 2, "\(Set(found))")
    // Neighbours have one label most of the time: shapes, not noise.
    let same = (0..<found.count - 1).count { found[$0] == found[$0 + 1] }
    #expect(Double(same) > 0.8 * Double(found.count), "\(same)")
    #expect(try labels(1, threads: 2) == found)
    #expect(try labels(2) != found)
  }
}
