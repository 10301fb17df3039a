import Arithmetic
import Networks
import PipelineKit
import Synchronization
import Testing

@testable import Stages

/// Stages say where they are for people that their network was trained on.
@Suite struct TrainedOnTests {
  private static let image = RealTensor(.binary32, shape: [2, 1, 1], [1, 2])
  private static let other = RealTensor(.binary32, shape: [1, 2, 1], [1, 2])

  private func weights(_ learnt: TrainedOn?) throws -> ModelWeights {
    try ModelWeights(
      [.init("w", .float32, .float32(Tensor(shape: [1], values: [1])))], format: .onnx,
      metadata: learnt?.metadata ?? [])
  }

  private func said(
    _ networks: [ModelWeights], _ image: RealTensor, at coordinates: Coordinates
  ) throws -> (warnings: [String], logs: [String]) {
    let (warnings, logs) = (Said(), Said())
    let context = StageContext(
      arithmetic: try Arithmetics.make(.ieee, seed: 1, threads: 1), streams: [],
      job: JobFacts(manifest: "test", stage: "labelled", coordinates: coordinates), threads: 1,
      scratch: "", progress: { _ in }, log: { logs.add($0) }, warn: { warnings.add($0) })
    TrainedOn.warn(networks, given: [image], context)
    return (warnings.all, logs.all)
  }

  private final class Said: Sendable {
    private let texts = Mutex<[String]>([])
    var all: [String] { texts.withLock { $0 } }
    func add(_ text: String) { texts.withLock { $0.append(text) } }
  }

  @Test func oneSentenceWithNames() throws {
    let network = try weights(
      TrainedOn(
        people: ["subject=01 session=1", "subject=02 session=1"],
        images: [TrainedOn.digest(Self.image)]))
    let place = Coordinates([.init("subject", "02"), .init("session", "7")])
    let elsewhere = Coordinates([.init("subject", "9")])
    // By content, whatever the format and the name; planes of one training say it once.
    let wide = RealTensor(.binary64, shape: [2, 1, 1], [1, 2])
    for image in [Self.image, wide] {
      #expect(
        try said([network, network], image, at: elsewhere).warnings == [
          "the network was trained on images that it is given here, among those of subject=01 session=1, "
            + "subject=02 session=1: what it makes of them says nothing of how it does on others"
        ])
    }
    // A name alone is noted: another data set may have it too.
    let named = try said([network], Self.other, at: place)
    #expect(named.warnings.isEmpty)
    #expect(
      named.logs == [
        "subject=02 session=7: the network was trained on an image at the same place, of the same person if "
          + "the data set is the same"
      ])
    let nobody = try said([network, weights(nil), weights(TrainedOn())], Self.other, at: elsewhere)
    #expect(nobody.warnings.isEmpty && nobody.logs.isEmpty)
  }

  @Test func withoutSubjectsAllAxesCount() {
    let scans = TrainedOn(people: ["scan=3 site=a", ""])
    #expect(
      scans.includes(Coordinates([.init("site", "a"), .init("scan", "3"), .init("repeat", "1")])))
    #expect(!scans.includes(Coordinates([.init("site", "a")])))
    #expect(!scans.includes(Coordinates()))
  }
}
