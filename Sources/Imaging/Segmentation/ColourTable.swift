/// Names and colours of FreeSurfer's labels.
///
/// Those of FreeSurfer's `FreeSurferColorLUT.txt`, which label maps of FreeSurfer, FastSurfer and
/// SynthSeg use: structures and the parcels of the Desikan–Killiany atlas as FreeSurfer 7 has them, all
/// others as FreeSurfer 6.
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
  public static let entries: [Entry] = {
    let parcels = parcelRows.split(separator: "\n").enumerated().flatMap { number, row in
      let fields = row.split(separator: " ")
      let colour = fields.suffix(3).compactMap { UInt8($0) }
      return [
        (1000, "ctx-lh-", false), (2000, "ctx-rh-", false), (3000, "wm-lh-", true),
        (4000, "wm-rh-", true),
      ].map { base, prefix, isInverted in
        Entry(
          Int32(base + number), prefix + String(fields[0]),
          isInverted ? colour.map { 255 - $0 } : colour)
      }
    }
    let structures = structureRows.split(separator: "\n").map { row in
      let fields = row.split(separator: " ")
      return Entry(
        Int32(fields[0]) ?? 0, String(fields[1]), fields.suffix(3).compactMap { UInt8($0) })
    }
    let known = Set((structures + parcels).map(\.label))
    let others = older.filter { !known.contains($0.label) }
    return (structures + parcels + others).sorted { $0.label < $1.label }
  }()

  /// Those of FreeSurfer 6.
  private static var older: [Entry] {
    (FreeSurferStructures.rows + "\n" + FreeSurferParcels.rows).split(separator: "\n").flatMap {
      line in
      let words = line.split(separator: " ")
      let first = Int32(words[0]) ?? 0
      return zip(first..., words.dropFirst()).map { label, word in
        let colour = UInt32(word.suffix(6), radix: 16) ?? 0
        return Entry(
          label, String(word.dropLast(7)),
          [16, 8, 0].map { UInt8(truncatingIfNeeded: colour >> $0) })
      }
    }
  }

  private static let byLabel = Dictionary(uniqueKeysWithValues: entries.map { ($0.label, $0) })

  /// The name and colour of `label`, where FreeSurfer has one.
  public static subscript(label: Int32) -> Entry? { byLabel[label] }

  /// The name of `label`; `Unknown-Label` where FreeSurfer has none, as FastSurfer writes it.
  public static func name(of label: Int32) -> String { byLabel[label]?.name ?? "Unknown-Label" }

  /// Parcels in order from `unknown`, number 0; white matter below a parcel has the inverse colour.
  private static let parcelRows = """
    unknown 25 5 25
    bankssts 25 100 40
    caudalanteriorcingulate 125 100 160
    caudalmiddlefrontal 100 25 0
    corpuscallosum 120 70 50
    cuneus 220 20 100
    entorhinal 220 20 10
    fusiform 180 220 140
    inferiorparietal 220 60 220
    inferiortemporal 180 40 120
    isthmuscingulate 140 20 140
    lateraloccipital 20 30 140
    lateralorbitofrontal 35 75 50
    lingual 225 140 140
    medialorbitofrontal 200 35 75
    middletemporal 160 100 50
    parahippocampal 20 220 60
    paracentral 60 220 60
    parsopercularis 220 180 140
    parsorbitalis 20 100 50
    parstriangularis 220 60 20
    pericalcarine 120 100 60
    postcentral 220 20 20
    posteriorcingulate 220 180 220
    precentral 60 20 220
    precuneus 160 140 180
    rostralanteriorcingulate 80 20 140
    rostralmiddlefrontal 75 50 125
    superiorfrontal 20 220 160
    superiorparietal 20 180 140
    superiortemporal 140 220 220
    supramarginal 80 160 20
    frontalpole 100 0 100
    temporalpole 70 70 70
    transversetemporal 150 150 200
    insula 255 192 32
    """

  private static let structureRows = """
    0 Unknown 0 0 0
    1 Left-Cerebral-Exterior 70 130 180
    2 Left-Cerebral-White-Matter 245 245 245
    3 Left-Cerebral-Cortex 205 62 78
    4 Left-Lateral-Ventricle 120 18 134
    5 Left-Inf-Lat-Vent 196 58 250
    6 Left-Cerebellum-Exterior 0 148 0
    7 Left-Cerebellum-White-Matter 220 248 164
    8 Left-Cerebellum-Cortex 230 148 34
    9 Left-Thalamus-unused 0 118 14
    10 Left-Thalamus 0 118 14
    11 Left-Caudate 122 186 220
    12 Left-Putamen 236 13 176
    13 Left-Pallidum 12 48 255
    14 3rd-Ventricle 204 182 142
    15 4th-Ventricle 42 204 164
    16 Brain-Stem 119 159 176
    17 Left-Hippocampus 220 216 20
    18 Left-Amygdala 103 255 255
    19 Left-Insula 80 196 98
    20 Left-Operculum 60 58 210
    24 CSF 60 60 60
    25 Left-Lesion 255 165 0
    26 Left-Accumbens-area 255 165 0
    27 Left-Substancia-Nigra 0 255 127
    28 Left-VentralDC 165 42 42
    29 Left-undetermined 135 206 235
    30 Left-vessel 160 32 240
    31 Left-choroid-plexus 0 200 200
    40 Right-Cerebral-Exterior 70 130 180
    41 Right-Cerebral-White-Matter 245 245 245
    42 Right-Cerebral-Cortex 205 62 78
    43 Right-Lateral-Ventricle 120 18 134
    44 Right-Inf-Lat-Vent 196 58 250
    45 Right-Cerebellum-Exterior 0 148 0
    46 Right-Cerebellum-White-Matter 220 248 164
    47 Right-Cerebellum-Cortex 230 148 34
    48 Right-Thalamus-unused 0 118 14
    49 Right-Thalamus 0 118 14
    50 Right-Caudate 122 186 220
    51 Right-Putamen 236 13 176
    52 Right-Pallidum 13 48 255
    53 Right-Hippocampus 220 216 20
    54 Right-Amygdala 103 255 255
    55 Right-Insula 80 196 98
    56 Right-Operculum 60 58 210
    57 Right-Lesion 255 165 0
    58 Right-Accumbens-area 255 165 0
    59 Right-Substancia-Nigra 0 255 127
    60 Right-VentralDC 165 42 42
    61 Right-undetermined 135 206 235
    62 Right-vessel 160 32 240
    63 Right-choroid-plexus 0 200 221
    72 5th-Ventricle 120 190 150
    73 Left-Interior 122 135 50
    74 Right-Interior 122 135 50
    75 Left-Locus-Coeruleus 91 97 255
    76 Right-Locus-Coeruleus 0 7 218
    77 WM-hypointensities 200 70 255
    78 Left-WM-hypointensities 255 148 10
    79 Right-WM-hypointensities 255 148 10
    80 non-WM-hypointensities 164 108 226
    81 Left-non-WM-hypointensities 164 108 226
    82 Right-non-WM-hypointensities 164 108 226
    85 Optic-Chiasm 234 169 30
    96 Left-Amygdala-Anterior 205 10 125
    97 Right-Amygdala-Anterior 205 10 125
    98 Dura 160 32 240
    99 Lesion 255 165 0
    118 Epidermis 255 20 147
    165 Skull 120 120 120
    170 brainstem 119 159 176
    172 Vermis 119 100 176
    173 Midbrain 242 104 76
    174 Pons 206 195 58
    175 Medulla 119 159 176
    192 Corpus_Callosum 170 255 255
    250 Fornix 255 0 0
    251 CC_Posterior 0 0 64
    252 CC_Mid_Posterior 0 0 112
    253 CC_Central 0 0 160
    254 CC_Mid_Anterior 0 0 208
    255 CC_Anterior 0 0 255
    257 CSF-ExtraCerebral 60 60 60
    258 Head-ExtraCerebral 150 150 200
    5001 Left-UnsegmentedWhiteMatter 20 30 40
    5002 Right-UnsegmentedWhiteMatter 20 30 40
    """
}

extension ColourTable.Entry {
  fileprivate init(_ label: Int32, _ name: String, _ colour: [UInt8]) {
    precondition(colour.count == 3, "\(name) has no colour")
    self.init(label: label, name: name, red: colour[0], green: colour[1], blue: colour[2])
  }
}
