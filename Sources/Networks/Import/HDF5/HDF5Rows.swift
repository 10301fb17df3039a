import Arithmetic
import Values

/// A data set of numbers that stays in its file: no more than the rows that are asked for is in memory.
public struct HDF5Rows: Sendable {
  /// Its path within the file.
  public let name: String
  /// At least one extent; the first counts the rows.
  public let shape: [Int]
  /// The format of its elements in the file.
  public let type: ElementType
  private let file: RandomAccessFile
  private let start: Int
  /// Bytes of a row.
  public let width: Int

  /// - Precondition: `file` has all elements of `shape` from byte `start` on.
  init(name: String, shape: [Int], type: ElementType, file: RandomAccessFile, start: Int) {
    (self.name, self.shape, self.type, self.file, self.start) = (name, shape, type, file, start)
    width = shape.dropFirst().reduce(type.size, *)
  }

  public var count: Int { shape[0] }

  /// The rows of `range`, of shape `[range.count, …]`; may be asked for from several threads.
  ///
  /// - Throws: `ModelError` where the file cannot be read, or became shorter.
  /// - Precondition: there are these rows.
  public func read(_ range: Range<Int>) throws(ModelError) -> ModelTensor {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "rows \(range) of \(count)")
    let what = "data set \(quoted(name))"
    let bytes = try file.read(start + range.lowerBound * width, range.count * width, what)
    let layout: StridedLayout
    do { layout = try StridedLayout(shape: [range.count] + shape.dropFirst()) } catch {
      throw file.error("\(what) has \(error.message)")
    }
    guard let tensor = bytes.withUnsafeBytes({ ModelTensor(type, layout, of: $0) }) else {
      throw file.error("\(what) has numbers beyond those of 64 bits with a sign")
    }
    return tensor
  }

  /// What a row holds, taken together.
  public struct Summary: Sendable, Equatable {
    /// NaN where one of the numbers is; infinite where there are none.
    public var least: Double
    /// As `least`.
    public var greatest: Double
    public var sum: Double
  }

  /// The summaries of `range`, row by row.
  ///
  /// - Throws: as `read`.
  /// - Precondition: there are these rows.
  public func summaries(_ range: Range<Int>) throws(ModelError) -> [Summary] {
    let count = shape.dropFirst().reduce(1, *)
    func summaries<Number>(_ values: [Number], _ widen: (Number) -> Double) -> [Summary] {
      (0..<range.count).map { row in
        var summary = Summary(least: .infinity, greatest: -.infinity, sum: 0)
        for value in values[row * count..<(row + 1) * count] {
          let value = widen(value)
          summary.sum += value
          // Once NaN, always NaN.
          if !(summary.least <= value) { summary.least = summary.least.isNaN ? .nan : value }
          if !(summary.greatest >= value) {
            summary.greatest = summary.greatest.isNaN ? .nan : value
          }
        }
        return summary
      }
    }
    return switch try read(range) {
    case .float32(let tensor): summaries(tensor.values) { Double($0) }
    case .float64(let tensor): summaries(tensor.values) { $0 }
    case .int64(let tensor): summaries(tensor.values) { Double($0) }
    case .int32(let tensor): summaries(tensor.values) { Double($0) }
    case .int16(let tensor): summaries(tensor.values) { Double($0) }
    case .uint8(let tensor): summaries(tensor.values) { Double($0) }
    }
  }
}
