import Arithmetic
import Imaging
import PipelineKit

/// What a network needs of an image's intensities.
struct NetworkPreparation: DeclaresPorts {
  static let normalize = Parameter(
    "normalize", .choice(Method.self), default: .range,
    "What the network needs before: `range`: least to 0, greatest to 1; `quantiles`: two order "
      + "statistics to 0 and 1; `z-score`: mean 0, standard deviation 1 (n − 1); `fixed`: `mean` goes to "
      + "0 and `deviation` above it to 1.")
  static let lower = Parameter(
    "lower", .number(minimum: 0, maximum: 100), unit: "%", default: 5,
    "Part of the voxels below what goes to 0, for `quantiles`: element ⌊q n⌋ of the sorted ones.")
  static let upper = Parameter(
    "upper", .number(minimum: 0, maximum: 100), unit: "%", default: 95,
    "Part of the voxels below what goes to 1, for `quantiles`: element ⌈q n⌉ − 1.")
  static let cutOff = Parameter(
    "cut-off", .boolean, default: false,
    "Whether numbers are cut off at 0 and 1, for `quantiles`.")
  static let mean = Parameter(
    "mean", .number(), default: 0, "What is taken away from intensities, for `fixed`.")
  static let deviation = Parameter(
    "deviation", .number(), default: 1, "What the rest is divided by, for `fixed`.")
  static let axes = Parameter(
    "axes", .string, default: "",
    "Where the axes of the network's arrays point to, three letters such as `RAS`; where nothing is "
      + "said, voxels go in in the file's own order. An array [z, y, x] of an image in LPS is `SPL`."
  )
  static let parameters = list(normalize, lower, upper, cutOff, mean, deviation, axes)

  enum Method: String, CaseIterable {
    case none, range, quantiles, fixed
    case zScore = "z-score"
  }

  private let method: Method
  private let lower: Double
  private let upper: Double
  private let isCut: Bool
  private let mean: Double
  private let deviation: Double
  private let orientation: Orientation?

  init(_ values: ParameterValues) throws {
    method = values[Self.normalize]
    (lower, upper) = (values[Self.lower] / 100, values[Self.upper] / 100)
    isCut = values[Self.cutOff]
    (mean, deviation) = (values[Self.mean], values[Self.deviation])
    let code = values[Self.axes]
    orientation = Orientation(code)
    guard code.isEmpty || orientation != nil else {
      throw ParameterError(Self.axes, "'\(code)' are not three directions, such as RAS or LIA")
    }
    guard deviation != 0, deviation.isFinite, mean.isFinite else {
      throw ParameterError(Self.deviation, "intensities cannot be divided by \(deviation)")
    }
    guard lower < upper else {
      throw ParameterError(
        Self.lower, "lower (\(values[Self.lower])) must be below upper (\(values[Self.upper]))")
    }
  }

  /// How voxels of an image go in; `nil` where they go in as they are.
  func order(of image: Volume) -> AxisOrder? { orientation.map { AxisOrder(image.affine, $0) } }

  /// - Throws: `StageError` where all voxels, or both order statistics, are the same.
  func apply(_ image: NetworkImage, _ arithmetic: any Arithmetic) throws -> RealTensor {
    let voxels = image.volume.voxels
    switch method {
    case .range: return try image.rangeNormalized(arithmetic)
    case .quantiles:
      let sorted = voxels.doubles.sorted()
      let (first, last) = (
        min(Int((lower * Double(sorted.count)).rounded(.down)), sorted.count - 1),
        max(Int((upper * Double(sorted.count)).rounded(.up)) - 1, 0)
      )
      let (least, greatest) = (sorted[first], sorted[last])
      guard greatest > least else {
        throw StageError(
          "the image has \(least) at both quantiles: set 'lower' and 'upper' further apart")
      }
      let scaled = image.scaled(from: least, to: greatest, arithmetic)
      return isCut ? scaled.clamped(to: 0...1) : scaled
    case .zScore:
      let (mean, variance) = arithmetic.moments(voxels, correction: 1)
      guard variance > 0 else { throw StageError("the image is empty: all its voxels are \(mean)") }
      let deviation = arithmetic.squareRoot(
        RealTensor(arithmetic.format, shape: [1], [variance])
      ).doubles[0]
      return arithmetic.divide(arithmetic.add(voxels, -mean), deviation)
    case .fixed: return arithmetic.divide(arithmetic.add(voxels, -mean), deviation)
    case .none: return voxels
    }
  }
}
