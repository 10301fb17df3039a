import Arithmetic

/// Moves elements without changing them: exact, so the same under every arithmetic.
///
/// Only this file sees the type: what it applies to tensors is compiled here for each sort of element.
private protocol Movement {
  /// - Parameter fill: what elements become that come from nowhere.
  func callAsFunction<Element: Sendable>(_ tensor: Tensor<Element>, fill: Element) -> Tensor<
    Element
  >
}

extension NetworkTensor {
  func moved(_ view: StridedView) -> NetworkTensor { applying(view, fill: 0) }

  /// - Parameter fill: the value of elements that come from nowhere.
  func moved(_ picking: Picking, fill: Double = 0) -> NetworkTensor {
    applying(picking, fill: fill)
  }

  private func applying(_ movement: some Movement, fill: Double) -> NetworkTensor {
    switch self {
    case .real(let tensor): .real(tensor.applying(movement, fill: fill))
    case .integer(let tensor): .integer(movement(tensor, fill: Int64(exactly: fill) ?? 0))
    case .boolean(let tensor): .boolean(movement(tensor, fill: fill != 0))
    }
  }
}

extension RealTensor {
  func moved(_ view: StridedView) -> RealTensor { applying(view, fill: 0) }

  /// - Parameter fill: the value of elements that come from nowhere.
  func moved(_ picking: Picking, fill: Double = 0) -> RealTensor { applying(picking, fill: fill) }

  fileprivate func applying(_ movement: some Movement, fill: Double) -> RealTensor {
    switch self {
    case .binary32(let tensor): .binary32(movement(tensor, fill: Float(fill)))
    case .binary64(let tensor): .binary64(movement(tensor, fill: fill))
    }
  }
}

/// Element `[i, j, …]` of the result is element `offset + i · strides[0] + j · strides[1] + …`:
/// transposition, expansion, steps, reversal.
struct StridedView: Sendable, Equatable {
  var shape: [Int]
  /// In elements; negative to go backwards, 0 to repeat.
  var strides: [Int]
  var offset = 0

  /// Every element of a tensor of `shape`, in C order.
  init(of shape: [Int]) {
    self.shape = shape
    strides = Self.strides(of: shape)
  }

  init(shape: [Int], strides: [Int], offset: Int = 0) {
    (self.shape, self.strides, self.offset) = (shape, strides, offset)
  }

  /// Axis k of the result is axis `order[k]`.
  static func transposing(_ shape: [Int], _ order: [Int]) -> StridedView {
    let strides = strides(of: shape)
    return StridedView(shape: order.map { shape[$0] }, strides: order.map { strides[$0] })
  }

  /// Axes of extent 1, and missing ones before the first, repeated to fill `target`.
  ///
  /// - Precondition: the shape broadcasts to `target`.
  static func expanding(_ shape: [Int], to target: [Int]) -> StridedView {
    let missing = target.count - shape.count
    let own = strides(of: shape)
    let strides = target.indices.map { axis in
      axis < missing || shape[axis - missing] == 1 ? 0 : own[axis - missing]
    }
    return StridedView(shape: target, strides: strides)
  }

  static func strides(of shape: [Int]) -> [Int] {
    var strides = [Int](repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * shape[axis + 1]
    }
    return strides
  }

  /// The same view with neighbouring axes joined where one goes on where the other ends.
  private var joined: StridedView {
    var (shape, strides): ([Int], [Int]) = ([], [])
    for (extent, stride) in zip(self.shape, self.strides) where extent != 1 {
      if let last = strides.last, let before = shape.last, last == stride * extent {
        (shape[shape.count - 1], strides[strides.count - 1]) = (before * extent, stride)
      } else {
        shape.append(extent)
        strides.append(stride)
      }
    }
    return StridedView(shape: shape, strides: strides, offset: offset)
  }

  fileprivate func callAsFunction<Element: Sendable>(_ tensor: Tensor<Element>, fill: Element)
    -> Tensor<Element>
  {
    let count = shape.reduce(1, *)
    guard count > 0 else { return Tensor(shape: shape, values: []) }
    let view = joined
    guard let width = view.shape.last, let step = view.strides.last else {
      return Tensor(shape: shape, values: [tensor.values[offset]])
    }
    let outer = Array(view.shape.dropLast())
    let values = [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      tensor.values.withUnsafeBufferPointer { source in
        var index = [Int](repeating: 0, count: outer.count)
        var from = view.offset
        var to = 0
        while to < count {
          if step == 1, let start = source.baseAddress, let target = buffer.baseAddress {
            (target + to).initialize(from: start + from, count: width)
          } else {
            var place = from
            for k in 0..<width {
              buffer.initializeElement(at: to + k, to: source[place])
              place += step
            }
          }
          to += width
          for axis in outer.indices.reversed() {
            index[axis] += 1
            from += view.strides[axis]
            if index[axis] < outer[axis] { break }
            from -= outer[axis] * view.strides[axis]
            index[axis] = 0
          }
        }
      }
      initialized = count
    }
    return Tensor(shape: shape, values: values)
  }
}

/// Element j along one axis of the result is element `places[j]` along that axis, or the fill where
/// that is negative: gathering, padding, nearest neighbours.
struct Picking: Sendable, Equatable {
  var axis: Int
  var places: [Int]

  fileprivate func callAsFunction<Element: Sendable>(_ tensor: Tensor<Element>, fill: Element)
    -> Tensor<Element>
  {
    var shape = tensor.shape
    let extent = shape[axis]
    shape[axis] = places.count
    let outer = shape[..<axis].reduce(1, *)
    let width = shape[(axis + 1)...].reduce(1, *)
    let count = outer * places.count * width
    let values = [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      tensor.values.withUnsafeBufferPointer { source in
        guard var target = buffer.baseAddress else { return }
        for block in 0..<outer {
          let start = block * extent * width
          for place in places {
            if place < 0 {
              target.initialize(repeating: fill, count: width)
            } else if width == 1 {
              target.initialize(to: source[start + place])
            } else if let base = source.baseAddress {
              target.initialize(from: base + start + place * width, count: width)
            }
            target += width
          }
        }
      }
      initialized = count
    }
    return Tensor(shape: shape, values: values)
  }
}

extension StridedView: Movement {}
extension Picking: Movement {}
