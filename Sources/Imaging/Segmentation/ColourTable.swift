/// Names and colours of FreeSurfer's labels.
///
/// Those of FreeSurfer's `FreeSurferColorLUT.txt`, which label maps of FreeSurfer, FastSurfer and
/// SynthSeg use, as the newest FreeSurfer that has a label names it.
public enum ColourTable {
  /// One label.
  public struct Entry: Sendable, Equatable {
    public let label: Int32
    /// Without spaces: `Left-Hippocampus`, `ctx-rh-insula`.
    public let name: String
    public let red: UInt8
    public let green: UInt8
    public let blue: UInt8
  }

  /// All known labels, ascending.
  public static let entries: [Entry] = [
    FreeSurferStructures.rows, FreeSurferParcels.rows, FreeSurferTracts.rows,
    FreeSurferAtlases.rows,
  ].flatMap { $0.split(separator: "\n").flatMap(entries(of:)) }.sorted { $0.label < $1.label }

  /// The entries of a line, of labels one after another: `25 Left-Lesion#ffa500 …`.
  private static func entries(of line: Substring) -> [Entry] {
    let words = line.split(separator: " ")
    let first = Int32(words[0]) ?? 0
    return zip(first..., words.dropFirst()).map { label, word in
      let colour = UInt32(word.suffix(6), radix: 16) ?? 0
      func part(_ shift: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: colour >> shift) }
      return Entry(
        label: label, name: String(word.dropLast(7)), red: part(16), green: part(8), blue: part(0))
    }
  }

  private static let byLabel = Dictionary(uniqueKeysWithValues: entries.map { ($0.label, $0) })

  /// The name and colour of `label`, where FreeSurfer has one.
  public static subscript(label: Int32) -> Entry? { byLabel[label] }

  /// The name of `label`; `Unknown-Label` where FreeSurfer has none, as FastSurfer writes it.
  public static func name(of label: Int32) -> String { byLabel[label]?.name ?? "Unknown-Label" }
}
