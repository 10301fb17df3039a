import PipelineKit
import Statistics

/// Features that do not depend on how large a head is.
enum IntracranialVolume {
  enum Normalization: String, CaseIterable { case none, ratio, residual }

  /// Changes all columns but that of the intracranial volume itself.
  ///
  /// A residual keeps its feature's mean: b (V − V̄) is taken away, b the slope of the feature on the
  /// volume V over all rows that have both.
  ///
  /// - Throws: `StageError` where the volume is not among the features, missing, not above 0, or, for
  ///   residuals, the same in all rows.
  static func normalize(
    _ columns: inout [[Double]], _ names: [String], by method: Normalization, of volume: String,
    _ context: StageContext
  ) throws {
    guard method != .none else { return }
    guard let place = names.firstIndex(of: volume) else {
      throw StageError(
        "the intracranial volume \(quoted(volume)) is no feature; name it under `intracranial`: "
          + Listing.text(names.map(quoted)))
    }
    let volumes = columns[place]
    if let row = volumes.firstIndex(where: { !($0 > 0) }) {
      throw StageError(
        "the intracranial volume of row \(row + 1) is \(volumes[row]), so nothing can be normalised by it"
      )
    }
    for column in columns.indices where column != place {
      switch method {
      case .none: break
      case .ratio: columns[column] = zip(columns[column], volumes).map { $0 / $1 }
      case .residual:
        let known = volumes.indices.filter { !columns[column][$0].isNaN }
        let own = known.map { columns[column][$0] }
        let sizes = known.map { volumes[$0] }
        do throws(LinearModel.Failure) {
          let model = try LinearModel(columns: [sizes.map { _ in 1 }, sizes], values: own)
          let mean = sizes.reduce(0, +) / Double(sizes.count)
          for row in known {
            columns[column][row] -= model.coefficients[1] * (volumes[row] - mean)
          }
        } catch {
          throw StageError(
            "the intracranial volume explains nothing of \(quoted(names[column])): it is the same in all "
              + "rows, or there are fewer than three")
        }
      }
    }
    if method == .residual {
      context.log(
        "residuals were taken over all rows; a regression that is to be tested on new people takes "
          + "`residualize` of brain-age/regress, which learns them inside folds")
    }
  }
}
