import Arithmetic
import Imaging
import Statistics

/// The volume of each label in an ensemble's map, with the spread over its members.
enum EnsembleVolumes {
  static let doc =
    "A row for each label: label, name, volume of the ensemble in mm³; mean, standard deviation, "
    + "coefficient of variation, minimum and maximum over members."

  static func table(_ ensemble: Labels, _ members: [Labels]) -> Table {
    let own = counts(ensemble)
    let others = members.map(counts)
    let labels = Set(own.keys).union(others.flatMap(\.keys)).sorted()
    let unit = ensemble.grid.voxelVolume
    let spreads = labels.map { label in
      Distribution(others.map { unit * Double($0[label] ?? 0) })
    }
    func numbers(_ name: String, _ value: (Distribution) -> Double) -> Table.Column {
      .init(name, .numbers(spreads.map { $0.map(value) ?? .nan }))
    }
    // The deviation of one member says nothing.
    func spread(_ value: Double) -> Double { members.count > 1 ? value : .nan }
    return Table([
      .init("label", .integers(labels.map(Int.init))),
      .init("name", .text(labels.map(ColourTable.name(of:)))),
      .init("volume", .numbers(labels.map { unit * Double(own[$0] ?? 0) })),
      numbers("mean", \.mean), numbers("deviation") { spread($0.standardDeviation) },
      numbers("variation") { spread($0.mean > 0 ? $0.standardDeviation / $0.mean : .nan) },
      numbers("minimum", \.minimum), numbers("maximum", \.maximum),
    ])
  }

  /// Voxels of each label other than 0.
  private static func counts(_ labels: Labels) -> [Int32: Int] {
    var counts: [Int32: Int] = [:]
    var (label, run) = (Int32(0), 0)
    for next in labels.voxels.values {
      if next == label {
        run += 1
      } else {
        counts[label, default: 0] += run
        (label, run) = (next, 1)
      }
    }
    counts[label, default: 0] += run
    counts[0] = nil
    return counts
  }
}
