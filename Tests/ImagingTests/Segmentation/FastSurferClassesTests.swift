import Imaging
import Testing

@Suite struct FastSurferClassesTests {
  @Test func countsAreThoseOfTheNetworks() {
    #expect(FastSurferClasses.labels.count == 79)
    #expect(FastSurferClasses.sagittalLabels.count == 51)
    #expect(Set(FastSurferClasses.labels).count == 79)
    #expect(
      FastSurferClasses.sagittalLabels.prefix(20)
        == [0, 14, 15, 16, 24, 41, 43, 44, 46, 47, 49, 50, 51, 52, 53, 54, 58, 60, 63, 77])
  }

  /// The channels as `map_prediction_sagittal2full` of FastSurfer lists them.
  @Test func sagittalChannelsAreTheOriginals() {
    let listed =
      [0] + Array(5...13) + [1, 2, 3] + [14, 15, 4] + [16, 17, 18] + Array(5...50) + [20, 22, 27]
      + [29, 30, 31] + [33, 34] + Array(38...42) + [45]
    #expect(FastSurferClasses.sagittalChannels == listed)
  }
}
