import Foundation
import Support
import Testing

/// What leaves the store: show, export, cache, and readers that know nothing of lastbit.
@Suite struct StoreTests {
  private let experiment: NoiseExperiment

  init() throws {
    experiment = try NoiseExperiment()
    let outcome = try experiment.lastbit("run", "noise.yaml")
    guard outcome.status == 0 else { throw UnexpectedOutcome(outcome: outcome) }
  }

  @Test func showPrintsTypesShapesAndProvenance() throws {
    let page = try experiment.lastbit("show", "bits", "--provenance").output
    #expect(page.contains("bits: volume, float32 16 × 16 × 16"))
    #expect(page.contains("summary: table, 15 columns, 1 row"))
    #expect(page.contains("  versions: {\"lastbit\":\"0.1.0\""))
    let list = try experiment.lastbit("show", "noisy").output
    #expect(list.split(separator: "\n").count == 4)
    let json = try JSON(experiment.lastbit("show", "noisy[repeat=2].image", "--json").output)
    #expect(json["outputs"]["image"]["type"].text == "volume")
    let key = try #require(json["key"].text)
    let byKey = try JSON(experiment.lastbit("show", String(key.prefix(10)), "--json").output)
    #expect(byKey["key"].text == key)
  }

  @Test func aSelectionThatFitsNothingIsStatus2() throws {
    let stage = try experiment.lastbit("show", "nois")
    #expect(stage.status == 2)
    #expect(stage.messages.contains("did you mean 'noisy'?"))
    let port = try experiment.lastbit("show", "noisy[repeat=1].picture")
    #expect(port.status == 2)
    #expect(port.messages == "error: noisy repeat=1 has no output 'picture'; it has image\n")
    let many = try experiment.lastbit("export", "noisy", "x.nii")
    #expect(many.status == 2)
    #expect(
      many.messages
        == """
        error: 'noisy' names 3 results; choose one with 'noisy[repeat=1]', or name a file for each: \
        'x-$repeat.nii'

        """)
    #expect(!experiment.folder.exists("x.nii"))
  }

  @Test func anEndingThatDoesNotSuitIsRefused() throws {
    let outcome = try experiment.lastbit("export", "normal", "x.tsv")
    #expect(outcome.status == 1)
    #expect(outcome.messages.contains(".nii.gz"))
    #expect(!experiment.folder.exists("x.tsv"))
  }

  @Test(.enabled(if: Repository.python != nil))
  func exportsAreWhatOtherProgramsRead() throws {
    #expect(try experiment.lastbit("export", "normal", "normal.nii.gz").status == 0)
    #expect(try experiment.lastbit("export", "bits.summary", "bits.tsv").status == 0)
    let printed = try Repository.run(
      python: """
        import sys, nibabel, numpy
        folder = sys.argv[1]
        head = nibabel.load(folder + "/head.nii")
        normal = nibabel.load(folder + "/normal.nii.gz")
        assert numpy.array_equal(head.affine, normal.affine)
        assert int(normal.header["sform_code"]) > 0 and int(normal.header["qform_code"]) > 0
        data, expected = normal.get_fdata(), head.get_fdata()
        expected = (expected - expected.min()) / (expected.max() - expected.min())
        print(data.shape, numpy.abs(data - expected).max() < 1e-6)
        header, row = open(folder + "/bits.tsv").read().splitlines()
        print(header.split("\\t")[0], row.split("\\t")[0])
        """, [experiment.folder.path])
    #expect(printed == "(16, 16, 16) True\nmethod general\n")
  }

  @Test(.enabled(if: Repository.python != nil))
  func hdf5ReadersNeedNoLastbit() throws {
    let printed = try Repository.run(
      python: """
        import glob, sys, h5py
        kinds = set()
        for path in sorted(glob.glob(sys.argv[1] + "/.lastbit/objects/*/*.h5")):
            with h5py.File(path) as file:
                assert file.attrs["kind"] and file.attrs["key"] in path
                for name, group in file.items():
                    kinds.add(group.attrs["type"])
                    assert all(item[()] is not None for item in group.values())
        print(*sorted(kind if isinstance(kind, str) else kind.decode() for kind in kinds))
        """, [experiment.folder.path])
    #expect(printed == "table volume\n")
  }

  @Test func twoProcessesShareAStore() throws {
    let both = try NoiseExperiment(size: 32)
    let arguments = ["run", "noise.yaml", "--set", "repeats=12", "--cores", "2"]
    let runs = try (0..<2).map { _ in try both.lastbit.start(arguments) }
    for run in runs {
      let outcome = run.wait()
      #expect(outcome.status == 0, "\(outcome.messages)")
    }
    #expect(try both.lastbit("cache", "verify").output.contains("14 results read, all whole"))
    let alone = try NoiseExperiment(size: 32)
    #expect(try alone.lastbit.call(arguments).status == 0)
    #expect(try both.digests() == alone.digests())
  }
}
