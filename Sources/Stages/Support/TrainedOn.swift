import Arithmetic
import Imaging
import Networks
import PipelineKit
import Values

/// What a network learnt from, as its model says.
struct TrainedOn: Hashable {
  /// Where images lay along their axes, as texts: `subject=01 session=2`.
  var people: [String] = []
  /// Of the images themselves, where images were learnt from.
  var images: [String] = []

  private static let (peopleKey, imagesKey) = ("trained-on", "trained-on-images")

  init(people: [String] = [], images: [String] = []) {
    (self.people, self.images) = (people, images)
  }

  init(_ weights: ModelWeights) {
    func texts(_ key: String) -> [String] {
      guard case .list(let items)? = weights[metadata: key] else { return [] }
      return items.compactMap { if case .string(let text) = $0 { text } else { nil } }
    }
    (people, images) = (texts(Self.peopleKey), texts(Self.imagesKey))
  }

  /// As a model keeps it.
  var metadata: [Value.Pair] {
    [.init(Self.peopleKey, .list(people.map(Value.string)))]
      + (images.isEmpty ? [] : [.init(Self.imagesKey, .list(images.map(Value.string)))])
  }

  /// What tells an image from others: SHA-256 over extents and intensities, whatever their format.
  static func digest(_ voxels: RealTensor) -> String {
    var hasher = ByteHasher()
    voxels.shape.map { Int64($0).littleEndian }.withUnsafeBytes { hasher.update($0) }
    voxels.doubles.map(\.bitPattern.littleEndian).withUnsafeBytes { hasher.update($0) }
    return hasher.finalize().hex
  }

  /// Warns where a job is given an image that one of the networks was trained on, and notes where it is for
  /// somebody of the name of one: names are those of a data set, and people of two may have one name.
  ///
  /// The warning is the same for all images, so that a run prints it once.
  ///
  /// - Parameter images: that the networks are given.
  static func warn(
    _ networks: [ModelWeights], given images: [RealTensor], _ context: StageContext
  ) {
    // Networks of one training's planes learnt from the same images.
    let learnt = Set(networks.map { TrainedOn($0) })
    guard learnt.contains(where: { !$0.people.isEmpty }) else { return }
    let digests = Set(images.map(digest))
    for own in learnt.sorted(by: { $0.people.count > $1.people.count }) {
      if !digests.isDisjoint(with: own.images) {
        context.warn(
          "the network was trained on images that it is given here, among those of "
            + "\(Listing.text(own.people)): what it makes of them says nothing of how it does on others"
        )
      } else if own.includes(context.job.coordinates) {
        context.log(
          "\(context.job.coordinates): the network was trained on an image at the same place, of the same "
            + "person if the data set is the same")
      }
    }
  }

  /// Whether it learnt from an image of the person at these coordinates: of the same subject, or where there
  /// are no subjects, at the same place along all axes that images had.
  func includes(_ coordinates: Coordinates) -> Bool {
    people.contains { text in
      let entries = text.split(separator: " ").map(String.init)
      guard let subject = entries.first(where: { $0.hasPrefix("subject=") }) else {
        return !entries.isEmpty
          && entries.allSatisfy { own in
            coordinates.entries.contains { "\($0.axis)=\($0.value)" == own }
          }
      }
      return coordinates["subject"].map { "subject=\($0)" } == subject
    }
  }
}
