internal import CProcesses
internal import Glibc

/// Asks the system to end this process in order (SIGTERM) when its parent is no more: some schedulers
/// kill a task's shell alone.
public func endWithParent() {
  _ = lastbit_signal_with_parent(SIGTERM)
}
