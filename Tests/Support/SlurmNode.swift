public import Foundation

/// A Slurm of one node that a test has to itself, in a temporary folder: it ends with the value, or
/// with the tests' process, however that ends.
public final class SlurmNode: @unchecked Sendable {
  /// What programs need that use it.
  public var environment: [String: String] { ["SLURM_CONF": "\(folder.path)/slurm.conf"] }
  private let folder: TemporaryFolder
  private let process = Process()
  /// The node's script goes on until nobody holds this.
  private let input = Pipe()

  /// What a test says that cannot have one.
  public static let absence = """
    skipped: runs on Slurm are long tests ('make test-long'), and need one; on Debian, 'apt-get install --no-install-recommends slurmctld \
    slurmd slurm-client slurm-wlm-basic-plugins munge' brings one
    """

  /// The one that suites share; `nil` where none can be started, or long tests are not asked for.
  public static let shared = LongTests.areWanted ? SlurmNode() : nil

  /// - Parameter cpus: processors that it says it has.
  public init?(cpus: Int = 4) {
    guard let folder = try? TemporaryFolder() else { return nil }
    self.folder = folder
    process.executableURL = URL(fileURLWithPath: "\(Repository.root)/scripts/slurm/node")
    process.arguments = [folder.path]
    process.environment = ProcessInfo.processInfo.environment.merging(["CPUS": "\(cpus)"]) { $1 }
    process.standardInput = input
    let output = Pipe()
    (process.standardOutput, process.standardError) = (output, FileHandle.nullDevice)
    // Its writing end is this process's alone: children that inherited it would keep the node alive.
    _ = fcntl(input.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
    guard (try? process.run()) != nil else { return nil }
    let said = output.fileHandleForReading.availableData
    guard String(decoding: said, as: UTF8.self).hasPrefix("ready") else {
      process.waitUntilExit()
      return nil
    }
  }

  deinit {
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
  }
}
