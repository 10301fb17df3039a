import Arithmetic
import Imaging
import Testing

@Suite struct OverlapTests {
  func labels(_ values: Int32...) -> Tensor<Int32> {
    Tensor(shape: [1, 1, values.count], values: values)
  }

  @Test func diceOfTwo() throws {
    let dice = try Overlap.dice(labels(1, 1, 2, 0, 2, 3), labels(1, 2, 2, 0, 2, 0))
    #expect(dice == [1: 2.0 / 3, 2: 4.0 / 5, 3: 0])
  }

  @Test func agreementOfMany() throws {
    let three = [labels(1, 1, 2, 0), labels(1, 2, 2, 0), labels(1, 1, 2, 4)]
    #expect(try Overlap.overlap(three) == [1: 3.0 / 5, 2: 3.0 / 4, 4: 0])
    #expect(try Overlap.leastPairwiseDice(three) == [1: 2.0 / 3, 2: 2.0 / 3, 4: 0])
  }

  @Test func identicalSegmentationsAgreeFully() throws {
    let one = labels(0, 5, 5, 7, 0)
    #expect(try Overlap.overlap([one, one, one]) == [5: 1, 7: 1])
  }

  @Test func whatCannotBeCompared() {
    #expect(throws: ImagingError.self) { try Overlap.dice(labels(1), labels(1, 2)) }
    #expect(throws: ImagingError.self) { try Overlap.overlap([]) }
    #expect(throws: ImagingError.self) { try Overlap.leastPairwiseDice([labels(1)]) }
  }
}
