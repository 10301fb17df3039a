import Foundation
import Support
import Testing

/// What the system refuses fails jobs in a sentence, and touches nothing that is stored.
@Suite struct SystemErrorTests {
  /// A file that may not grow is what a full disk is: libhdf5 could not close it and crashed.
  @Test(arguments: [1, 8, 20])
  func aFileThatCannotGrowIsAnError(_ limit: Int) throws {
    let experiment = try NoiseExperiment()
    let outcome = try experiment.lastbit.shell(
      "ulimit -f \(limit); exec $LASTBIT run noise.yaml --cores 1")
    #expect(outcome.status == 1, "\(outcome.messages)")
    #expect(outcome.messages.contains("File too large; raise the limit of file sizes"))
    #expect(!outcome.messages.contains("HDF5") && !outcome.messages.contains("buf"))
    #expect(experiment.folder.files(under: ".lastbit/objects").allSatisfy { $0.hasSuffix(".h5") })
    // The same command goes on once there is space.
    #expect(try experiment.lastbit("run", "noise.yaml").status == 0)
    #expect(try experiment.lastbit("cache", "verify").output.contains("5 results read, all whole"))
  }

  /// With few descriptors there is an end with a message; nothing is taken for damaged.
  @Test func fewDescriptorsAreNoDamage() throws {
    let experiment = try NoiseExperiment()
    let lastbit = experiment.lastbit
    for limit in [4, 5, 6, 7, 8, 9, 10, 12, 14, 15, 16, 17, 18, 20, 24] {
      for call in [
        "run noise.yaml", "plan noise.yaml", "why noise.yaml bits", "show bits", "cache verify",
        "cache list", "check noise.yaml", "run noise.yaml --recompute", "export normal x.nii",
        "doctor", "run noise.yaml --targets normal --set size=\(limit)",
      ] {
        let outcome = try lastbit.shell("ulimit -n \(limit); exec $LASTBIT \(call)")
        #expect([0, 1, 2].contains(outcome.status), "\(limit): \(call): \(outcome.messages)")
        #expect(outcome.status == 1 || limit > 15, "\(limit): \(call)")
        #expect(outcome.status == 0 || !outcome.messages.isEmpty, "\(limit): \(call)")
        #expect(!outcome.messages.contains("damaged"), "\(limit): \(call): \(outcome.messages)")
      }
    }
    #expect(
      !experiment.folder.files(under: ".lastbit").contains { $0.contains("damaged") })
    #expect(try lastbit("run", "noise.yaml").status == 0)
    #expect(try lastbit("cache", "verify").status == 0)
  }

  private static var canBeNobody: Bool {
    getuid() == 0 && FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv")
  }

  private static let nobody = "setpriv --reuid=65534 --regid=65534 --clear-groups $LASTBIT"

  @Test(.enabled(if: canBeNobody))
  func whatIsUnreadableIsNotDamaged() throws {
    let experiment = try NoiseExperiment()
    let lastbit = experiment.lastbit
    #expect(try lastbit("run", "noise.yaml", "--targets", "normal").status == 0)
    let open = "chmod 755 .; chmod -R a+rwX .lastbit .; "
    _ = try lastbit.shell(open + "chmod 600 .lastbit/objects/*/*.h5")
    let run = try lastbit.shell("\(Self.nobody) run noise.yaml")
    #expect(run.status == 1)
    #expect(run.messages.contains("Permission denied; check who owns it and its permissions"))
    let verify = try lastbit.shell("\(Self.nobody) cache verify")
    #expect(verify.status == 1)
    #expect(verify.output.contains("1 result read, 1 cannot be read"))
    // A folder of results, and the lists of folders.
    for folder in [".lastbit/objects/*", ".lastbit/objects", ".lastbit/index", ".lastbit"] {
      _ = try lastbit.shell(open + "chmod 700 \(folder)")
      for call in ["plan noise.yaml", "run noise.yaml", "cache list", "cache clean", "show normal"]
      {
        let outcome = try lastbit.shell("\(Self.nobody) \(call)")
        // Only a folder of objects is not looked at by all.
        #expect(
          outcome.status == 1 || folder.hasPrefix(".lastbit/objects") && outcome.status == 0,
          "\(folder): \(call): \(outcome.output)")
        #expect(
          outcome.status == 0
            || (outcome.output + outcome.messages).contains("Permission denied"),
          "\(folder): \(call): \(outcome.output) \(outcome.messages)")
      }
    }
    _ = try lastbit.shell(open)
    #expect(!experiment.folder.files(under: ".lastbit").contains { $0.contains("damaged") })
    #expect(try lastbit("cache", "verify").output.contains("1 result read, all whole"))
  }

  @Test(.enabled(if: canBeNobody))
  func aStoreThatCannotBeWrittenCanBeRead() throws {
    let experiment = try NoiseExperiment()
    let lastbit = experiment.lastbit
    #expect(try lastbit("run", "noise.yaml").status == 0)
    _ = try lastbit.shell("chmod 755 .; chmod -R a+rX,go-w .lastbit")
    for call in ["plan noise.yaml", "run noise.yaml", "show bits", "cache verify", "cache list"] {
      let outcome = try lastbit.shell("\(Self.nobody) \(call)")
      #expect(outcome.status == 0, "\(call): \(outcome.messages)")
    }
    let more = try lastbit.shell("\(Self.nobody) run noise.yaml --set size=9")
    #expect(more.status == 1)
    #expect(more.messages.contains("Permission denied; check who owns it and its permissions"))
  }

  @Test func anEmptyStoreNameIsAWrongCall() throws {
    let experiment = try NoiseExperiment()
    for call in [
      ["run", "noise.yaml"], ["plan", "noise.yaml"], ["why", "noise.yaml", "bits"],
      ["show", "bits"],
      ["export", "bits", "x.nii"], ["cache", "list"], ["cache", "verify"], ["cache", "clean"],
      ["cache", "manifests"], ["doctor"], ["locate", "noise.yaml", "noisy"],
      ["import", "model", "w.pt"],
    ] {
      for option in [["--store", ""], ["--store="]] {
        let outcome = try experiment.lastbit.call(call + option)
        #expect(outcome.status == 2, "\(call): \(outcome.output)")
        #expect(outcome.messages.contains("--store"), "\(call)")
      }
    }
    #expect(!experiment.folder.exists(".lastbit"))
    let passedOver = try Lastbit(in: experiment.folder.path, environment: ["LASTBIT_STORE": ""])(
      "run", "noise.yaml", "--targets", "normal")
    #expect(passedOver.status == 0)
    #expect(experiment.folder.exists(".lastbit/objects"))
  }
}
