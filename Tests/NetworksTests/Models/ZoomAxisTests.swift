import Testing

@testable import Networks

@Suite struct ZoomAxisTests {
  private func axis(_ size: Int, _ target: Int, _ scale: Float) throws -> [Int] {
    let axis = try ZoomAxis(size: size, target: target, scale: scale)
    return [axis.kept, axis.resized, axis.padding]
  }

  /// The scale that the way back takes after an axis was zoomed to 256.
  private func inverse(_ size: Int, _ scale: Float) throws -> Float {
    1 / (try ZoomAxis(size: size, target: 256, scale: scale).scale)
  }

  /// Examples of the FastSurfer specification, section 2.4.
  @Test func extentsAreThoseOfBinary32() throws {
    let (at08, at07): (Float, Float) = (1 / 0.8, 1 / 0.7)
    #expect(try axis(256, 256, 1) == [256, 256, 0])
    #expect(try axis(320, 256, at08) == [320, 256, 0])
    #expect(try axis(256, 320, inverse(320, at08)) == [256, 320, 0])
    #expect(try axis(366, 256, at07) == [365, 256, 0])
    #expect(try axis(256, 366, inverse(366, at07)) == [256, 366, 0])
    // In binary64 it would be 247 and 223.
    #expect(try axis(311, 256, at08) == [311, 248, 8])
    #expect(try axis(256, 311, inverse(311, at08)) == [248, 311, 0])
    #expect(try axis(320, 256, at07) == [320, 224, 32])
    #expect(try axis(256, 320, inverse(320, at07)) == [224, 320, 0])
  }

  /// PyTorch's `320 / tensor` is `320 × (1 / tensor)`: one division would give 107 and 117.
  @Test func numbersAreDividedAsPyTorchDoes() throws {
    #expect(try axis(120, 256, 1 / 0.9) == [120, 108, 148])
    #expect(try axis(180, 256, 1 / 0.65) == [180, 116, 140])
  }

  @Test func scalesThatLeaveNothingAreRefused() {
    for scale: Float in [0, -1, .nan, .infinity, 1e-4, 1e9] {
      #expect(throws: ModelError.self) { try ZoomAxis(size: 64, target: 64, scale: scale) }
    }
    #expect(throws: ModelError.self) { try ZoomAxis(size: 64, target: 256, scale: 100) }
  }
}
