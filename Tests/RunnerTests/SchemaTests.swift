import Foundation
import Support
import Testing

/// `lastbit schema` refuses what `lastbit check` refuses at one place, and accepts what it accepts.
@Suite struct SchemaTests {
  private let folder: TemporaryFolder
  private let lastbit: Lastbit

  init() throws {
    folder = try TemporaryFolder()
    lastbit = Lastbit(in: folder.path)
    try folder.write("c.nii", SyntheticHead(size: 4).image)
    try folder.write("t.tsv", "subject\tpath\n01\tc.nii\n")
    for subject in ["01", "02"] {
      try folder.write(
        "bids/sub-\(subject)/anat/sub-\(subject)_T1w.nii", SyntheticHead(size: 4).image)
    }
    try folder.write(
      "inner.yaml",
      "lastbit: 1\ninputs: {i: volume}\nstages: {m: {uses: preprocess/normalize, in: {image: i}}}\n"
        + "outputs: {o: m}\n")
  }

  /// Whether a validator accepts each of the manifests; `nil` where there is none for tests.
  private func validity(_ manifests: [String]) throws -> [Bool]? {
    guard Repository.python != nil,
      (try? Repository.run(python: "import jsonschema, yaml", [])) != nil
    else { return nil }
    try folder.write("schema.json", lastbit("schema").output)
    let files = try manifests.enumerated().map { try folder.write("\($0).txt", $1) }
    let program = """
      import json, jsonschema, sys, yaml
      schema = json.load(open(sys.argv[1]))
      jsonschema.Draft7Validator.check_schema(schema)
      validator = jsonschema.Draft7Validator(schema)
      for file in sys.argv[2:]:
          print(validator.is_valid(yaml.safe_load(open(file))))
      """
    let output = try Repository.run(python: program, [folder.path("schema.json")] + files)
    return output.split(separator: "\n").map { $0 == "True" }
  }

  private func manifest(
    source: String = "file: c.nii", stage: String = "", params: String = "", more: String = ""
  ) -> String {
    """
    lastbit: 1
    \(params.isEmpty ? "" : "params: {\(params)}")
    sources: {c: {\(source)}}
    stages:
      n: {uses: preprocess/normalize, in: {image: c}\(stage.isEmpty ? "" : ", " + stage)}
    \(more)

    """
  }

  private var wrong: [String] {
    let sources = [
      "file: c.nii, glob: 'x*'", "glob: '*.nii'", "glob: c.nii, axis: a", "glob: '**.nii', axis: a",
      "glob: 'c*.nii', axis: [a, a]", "glob: 'c*.nii', axis: repeat", "glob: 'c*.nii', axis: []",
      "glob: 'c*.nii', axis: 'a b'", "tsv: t.tsv", "tsv: t.tsv, axis: subject, suffix: T1w",
      "tsv: t.tsv, axis: subject, missing: skip", "tsv: t.tsv, axis: subject, where: x",
      "bids: bids", "bids: bids, suffix: T1w, subject: []", "bids: bids, suffix: T1w, subjet: 01",
      "bids: bids, suffix: T1w, where: {a: b}", "file: c.nii, suffix: T1w", "type: volume",
      "file: c.nii, type: volum", "file: [c.nii]", "file: ", "file: c.nii, axis: a",
    ]
    let stages = [
      "export: a.txt", "export: 3", "export: {foo: a.nii.gz}", "export: {image: a.tsv}",
      "export: {path: a.nii, sidecars: true}", "export: {path: a.nii, axes: true}",
      "timeout: 30", "timeout: 30 s", "timeout: 1m1h", "timeout: 1:75", "timeout: 0s",
      "resources: {memory: 4000}", "resources: {memory: 4 gib}", "resources: {cores: 0}",
      "resources: {cores: two}", "resources: {core: 2}", "resources: {time: soon}", "retries: -1",
      "retries: 101", "seed: -1", "missing: skip", "failed: skip", "with: {upper: 101}",
      "with: {upper: high}",
      "with: {uper: 99}", "with: []", "sweep: {repeat: []}", "sweep: {repeat: 3}",
      "sweep: {repeat: x}", "sweep: {repeat: [1, 1]}", "sweep: {'a b': [1]}", "sweep: {zip: {}}",
      "sweep: {repeat: 1..}", "sweep: []", "sweep: {arithmetic: [iee]}",
      "arithmetic: {reduced: {significand: 8}}", "arithmetic: {mca: {precision: 99}}",
      "over: {a: b}", "in: {imge: c}", "in: {image: [c]}",
      "in: {image: 'c.'}", "inn: {image: c}",
    ]
    let params = [
      "k: {default: 1}", "k: {type: choice, default: a}", "k: {type: choice, choices: []}",
      "k: {type: integer, default: x}", "k: {type: integer, default: 1.5}",
      "k: {type: number, default: [1]}", "k: {type: boolean, default: maybe}",
      "k: {type: list, of: integer, default: [a]}", "k: {type: list, default: a}",
      "k: {type: list, of: choice}", "k: {type: string, minimum: 1}",
      "k: {type: integer, of: string}",
      "k: {type: integer, minimum: low}", "k: {type: int, default: 1}", "k: integer",
      "k: {type: integer, defualt: 1}", "'k l': {type: integer, default: 1}",
    ]
    let tops = [
      "lastbit: 1\n", "lastbit: 2\nstages: {n: {uses: preprocess/normalize}}\n",
      "lastbit: 1\nstages: {}\n", "lastbit: 1\nstages: {n: {uses: preprocess/none}}\n",
      "lastbit: 1\nstages: {n: {uses: preprocess/normalize}}\n",
      "lastbit: 1\nstages: {n: {in: {image: c}}}\n",
      manifest(more: "stage: {}"), manifest(more: "seed: x"), manifest(more: "outputs: {a: b.}"),
      manifest(more: "inputs: {a: volum}"), manifest(more: "inputs: {a: {optional: true}}"),
      manifest(more: "defaults: {over: [a]}"), manifest(more: "defaults: {retries: many}"),
      manifest(more: "  i: {uses: ./inner.yaml, in: {i: c}, over: [a]}"),
      manifest(more: "  i: {uses: ./inner.yaml, in: {i: c}, export: 3}"),
    ]
    return sources.map { manifest(source: $0) } + stages.map { manifest(stage: $0) }
      + params.map { manifest(params: $0) } + tops
  }

  private var right: [String] {
    let sources = [
      "glob: 'c*.nii', axis: a", "glob: 'c*.nii', axis: [a]", "tsv: t.tsv, axis: subject",
      "tsv: t.tsv, axis: {s: subject}, where: {subject: 01}, missing: drop",
      "bids: bids, suffix: T1w", "bids: bids, suffix: T1w, run: none, ses: ~, acq: [null]",
      "bids: bids, suffix: T1w, axis: sub, extension: nii, datatype: [anat]",
      "bids: bids, suffix: T1w, axis: {id: subject}, subject: [01, '02']",
    ]
    let stages = [
      "with: {upper: '99'}", "with: {upper: 99}",
      "resources: {cores: '2', memory: 2GiB, time: 1h 30m}",
      "timeout: '1:30:00'", "timeout: 90s", "retries: '3'", "seed: '7'", "over: []",
      "in: {image: 'c'}",
      "export: 'a.nii.gz'", "export: {image: a.mgz}", "export: {path: a.nii, sidecar: true}",
      "export: {image: {path: a.nii}}", "sweep: {repeat: 1..3}", "sweep: {repeat: [1, 2..4]}",
      "sweep: {a: '0..1 step 0.5', zip: [{b: [1, 2], c: [x, y]}], exclude: {a: 1}}",
      "sweep: {arithmetic: [ieee, {random-rounding: {}}, {mca: {precision: '24'}}], repeat: [1]}",
      "arithmetic: {reduced: {format: bfloat16}}", "missing: drop, failed: drop", "resources: {}",
      "with: {}",
    ].map { $0.hasPrefix("in:") ? "seed: 1" : $0 }
    let params = [
      "k: {type: integer, default: '3', minimum: 1}", "k: {type: number, default: 1e3}",
      "k: {type: choice, choices: [1, on, x], default: 1}", "k: {type: boolean, default: 'true'}",
      "k: {type: list, default: [a, 2]}", "k: {type: list, of: integer, default: [], maximum: 3}",
      "k: {type: path, default: x}", "k: {type: string, default: 0051, about: 5}",
    ]
    let tops = [
      manifest(more: "  i: {uses: ./inner.yaml, in: {i: c}, export: {o: a.nii}, retries: 1}"),
      "lastbit: '1'\nname: 5\nparams:\nsources: {c: {file: c.nii}}\nstages: {n: {uses: "
        + "preprocess/normalize, in: {image: c}}}\noutputs: {a: n.image}\n",
      manifest(
        stage: "with: {upper: $k}, timeout: $t, export: '${k}.$t', sweep: {repeat: $l}",
        params: "k: {type: integer, default: 9}, t: {type: string, default: nii}, "
          + "l: {type: list, default: [1]}"
      ).replacing("timeout: $t, ", with: ""),
      manifest(more: "defaults: {arithmetic: openblas, resources: {cores: 2}, retries: 1}"),
    ]
    return sources.map { manifest(source: $0) } + stages.map { manifest(stage: $0) }
      + params.map { manifest(params: $0) } + tops
  }

  @Test func refusesWhatCheckRefuses() throws {
    for manifest in wrong {
      try folder.write("m.yaml", manifest)
      #expect(try lastbit("check", "m.yaml").status == 2, "check accepts:\n\(manifest)")
    }
    guard let validity = try validity(wrong) else { return }
    for (manifest, isValid) in zip(wrong, validity) {
      #expect(!isValid, "the schema accepts:\n\(manifest)")
    }
  }

  @Test func acceptsWhatCheckAccepts() throws {
    for manifest in right {
      try folder.write("m.yaml", manifest)
      let outcome = try lastbit("check", "m.yaml")
      #expect(outcome.status == 0, "\(outcome.messages)")
    }
    guard let validity = try validity(right) else { return }
    for (manifest, isValid) in zip(right, validity) {
      #expect(isValid, "the schema refuses:\n\(manifest)")
    }
  }

  @Test func acceptsWhatIsShipped() throws {
    let files = ["examples", "pipelines"].flatMap { name in
      (FileManager.default.enumerator(atPath: "\(Repository.root)/\(name)")?.compactMap {
        $0 as? String
      }
        ?? []).filter { $0.hasSuffix(".yaml") }.map { "\(Repository.root)/\(name)/\($0)" }
    }
    #expect(files.count > 5)
    guard let validity = try validity(files.map { try TextFile.read($0) }) else { return }
    for (file, isValid) in zip(files, validity) { #expect(isValid, "the schema refuses \(file)") }
  }
}
