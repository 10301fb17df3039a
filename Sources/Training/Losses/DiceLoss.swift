public import Arithmetic

/// 1 − Dice's coefficient, mean over the classes, of probabilities by softmax and one class a place, sums
/// over images and places: 1/C Σ [1 − 2 Σ p t / (Σ p + Σ t + s)]. Classes that are not there count.
///
/// Source: `DiceLoss` in `FastSurferCNN/models/losses.py` of FastSurfer 2.4.0-dev (commit 7c45785).
public struct DiceLoss: Sendable {
  /// s, which keeps a class that is nowhere from 0 / 0.
  public var smooth: Double

  public init(smooth: Double = 1e-3) { self.smooth = smooth }

  /// - Parameters:
  ///   - logits: `[N, C, …]`.
  ///   - classes: `[N, …]`, in `0..<C`.
  public func callAsFunction(
    _ logits: RealTensor, _ classes: Tensor<Int32>, _ arithmetic: any Arithmetic
  ) -> LossValue {
    callAsFunction(softmax: arithmetic.softmax(logits), classes, arithmetic)
  }

  /// - Parameter softmax: of the logits, which the gradient is for.
  func callAsFunction(
    softmax: RealTensor, _ classes: Tensor<Int32>, _ arithmetic: any Arithmetic
  ) -> LossValue {
    let count = softmax.shape[1]
    let target = RealTensor.oneHot(classes, count: count, softmax.format)
    let common = arithmetic.channelSum(arithmetic.multiply(softmax, target))
    let sums = arithmetic.add(
      arithmetic.add(arithmetic.channelSum(softmax), arithmetic.channelSum(target)), smooth)
    // Of class c: −2 (t / D − I / D²) / C.
    let twice = arithmetic.multiply(common, 2)
    let ratio = arithmetic.divide(twice, sums)
    let factor = 1 / Double(count)
    let ones = RealTensor(sums.format, shape: sums.shape, [Double](repeating: 1, count: count))
    let scale = arithmetic.multiply(arithmetic.divide(ones, sums), -2 * factor)
    let shift = arithmetic.multiply(arithmetic.divide(ratio, sums), factor)
    let gradient = arithmetic.softmaxGradient(
      softmax: softmax, gradient: arithmetic.scaleAndShift(target, scale: scale, shift: shift))
    let value = 1 - arithmetic.mean(ratio)
    return LossValue(value, gradient, parts: ["dice": value])
  }
}

extension RealTensor {
  /// `[N, C, …]`: 1 in the channel of each place's class, 0 in the others.
  ///
  /// - Parameter classes: `[N, …]`, below `count`; negative ones have no channel.
  public static func oneHot(_ classes: Tensor<Int32>, count: Int, _ format: RealFormat)
    -> RealTensor
  {
    let places = classes.shape.dropFirst().reduce(1, *)
    let shape = [classes.shape[0], count] + classes.shape.dropFirst()
    func values<Number: BinaryFloatingPoint>(_: Number.Type) -> [Number] {
      var values = [Number](repeating: 0, count: classes.count * count)
      for (index, name) in classes.values.enumerated() where name >= 0 {
        values[(index / places * count + Int(name)) * places + index % places] = 1
      }
      return values
    }
    return switch format {
    case .binary32: .binary32(Tensor(shape: shape, values: values(Float.self)))
    case .binary64: .binary64(Tensor(shape: shape, values: values(Double.self)))
    }
  }
}
