import ArgumentParser
import Dispatch
import Files
import PipelineKit
import Synchronization

/// `lastbit job`: runs one job order, in a process or on a machine of its own.
struct JobCommand: LastbitCommand {
  static let configuration = CommandConfiguration(
    commandName: "job",
    abstract: "Run one job from its order; for executors.",
    discussion: """
      An order is a JSON record of all that a job needs: 'lastbit run --isolate' writes one for every \
      job and runs it in a process of its own. Any process can that sees the store and the source \
      files, with the same lastbit. Prints what the job says as JSON, one line each; the last one \
      tells what became of it. Ends with 0 when the result is stored, 1 when the job failed or its \
      inputs are damaged, 130 when it was stopped.

      Examples:
        lastbit job order.json
        lastbit job - --store /scratch/store < order.json
      """)

  @Argument(
    help: ArgumentHelp(
      "The order's file; - takes its first line from standard input, and stops when that ends.",
      valueName: "order"),
    completion: .file())
  var file: String

  @OptionGroup var store: StoreOptions
  @OptionGroup var output: OutputOptions

  func perform() async throws -> ExitStatus {
    let executor = LocalExecutor(cores: .max, memory: .max)
    let order = try order { executor.cancel() }
    let signals = SignalWatch { executor.cancel() }
    let site = JobSite(catalog: .standard, store: try store.open(), commit: Lastbit.commit)
    let printer = LinePrinter()
    let outcome = await executor.run(order, at: site) { printer.print($0.value) }
    printer.print(outcome.value)
    withExtendedLifetime(signals) {}
    return switch outcome {
    case .stored: .done
    case .failed, .damaged: .failed
    case .cancelled: .interrupted
    }
  }

  /// - Parameter stop: called where the order came by standard input, once whoever wrote it is gone.
  private func order(stop: @escaping @Sendable () -> Void) throws -> JobOrder {
    let text: String
    if file == "-" {
      text = readLine() ?? ""
      DispatchQueue.global().async {
        while readLine() != nil {}
        stop()
      }
    } else {
      do {
        text = String(decoding: try RegularFile(file).bytes() ?? [], as: UTF8.self)
      } catch { throw RunnerError("order '\(file)' \(error)") }
    }
    let name = file == "-" ? "standard input" : "'\(file)'"
    guard let value = try? Value(json: text) else {
      throw RunnerError("\(name) holds no JSON: an order is what 'lastbit run --isolate' writes")
    }
    guard let order = JobOrder(value) else {
      throw RunnerError("\(name) holds no order that this lastbit wrote")
    }
    return order
  }
}

/// Prints whole lines from any thread, each at once.
private final class LinePrinter: Sendable {
  private let gate = Mutex(())

  func print(_ value: Value) {
    gate.withLock { _ in Terminal.printLine(json: value) }
  }
}
