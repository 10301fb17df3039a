import Glibc

/// Cores and memory of a machine, shared out to jobs.
struct ResourceBudget: Sendable {
  private let cores: Int
  private let memory: Int
  private var freeCores: Int
  private var freeMemory: Int

  init(cores: Int, memory: Int) {
    self.cores = cores
    self.memory = memory
    freeCores = cores
    freeMemory = memory
  }

  /// Cores that a job gets: never more than there are, since results do not depend on it.
  func cores(for resources: Resources) -> Int { min(max(resources.cores, 1), cores) }

  /// Why a job can never run: a clause; `nil` where it can.
  func refusal(of resources: Resources) -> String? {
    guard let asked = resources.memory, asked > memory else { return nil }
    return "asks for \(asked) bytes of memory, but there are only \(memory)"
  }

  /// Takes what a job needs, where it is free.
  mutating func take(_ resources: Resources) -> Bool {
    guard cores(for: resources) <= freeCores, resources.memory ?? 0 <= freeMemory else {
      return false
    }
    freeCores -= cores(for: resources)
    freeMemory -= resources.memory ?? 0
    return true
  }

  /// Gives back what a job took.
  mutating func giveBack(_ resources: Resources) {
    freeCores += cores(for: resources)
    freeMemory += resources.memory ?? 0
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
