import Imaging
import PipelineKit

/// An affine as text: four rows of four numbers, the last 0 0 0 1, as FSL and many others write it.
enum AffineText {
  /// - Parameter file: name to put into errors.
  /// - Throws: `StageError` where the text is not that, or the matrix has no inverse.
  static func parse(_ text: String, file: String) throws -> Affine {
    let lines = text.split(whereSeparator: \.isNewline).enumerated().filter { line in
      !line.element.allSatisfy(\.isWhitespace) && !line.element.hasPrefix("#")
    }
    guard lines.count == 4 else {
      throw StageError("\(file): \(lines.count) rows where a 4 × 4 matrix was expected")
    }
    var numbers: [Double] = []
    for (index, line) in lines {
      let cells = line.split(whereSeparator: { $0.isWhitespace || $0 == "," })
      guard cells.count == 4 else {
        throw StageError("\(file):\(index + 1): \(cells.count) numbers where four were expected")
      }
      for cell in cells {
        guard let number = Double(cell), number.isFinite else {
          throw StageError("\(file):\(index + 1): '\(cell)' is not a number")
        }
        numbers.append(number)
      }
    }
    guard Array(numbers.suffix(4)) == [0, 0, 0, 1] else {
      throw StageError("\(file): the last row of an affine is 0 0 0 1")
    }
    let affine = Affine(rows: Array(numbers.prefix(12)))
    guard affine.isInvertible else {
      throw StageError("\(file): the matrix has no inverse")
    }
    return affine
  }

  /// Four lines; numbers in the shortest form that reads back to the same bits.
  static func write(_ affine: Affine) -> String {
    (0..<3).map { row in
      affine.rows[(4 * row)..<(4 * row + 4)].map { "\($0)" }.joined(separator: " ") + "\n"
    }.joined() + "0 0 0 1\n"
  }
}
