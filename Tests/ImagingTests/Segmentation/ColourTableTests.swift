import Imaging
import Testing

@Suite struct ColourTableTests {
  @Test func labelsAreUniqueAndAscend() {
    let labels = ColourTable.entries.map(\.label)
    #expect(labels == Set(labels).sorted())
    #expect(ColourTable.entries.allSatisfy { !$0.name.contains(where: \.isWhitespace) })
  }

  @Test func everyClassHasAName() {
    for label in FastSurferClasses.labels + SegmentationStatistics.fastSurferLabels {
      #expect(ColourTable[label] != nil, "\(label)")
    }
    #expect(SegmentationStatistics.fastSurferLabels.count == 100)
  }

  /// Rows of FreeSurferColorLUT.txt.
  @Test(arguments: [
    (0, "Unknown", [0, 0, 0]), (17, "Left-Hippocampus", [220, 216, 20]),
    (63, "Right-choroid-plexus", [0, 200, 221]), (255, "CC_Anterior", [0, 0, 255]),
    (1001, "ctx-lh-bankssts", [25, 100, 40]), (2035, "ctx-rh-insula", [255, 192, 32]),
    (1033, "ctx-lh-temporalpole", [70, 70, 70]), (3001, "wm-lh-bankssts", [230, 155, 215]),
    (4035, "wm-rh-insula", [20, 220, 160]), (10, "Left-Thalamus", [0, 118, 14]),
    (207, "CA2", [128, 128, 255]), (555, "left_hippocampal_fissure", [153, 221, 239]),
    (11142, "ctx_lh_Medial_wall", [25, 25, 25]),
    (14175, "wm_rh_S_temporal_transverse", [221, 60, 60]),
    (237, "CA1-head", [175, 75, 75]), (805, "L_hypothalamus_tubular_superior", [20, 180, 130]),
    (853, "Mid-AntCom", [60, 58, 210]), (7019, "Envelope-Amygdala", [141, 21, 100]),
    (8116, "Left-MV(Re)", [0, 0, 255]), (8236, "Right-PuMl", [140, 240, 255]),
    (5208, "lh.cb", [0, 153, 153]), (10416, "Periaqueductal_gray_PAG", [206, 78, 109]),
    (15137, "yeo17_rh_Net_17", [205, 62, 78]), (34, "Left-WMCrowns", [225, 225, 255]),
    // Given up since FreeSurfer 6.
    (5113, "rh.cst", [204, 153, 255]),
  ])
  func entriesAreFreeSurfers(label: Int32, name: String, colour: [UInt8]) throws {
    let entry = try #require(ColourTable[label])
    #expect(entry.name == name)
    #expect([entry.red, entry.green, entry.blue] == colour)
  }

  @Test func theTableIsWhole() {
    #expect(ColourTable.entries.count == 1811)
    // Destrieux's atlas, grey and white, both hemispheres.
    for base: Int32 in [11100, 12100, 13100, 14100] {
      for parcel in 1...41 as ClosedRange<Int32> { #expect(ColourTable[base + parcel] != nil) }
    }
  }

  @Test func otherLabelsAreUnknown() {
    #expect(ColourTable[99999] == nil)
    #expect(ColourTable.name(of: -1) == "Unknown-Label")
  }
}
