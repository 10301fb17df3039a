import Testing

@testable import PipelineKit
@testable import Stages

/// A page marks results of images that a network learnt from, whatever they are called.
@Suite struct LearntFromTests {
  private func member(
    _ stage: String, _ kind: String, given: [String: [String]], after: [JobKey] = [],
    at coordinates: Coordinates = Coordinates()
  ) -> Ancestry.Member {
    let inputs = given.sorted { $0.key < $1.key }.map { port, items in
      KeyRecord.Input(
        port: port,
        items: items.map {
          KeyRecord.Item(coordinates: Coordinates(), digest: Self.digest($0))
        })
    }
    let record = KeyRecord(
      kind: kind, version: 1, parameters: ParameterValues(["stage": .string(stage)]),
      arithmetic: nil, seed: nil, inputs: inputs)
    return Ancestry.Member(
      record: record,
      run: RunRecord(
        source: ManifestIdentity(name: "test"), stage: stage, coordinates: coordinates,
        key: record.key, status: .done, duration: 1, ended: 1),
      origin: ResultOrigin(
        machine: Machine(
          commit: "", system: "s", processor: "p", cores: 1, instructions: "i", levels: []),
        threads: 1, started: 0,
        inputs: after.enumerated().map {
          Value.Pair("in-\($0)", ["stage": "x", "port": "out", "key": .string($1.description)])
        }))
  }

  private static func digest(_ text: String) -> Digest {
    var hasher = ByteHasher()
    Array(text.utf8).withUnsafeBytes { hasher.update($0) }
    return hasher.finalize()
  }

  @Test func marksWhatWasLearntFrom() {
    let training = member(
      "trained", "train/segmentation",
      given: ["images": ["a", "b"], "labels": ["la", "lb"], "validation-images": ["v"]])
    let noisy = member(
      "noisy", "perturb/weights", given: ["model": ["weights"]], after: [training.key])
    func labelled(_ image: String, _ after: Ancestry.Member) -> Ancestry.Member {
      member(
        "labelled-\(image)", "segment/network", given: ["image": [image], "network": ["weights"]],
        after: [after.key], at: Coordinates([.init("subject", image)]))
    }
    var ancestry = Ancestry()
    ancestry.results = [
      training, noisy, labelled("b", noisy), labelled("v", training), labelled("new", training),
      member("other", "measure/volumes", given: ["labels": ["a"]]),
      member("page", "report/html", given: ["image": ["b"]], after: [training.key]),
    ]
    let found = LearntFrom(ancestry)
    #expect(
      found.rows == [
        .init(stage: "labelled-b", coordinates: "subject=b", training: "trained")
      ])
    let html = found.html()
    #expect(html.contains("<td>labelled-b</td><td>subject=b</td><td>trained</td>"))
    #expect(html.contains("that the network behind them was trained on"))
    #expect(LearntFrom(Ancestry()).html().isEmpty)
  }
}
