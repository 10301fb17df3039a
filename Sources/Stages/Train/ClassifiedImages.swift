import Arithmetic
import Imaging
import PipelineKit
import Training

/// Images that a table holds, one a row, with the label of each.
struct ClassifiedImages: TrainingExamples {
  /// `[N, 1, height, width]`, from 0 to 1.
  let pixels: RealTensor
  let labels: [Int32]
  /// What became 1.
  let greatest: Double
  private let classes: [Int32]
  /// Rows that are learnt from, or tried.
  private var rows: [Int]

  var count: Int { rows.count }

  /// - Parameters:
  ///   - label: the column of labels; all other columns are pixels, row by row of an image.
  ///   - width: of images; the square root of the number of pixels for `nil`.
  ///   - greatest: what becomes 1; the greatest number for `nil`.
  /// - Throws: `StageError` where the table holds something else.
  init(
    _ table: Table, called name: String, label: String, width: Int?, greatest: Double?,
    _ arithmetic: any Arithmetic
  ) throws {
    guard let texts = table.text(label) else {
      throw StageError("\(name) has no column \(quoted(label)), that of the labels")
    }
    labels = try texts.enumerated().map { row, text in
      guard let number = Int32(text), number > 0 else {
        throw StageError(
          "\(name): row \(row + 1) has the label \(quoted(text)), where labels are whole numbers from 1"
        )
      }
      return number
    }
    let columns = try table.columns.filter { $0.name != label }.map { column in
      guard let numbers = table.numbers(column.name), numbers.allSatisfy(\.isFinite) else {
        throw StageError(
          "\(name): column \(quoted(column.name)) does not hold numbers alone; import/table makes numbers "
            + "of text")
      }
      return numbers
    }
    let side = width ?? Int(Double(columns.count).squareRoot())
    guard !labels.isEmpty, side > 0, columns.count % side == 0, !columns.isEmpty else {
      throw StageError(
        "\(name) has \(labels.count) rows of \(columns.count) pixels, which are no images "
          + (width.map { "\($0) pixels wide" } ?? "as high as wide: say 'width'"))
    }
    let top = greatest ?? columns.reduce(0) { max($0, $1.max() ?? 0) }
    guard top > 0 else { throw StageError("\(name) is empty: no pixel is above 0") }
    self.greatest = top
    let values = labels.indices.flatMap { row in columns.map { $0[row] } }
    pixels = arithmetic.divide(
      RealTensor(
        arithmetic.format, shape: [labels.count, 1, columns.count / side, side], values), top)
    classes = Set(labels).sorted()
    rows = Array(labels.indices)
  }

  /// The labels that there are, ascending.
  var names: [Int32] { classes }

  /// Two parts: in the order of random numbers, the first `count`, and the others.
  func split(_ count: Int, _ stream: RandomStream) -> (ClassifiedImages, ClassifiedImages) {
    let order = rows.sorted { stream.word(UInt64($0)) < stream.word(UInt64($1)) }
    var parts = (self, self)
    parts.0.rows = order.prefix(count).sorted()
    parts.1.rows = order.dropFirst(count).sorted()
    return parts
  }

  func batch(_ numbers: [Int], epoch: Int?, _ arithmetic: any Arithmetic) throws -> ExampleBatch {
    let own = numbers.map { rows[$0] }
    let names = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, Int32($0)) })
    return ExampleBatch(
      images: images(own),
      classes: Tensor(shape: [own.count], values: own.map { names[labels[$0]] ?? 0 }))
  }

  /// Some rows of the table as images.
  func images(_ rows: [Int]) -> RealTensor {
    let size = pixels.count / max(1, labels.count)
    let shape = [rows.count] + pixels.shape.dropFirst()
    func chosen<Number>(_ values: [Number]) -> [Number] {
      rows.flatMap { values[$0 * size..<($0 + 1) * size] }
    }
    switch pixels {
    case .binary32(let tensor):
      return .binary32(Tensor(shape: shape, values: chosen(tensor.values)))
    case .binary64(let tensor):
      return .binary64(Tensor(shape: shape, values: chosen(tensor.values)))
    }
  }
}
