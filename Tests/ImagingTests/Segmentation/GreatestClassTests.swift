import Arithmetic
import Imaging
import Testing

@Suite struct GreatestClassTests {
  /// Of equal numbers the first class wins; images do not mix, and NaN is greater than nothing.
  @Test func theFirstOfTheGreatestWins() {
    let values: [Double] = [
      1, 5, .nan, 3, 5, 2, 3, 1, 9,  // three classes of three places
      -1, -1, -1, -2, 0, -1, 7, -3, -1,
    ]
    for format in [RealFormat.binary32, .binary64] {
      let found = GreatestClass.find(RealTensor(format, shape: [2, 3, 3], values))
      #expect(found.classes == [1, 0, 0, 2, 1, 0])
      #expect(found.numbers.format == format)
      #expect(found.numbers.doubles.prefix(2) == [3, 5] && found.numbers.doubles[2].isNaN)
      #expect(found.numbers.doubles.suffix(3) == [7, 0, -1])
    }
    let one = GreatestClass.find(RealTensor(.binary32, shape: [1, 1, 2, 2], [1, 2, 3, 4]))
    #expect(one.classes == [0, 0, 0, 0] && one.numbers.doubles == [1, 2, 3, 4])
  }
}
