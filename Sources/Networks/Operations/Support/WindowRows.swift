import Arithmetic

/// The places within one plane that each window of a pool sees, padding left out.
struct WindowRows: Sendable {
  /// For each axis and output, the offsets of the voxels that lie inside.
  private let offsets: [[[Int]]]

  init(_ windows: Windows, sizes: [Int]) {
    let strides = StridedView.strides(of: sizes)
    offsets = sizes.indices.map { axis in
      (0..<windows.outputs[axis]).map { output in
        (0..<windows.kernel[axis]).compactMap { tap in
          let place =
            output * windows.strides[axis] - windows.before[axis] + tap * windows.dilations[axis]
          return place >= 0 && place < sizes[axis] ? place * strides[axis] : nil
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
    let result = [Element](unsafeUninitializedCapacity: shape.reduce(1, *)) { buffer, count in
      values.withUnsafeBufferPointer { source in
        var to = 0
        for block in 0..<outer {
          for output in 0..<windows.outputs[spatial] {
            let row = buffer[to..<to + width]
            for k in row.indices { buffer.initializeElement(at: k, to: -.infinity) }
            let first = output * windows.strides[spatial] - windows.before[spatial]
            for tap in 0..<windows.kernel[spatial] {
              let place = first + tap * windows.dilations[spatial]
              guard place >= 0, place < extent else { continue }
              let from = (block * extent + place) * width
              for k in 0..<width {
                let (value, best) = (source[from + k], buffer[to + k])
                // NaN wins and stays.
                if value > best || value.isNaN { buffer[to + k] = best.isNaN ? best : value }
              }
            }
            to += width
          }
        }
      }
      count = buffer.count
    }
    return Tensor(shape: shape, values: result)
  }
}
