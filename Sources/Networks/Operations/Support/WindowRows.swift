import Arithmetic

/// The places within one plane that each window of a pool sees, padding left out.
struct WindowRows: Sendable {
  /// For each axis and output, the offsets of the voxels that lie inside.
  private let offsets: [[[Int]]]

  init(_ windows: Windows, sizes: [Int]) {
    let strides = StridedView.strides(of: sizes)
    offsets = sizes.indices.map { axis in
      (0..<windows.outputs[axis]).map { output in
        windows.inside(axis, output, size: sizes[axis]).map { tap in
          let place =
            output * windows.strides[axis] - windows.before[axis] + tap * windows.dilations[axis]
          return place * strides[axis]
        }
      }
    }
  }

  /// Calls `body` with the places of each window, outputs in C order, places ascending.
  func forEach(_ body: ([Int]) -> Void) {
    func visit(_ axis: Int, _ parts: [Int]) {
      guard axis < offsets.count else { return body(parts) }
      for own in offsets[axis] {
        visit(axis + 1, parts.flatMap { part in own.map { part + $0 } })
      }
    }
    visit(0, [0])
  }
}

extension RealTensor {
  /// The greatest number of each window over the spatial axes, one axis after the other.
  func greatest(in windows: Windows) -> RealTensor {
    switch self {
    case .binary32(let x): .binary32(x.greatest(in: windows))
    case .binary64(let x): .binary64(x.greatest(in: windows))
    }
  }
}

extension Tensor where Element: BinaryFloatingPoint {
  fileprivate func greatest(in windows: Windows) -> Tensor {
    var result = self
    for axis in windows.kernel.indices.reversed() {
      result = result.greatest(windows, axis)
    }
    return result
  }

  private func greatest(_ windows: Windows, _ spatial: Int) -> Tensor {
    let axis = spatial + 2
    let extent = shape[axis]
    var shape = shape
    shape[axis] = windows.outputs[spatial]
    let (outer, width) = (shape[..<axis].reduce(1, *), shape[(axis + 1)...].reduce(1, *))
    let places = (0..<shape[axis]).map { output in
      windows.inside(spatial, output, size: extent).map {
        output * windows.strides[spatial] - windows.before[spatial]
          + $0 * windows.dilations[spatial]
      }
    }
    let result = [Element](unsafeUninitializedCapacity: shape.reduce(1, *)) { buffer, count in
      values.withUnsafeBufferPointer { source in
        guard let source = source.baseAddress, var target = buffer.baseAddress else { return }
        for block in 0..<outer {
          let block = source + block * extent * width
          for own in places {
            Self.greatest(of: own, block, width: width, to: target)
            target += width
          }
        }
      }
      count = buffer.count
    }
    return Tensor(shape: shape, values: result)
  }

  /// The greatest of rows of `width` numbers, element by element; −∞ where there is no row. The first of
  /// equals stays, and so does the first NaN.
  @inline(__always)
  private static func greatest(
    of places: [Int], _ block: UnsafePointer<Element>, width: Int,
    to target: UnsafeMutablePointer<Element>
  ) {
    guard width > 1 else {
      var best = -Element.infinity
      for place in places {
        let value = block[place]
        best = !(value <= best) && best == best ? value : best
      }
      return target.initialize(to: best)
    }
    guard let first = places.first else {
      return target.initialize(repeating: -.infinity, count: width)
    }
    target.initialize(from: block + first * width, count: width)
    for place in places.dropFirst() {
      let row = block + place * width
      for k in 0..<width {
        let (value, best) = (row[k], target[k])
        target[k] = !(value <= best) && best == best ? value : best
      }
    }
  }
}
