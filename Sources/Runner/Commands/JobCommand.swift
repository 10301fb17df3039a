import ArgumentParser
import Dispatch
import Executors
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
        lastbit job --table .lastbit/cluster/3fa9c2b1d07e4411 --task 7
      """)

  @Argument(
    help: ArgumentHelp(
      "The order's file; - takes its first line from standard input, and stops when that ends.",
      valueName: "order"),
    completion: .file())
  var file: String?

  @Option(
    help: ArgumentHelp(
      "Run a task of a table that 'lastbit run --executor' wrote, in place of an order.",
      valueName: "folder"))
  var table: String?

  @Option(help: ArgumentHelp("Which task of the table.", valueName: "n"))
  var task: Int?

  @OptionGroup var store: StoreOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard (file == nil) == (table != nil), (table == nil) == (task == nil) else {
      throw ValidationError("give an order, or --table and --task")
    }
  }

  func perform() async throws -> ExitStatus {
    if let table, let task { return try await perform(table, task) }
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

  /// Runs the jobs of one task of a cluster.
  private func perform(_ table: String, _ task: Int) async throws -> ExitStatus {
    let runner = try TaskRunner(table: table, task: task)
    let signals = SignalWatch { runner.cancel() }
    let site = JobSite(catalog: .standard, store: try store.open(), commit: Lastbit.commit)
    let isDone = try await runner.run(at: site) { Terminal.printMessage($0) }
    withExtendedLifetime(signals) {}
    return isDone ? .done : .interrupted
  }

  /// - Parameter stop: called where the order came by standard input, once whoever wrote it is gone.
  private func order(stop: @escaping @Sendable () -> Void) throws -> JobOrder {
    let text: String
    let file = file ?? "-"
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
