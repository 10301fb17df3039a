internal import Glibc
internal import Synchronization

/// Cores and memory of a machine, shared out to jobs.
public final class ResourceBudget: ExecutorRoom {
  private struct Free {
    var cores: Int
    var memory: Int
  }

  private let cores: Int
  private let memory: Int
  private let free: Mutex<Free>

  /// - Parameters:
  ///   - cores: those that running jobs may keep busy.
  ///   - memory: bytes that their `memory` may add up to.
  public init(cores: Int, memory: Int) {
    self.cores = cores
    self.memory = memory
    free = Mutex(Free(cores: cores, memory: memory))
  }

  public func refusal(of resources: Resources) -> String? {
    guard let asked = resources.memory, asked > memory else { return nil }
    return "asks for \(asked) bytes of memory, but there are only \(memory)"
  }

  public func take(_ resources: Resources) -> Int? {
    let (threads, bytes) = share(of: resources)
    return free.withLock { free in
      guard threads <= free.cores, bytes <= free.memory else { return nil }
      free.cores -= threads
      free.memory -= bytes
      return threads
    }
  }

  public func giveBack(_ resources: Resources) {
    let (threads, bytes) = share(of: resources)
    free.withLock { free in
      free.cores += threads
      free.memory += bytes
    }
  }

  /// What a job gets: never more cores than there are, since results do not depend on it.
  private func share(of resources: Resources) -> (threads: Int, bytes: Int) {
    (min(max(resources.cores, 1), cores), resources.memory ?? 0)
  }

  /// Cores that this process may run on.
  static var machineCores: Int {
    let status = (try? Files.read("/proc/self/status")) ?? []
    let label = "Cpus_allowed:"
    for line in String(decoding: status, as: UTF8.self).split(separator: "\n")
    where line.hasPrefix(label) {
      let bits = line.dropFirst(label.count).reduce(0) {
        $0 + ($1.hexDigitValue?.nonzeroBitCount ?? 0)
      }
      if bits > 0 { return bits }
    }
    return max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
  }

  /// Bytes of memory in this machine.
  static var machineMemory: Int {
    Int(sysconf(Int32(_SC_PHYS_PAGES))) * Int(sysconf(Int32(_SC_PAGESIZE)))
  }
}
