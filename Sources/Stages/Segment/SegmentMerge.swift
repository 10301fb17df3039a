import Arithmetic
import Imaging
import PipelineKit

/// A label map with labels put together: parcels to a cortex, both hemispheres to one structure.
struct SegmentMerge: Stage {
  static let kind = "segment/merge"
  static let version = 1
  static let summary = "A label map with labels put together or left out; all others stay."
  static let source =
    "Exact: labels are replaced. Hemispheres and parcels are put together so in arXiv 2308.01939."
  static let usesArithmetic = false

  static let labels = Input<Labels>("labels", "The label map.")
  static let merged = Output<Labels>("labels", "The same with other labels.")
  static let groups = Parameter(
    "groups", .list(of: .string), default: [],
    "What is put together, the label that it gets first: `219=2+41` makes label 219 of 2 and 41, `0=24+257` "
      + "leaves 24 and 257 out. Where the list is empty nothing changes.")

  static let inputs = list(labels)
  static let outputs = list(merged)
  static let grids = [SharedGrid("labels", outputs: ["labels"])]
  static let parameters = list(groups)

  /// The new label of each that changes.
  private let changes: [Int32: Int32]

  init(_ values: ParameterValues) throws {
    var changes: [Int32: Int32] = [:]
    for group in values[Self.groups] {
      let sides = group.split(separator: "=", omittingEmptySubsequences: false)
      let old = sides.last?.split(separator: "+", omittingEmptySubsequences: false).map(Self.label)
      guard sides.count == 2, let new = Self.label(sides[0]), let old,
        !old.contains(where: { $0 == nil })
      else {
        throw ParameterError(
          Self.groups, "\(quoted(group)) does not say what becomes what; write '219=2+41'")
      }
      for label in old.compactMap({ $0 }) {
        guard changes[label] == nil else {
          throw ParameterError(Self.groups, "label \(label) is put into two groups")
        }
        changes[label] = new
      }
    }
    self.changes = changes
  }

  private static func label(_ text: some StringProtocol) -> Int32? {
    let digits = text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()
    guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
    return Int32(String(digits))
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let labels = try inputs[Self.labels]
    guard !changes.isEmpty else { return [Self.merged(labels)] }
    let voxels = labels.voxels.map { changes[$0] ?? $0 }
    return [Self.merged(Labels(voxels: voxels, on: labels.grid))]
  }
}
