import Arithmetic
import Imaging
import Statistics

/// The volume of each label in an ensemble's map, with the spread over its members.
enum EnsembleVolumes {
  static let doc =
    "A row for each label: label, name, volume of the ensemble in mm³; mean, standard deviation, "
    + "coefficient of variation, minimum and maximum over members."

  static func table(_ ensemble: Labels, _ members: [Labels]) -> Table {
    let own = Overlap.voxels(ensemble.voxels)
    let others = members.map { Overlap.voxels($0.voxels) }
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
      .structureNames(of: labels),
      .init("volume", .numbers(labels.map { unit * Double(own[$0] ?? 0) })),
      numbers("mean", \.mean), numbers("deviation") { spread($0.standardDeviation) },
      numbers("variation") { spread($0.mean > 0 ? $0.standardDeviation / $0.mean : .nan) },
      numbers("minimum", \.minimum), numbers("maximum", \.maximum),
    ])
  }
}
