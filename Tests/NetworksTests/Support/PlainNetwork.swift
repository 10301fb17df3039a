import Arithmetic
import Networks

/// FastSurfer's networks in plain loops over `Double`, written down from their definition: what the
/// layers have to come to.
struct PlainNetwork {
  /// One image, `[C, H, W]`.
  struct Image {
    var channels: Int
    var height: Int
    var width: Int
    var values: [Double]

    init(_ channels: Int, _ height: Int, _ width: Int, _ value: (Int, Int, Int) -> Double) {
      (self.channels, self.height, self.width) = (channels, height, width)
      values = []
      values.reserveCapacity(channels * height * width)
      for c in 0..<channels {
        for y in 0..<height { for x in 0..<width { values.append(value(c, y, x)) } }
      }
    }

    subscript(c: Int, y: Int, x: Int) -> Double { values[(c * height + y) * width + x] }

    func map(_ change: (Double) -> Double) -> Image {
      var copy = self
      copy.values = values.map(change)
      return copy
    }

    func maximum(_ other: Image) -> Image {
      var copy = self
      copy.values = zip(values, other.values).map { max($0, $1) }
      return copy
    }
  }

  let weights: ModelWeights

  private func numbers(_ name: String) -> [Double] {
    guard case .float32(let tensor)? = weights[name] else { return [] }
    return tensor.values.map(Double.init)
  }

  private func convolved(_ x: Image, _ name: String) -> Image {
    let (filters, bias) = (numbers("\(name).weight"), numbers("\(name).bias"))
    let shape = weights["\(name).weight"]?.shape ?? []
    let (kernel, before) = (shape[2], shape[2] / 2)
    return Image(shape[0], x.height, x.width) { o, y, column in
      var sum = 0.0
      for c in 0..<x.channels {
        for i in 0..<kernel where (0..<x.height).contains(y + i - before) {
          for j in 0..<kernel where (0..<x.width).contains(column + j - before) {
            sum +=
              filters[((o * x.channels + c) * kernel + i) * kernel + j]
              * x[c, y + i - before, column + j - before]
          }
        }
      }
      return sum + bias[o]
    }
  }

  private func normalized(_ x: Image, _ name: String) -> Image {
    let (weight, bias) = (numbers("\(name).weight"), numbers("\(name).bias"))
    let (mean, variance) = (numbers("\(name).running_mean"), numbers("\(name).running_var"))
    return Image(x.channels, x.height, x.width) { c, y, column in
      (x[c, y, column] - mean[c]) / (variance[c] + 1e-5).squareRoot() * weight[c] + bias[c]
    }
  }

  private func activated(_ x: Image, _ block: String) -> Image {
    let slope = numbers("\(block).prelu.weight")[0]
    return x.map { $0 > 0 ? $0 : slope * $0 }
  }

  private func block(_ x: Image, _ name: String, competes: Bool, norm: String = "bn") -> Image {
    func step(_ x: Image, _ number: Int) -> Image {
      normalized(convolved(x, "\(name).conv\(number)"), "\(name).\(norm)\(number + 1)")
    }
    let isFirst = weights["\(name).bn0.weight"] != nil
    let first = step(isFirst ? normalized(x, "\(name).bn0") : activated(x, name), 0)
    let second = competes ? x.maximum(first) : first
    let third = step(activated(second, name), 1).maximum(second)
    return step(
      activated(step(activated(third, name), 2).maximum(third), name), 3)
  }

  private func pooled(_ x: Image) -> (Image, places: [Int]) {
    var places: [Int] = []
    let result = Image(x.channels, x.height / 2, x.width / 2) { c, y, column in
      var best = (2 * y, 2 * column)
      for (i, j) in [(0, 1), (1, 0), (1, 1)]
      where x[c, 2 * y + i, 2 * column + j] > x[c, best.0, best.1] {
        best = (2 * y + i, 2 * column + j)
      }
      places.append((c * x.height + best.0) * x.width + best.1)
      return x[c, best.0, best.1]
    }
    return (result, places)
  }

  private func base(_ image: Image) -> Image {
    var x = image
    var skips: [(Image, [Int])] = []
    for level in 1...4 {
      let skip = block(x, "encode\(level)", competes: level > 1)
      let (values, places) = pooled(skip)
      skips.append((skip, places))
      x = values
    }
    x = block(x, "bottleneck", competes: true)
    for level in (1...4).reversed() {
      let (skip, places) = skips.removeLast()
      var unpooled = skip.map { _ in 0 }
      for (place, value) in zip(places, x.values) { unpooled.values[place] = value }
      x = block(unpooled.maximum(skip), "decode\(level)", competes: true)
    }
    return x
  }

  /// Bilinear, the ends of the axes on one another.
  private func zoomed(_ x: Image, _ plan: ZoomPlan, side: Int) -> Image {
    func place(_ j: Int, _ from: Int, _ to: Int) -> (Int, Int, Double) {
      let at = max(0, (Double(j) + 0.5) * Double(from) / Double(to) - 0.5)
      let below = Int(at)
      return (below, min(below + 1, from - 1), at - Double(below))
    }
    return Image(x.channels, side, side) { c, y, column in
      guard y < plan.resized, column < plan.resized else { return 0 }
      let (top, bottom, v) = place(y, plan.kept, plan.resized)
      let (left, right, u) = place(column, plan.kept, plan.resized)
      let above = x[c, top, left] * (1 - u) + x[c, top, right] * u
      let below = x[c, bottom, left] * (1 - u) + x[c, bottom, right] * u
      return above * (1 - v) + below * v
    }
  }

  /// How square images are zoomed: pixels that are kept, from the first, and what they are
  /// interpolated to; zeros follow.
  struct ZoomPlan: Sendable {
    var kept: Int
    var resized: Int
  }

  /// - Parameters:
  ///   - window: the side at which the encoder works.
  ///   - plans: into the window and back, for networks with a zoom.
  func logits(_ image: Image, window: Int, _ plans: (into: ZoomPlan, back: ZoomPlan)?) -> Image {
    guard let plans else { return convolved(base(image), "classifier.conv") }
    let skip = block(image, "inp_block", competes: false, norm: "gn")
    let inner = base(zoomed(skip, plans.into, side: window))
    let back = zoomed(inner, plans.back, side: image.height)
    let merged = Image(back.channels + skip.channels, image.height, image.width) { c, y, x in
      c < back.channels ? back[c, y, x] : skip[c - back.channels, y, x]
    }
    return convolved(block(merged, "outp_block", competes: false, norm: "gn"), "classifier.conv")
  }
}
