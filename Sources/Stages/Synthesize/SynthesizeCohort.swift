import Arithmetic
import Imaging
import PipelineKit

/// A virtual person of a known age: the stand-in for a person of a cohort, and the truth that results are
/// compared with.
struct SynthesizeCohort: Stage {
  static let kind = "synthesize/cohort"
  static let version = 1
  static let summary = "A virtual person a job: a head whose structures have the sizes of its age."
  static let source =
    "Analytic heads; rates of ageing chosen between Fjell et al. (2009), J Neurosci 29, Walhovd et al. (2011), "
    + "Neurobiol Aging 32, Crivello et al. (2014), PLOS ONE 9, and Smith et al. (2020), AIMS Neurosci 7."
  static let person = DrawnStream(
    "person", followsRepeat: false, "Age, sex and proportions of the person.")
  static let pose = DrawnStream(
    "pose", followsRepeat: true, "How the head lies in the scanner: each repeat is another scan.")
  static let scan = DrawnStream(
    "scan", followsRepeat: true, "Contrast, bias field, blur and noise of the scan.")
  static let streams = [person, pose, scan]

  static let image = Output<Volume>(
    "image", "A T1-like image, intensities from 0 to 255. Synthetic.")
  static let labels = Output<Labels>("labels", "FreeSurfer's labels of every voxel: the truth.")
  static let volumes = Output<Table>(
    "volumes",
    "A row for each structure: label, name, volume in mm³ as the voxels have it; and "
      + "EstimatedTotalIntraCranialVol, everything within the skull.")
  static let participant = Output<Table>(
    "participant",
    "A row as participants.tsv has it: participant_id, age in years, sex, and synthetic, which is always yes."
  )
  static let subject = Parameter(
    "subject", .string,
    "The person's name, as a rule the axis: `sweep: {subject: 1..40}` and `subject: $subject`.")
  static let ages = Parameter(
    "ages", .list(of: .number(minimum: 18, maximum: 100), minimumCount: 2), spelt: [20, 80],
    "Youngest and oldest: ages are drawn alike in between.")
  static let age = Parameter(
    "age", optional: .number(minimum: 18, maximum: 100), unit: "years",
    "The person's age, where it is not to be drawn.")
  static let spacing = Parameter(
    "spacing", .number(minimum: 0.5, maximum: 28), unit: "mm", default: 1, "Of the voxels.")
  static let turn = Parameter(
    "turn", .number(minimum: 0, maximum: 0.5), default: 0.05,
    "How far a head is turned about each axis at most, in radians.")
  static let shift = Parameter(
    "shift", .number(minimum: 0, maximum: 20), unit: "mm", default: 3,
    "How far it lies off the middle along each axis at most.")
  static let noise = Parameter(
    "noise", .number(minimum: 0, maximum: 1), default: 0.03,
    "Deviation of the image's noise at most, where intensities lie from 0 to 1.")
  static let bias = Parameter(
    "bias", .number(minimum: 0, maximum: 2), default: 0.2,
    "Deviation of the bias field's logarithm at most; 0 for none.")

  static let inputs: [Port] = []
  static let outputs = list(image, labels, volumes, participant)
  static let parameters = list(subject, ages, age, spacing, turn, shift, noise, bias)

  private let values: ParameterValues

  init(_ values: ParameterValues) throws {
    self.values = values
    guard !values[Self.subject].isEmpty else {
      throw ParameterError(Self.subject, "a person needs a name")
    }
    let ages = values[Self.ages]
    guard ages.count == 2, ages[0] <= ages[1] else {
      throw ParameterError(Self.ages, "two ages, the youngest first")
    }
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let person = context.random(Self.person)
    let ages = values[Self.ages]
    let drawn = ages[0] + (ages[1] - ages[0]) * person.uniform(1000)
    // A hundredth of a year, as tables have them.
    let age = values[Self.age] ?? (drawn * 100).rounded() / 100
    var proportions = HeadProportions(age: age, stream: person)
    let isWoman = person.uniform(1001) < 0.5
    // Men's heads are larger by about an eighth in volume.
    proportions.scale *= isWoman ? 0.98 : 1.02
    let labels = AnalyticHead(proportions).labels(
      on: AnalyticHead.grid(spacing: values[Self.spacing]), pose: pose(context.random(Self.pose)),
      threads: context.threads)
    try context.progress(0.3)

    var recipe = ImageRecipe()
    let scan = context.random(Self.scan)
    recipe.drawT1Contrast(Array(Set(labels.voxels.values)).sorted(), scan)
    recipe.draw(
      ImageRecipe.Ranges(
        deformation: 0, scales: [], blur: 0.6, bias: values[Self.bias],
        biasScale: 60 / values[Self.spacing], thickness: 1, gamma: 0.05, noise: values[Self.noise]),
      extents: labels.voxels.shape, deformation: scan, image: scan, noise: scan)
    let made = try naming("the head") {
      try SynthesizedImage(labels, recipe, context.arithmetic) {
        try context.progress(0.3 + 0.7 * $0)
      }
    }
    return [
      Self.image(made.image), Self.labels(made.labels), Self.volumes(Self.volumes(made.labels)),
      Self.participant(
        Table([
          .init("participant_id", .text(["sub-" + PersonName.plain(values[Self.subject])])),
          .init("age", .numbers([age])), .init("sex", .text([isWoman ? "F" : "M"])),
          .init("synthetic", .text(["yes"])),
        ])),
    ]
  }

  /// From the scanner's millimetres to the head's: a turn about each axis and a shift.
  private func pose(_ stream: RandomStream) -> Affine {
    var pose = Affine.turns(
      halves: (0..<3).map { values[Self.turn] * (2 * stream.uniform(UInt64($0)) - 1) / 2 })
    for axis in 0..<3 {
      pose[axis, 3] = values[Self.shift] * (2 * stream.uniform(UInt64(10 + axis)) - 1)
    }
    return pose
  }

  /// All structures, also those that coarse voxels miss; scalp, skull and what lies outside are none.
  private static func volumes(_ labels: Labels) -> Table {
    var counts: [Int32: Int] = [:]
    for label in labels.voxels.values { counts[label, default: 0] += 1 }
    let names = AnalyticHead.structures
    let unit = labels.grid.voxelVolume
    let all = names.reduce(0) { $0 + (counts[$1] ?? 0) }
    return Table([
      .init("label", .integers(names.map(Int.init) + [-1])),
      .init(
        "name", .text(names.map(ColourTable.name(of:)) + ["EstimatedTotalIntraCranialVol"])),
      .init("volume", .numbers((names.map { counts[$0] ?? 0 } + [all]).map { unit * Double($0) })),
    ])
  }
}
