/// The classes that FastSurfer's networks tell apart, and the labels they stand for.
///
/// Facts of `FastSurfer_ColorLUT.tsv` and `map_prediction_sagittal2full` (FastSurfer 2.4.0-dev,
/// commit 7c45785). Only parcels near the midline have a class for either hemisphere; the others
/// are told apart afterwards (`CortexSplit`). Sagittal slices do not show on which side they lie, so
/// that network has one class for both.
public enum FastSurferClasses {
  /// The label of each of the 79 classes of the coronal and the axial network.
  public static let labels: [Int32] =
    subcortical + bothHemispheres
    + [2002, 2005, 2010, 2012, 2013, 2014, 2016, 2017, 2021, 2022, 2023, 2024, 2025, 2028]

  /// The label of each of the 51 classes of the sagittal network; the right one stands for both.
  public static let sagittalLabels: [Int32] =
    subcortical.filter { sagittalTwins[$0] == nil } + bothHemispheres

  /// For each of the 79 classes the class of the sagittal network that says the same.
  public static let sagittalChannels: [Int] = labels.map { label in
    let twin = label >= 2000 ? label - 1000 : sagittalTwins[label] ?? label
    guard let channel = sagittalLabels.firstIndex(of: twin) else {
      preconditionFailure("label \(label) has no sagittal class")
    }
    return channel
  }

  /// Which channel of the logits of `plane`'s network belongs to each of the 79 classes.
  ///
  /// - Parameter channels: how many channels the logits have.
  /// - Throws: `ImagingError` where the network has other classes.
  public static func channels(of plane: AnatomicalPlane, count: Int) throws(ImagingError) -> [Int] {
    let expected = plane == .sagittal ? sagittalLabels.count : labels.count
    guard count == expected else {
      throw ImagingError(
        "the \(plane.rawValue) network has \(count) classes, where FastSurfer's have \(expected)")
    }
    return plane == .sagittal ? sagittalChannels : Array(labels.indices)
  }

  private static let subcortical: [Int32] = [
    0, 2, 4, 5, 7, 8, 10, 11, 12, 13, 14, 15, 16, 17, 18, 24, 26, 28, 31,
    41, 43, 44, 46, 47, 49, 50, 51, 52, 53, 54, 58, 60, 63, 77,
  ]
  /// Parcels of the cortex, by the label of the left one.
  static let bothHemispheres: [Int32] =
    [1002, 1003] + Array(1005...1031) + [1034, 1035]

  /// Left structures and their right twins.
  static let sagittalTwins: [Int32: Int32] = [
    2: 41, 4: 43, 5: 44, 7: 46, 8: 47, 10: 49, 11: 50, 12: 51, 13: 52, 17: 53, 18: 54, 26: 58,
    28: 60, 31: 63,
  ]
}
