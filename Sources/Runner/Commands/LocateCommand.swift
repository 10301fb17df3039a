import ArgumentParser
import Arithmetic
import PipelineKit

/// `lastbit locate`: which kernels and layers lose an output's bits.
struct LocateCommand: LastbitCommand {
  static let configuration = CommandConfiguration(
    commandName: "locate",
    abstract:
      "Find the smallest set of kernels and layers whose perturbation loses an output's bits.",
    discussion: """
      Runs the stage with parts of its kernels perturbed and the rest under ieee, several times \
      each, and narrows them down by delta debugging. The result is 1-minimal: no name of a set can \
      be left out. What a set leaves is searched again, so that there may be several sets. Every run \
      is kept in the store: a search that was stopped goes on from there, and the same search again \
      runs nothing.

      An output is lost below --bits significant bits (mean over its numbers, from the unperturbed \
      output), labels below --dice. Ends with 0 whether or not there is something to find, 1 when a \
      stage failed, 2 when the manifest or the call is wrong, 130 when interrupted.

      Examples:
        lastbit locate study.yaml aligned.resampled
        lastbit locate study.yaml 'seg[subject=0051].labels' --by kernel
      """)

  @OptionGroup var manifest: ManifestOptions

  @Argument(help: "The output: stage, stage.port or stage[axis=value].port.")
  var selection: Selection

  @Option(
    help: ArgumentHelp(
      "Perturb with this one. Default: that of the stage, or random-rounding.",
      valueName: "name{option=value}"))
  var arithmetic: String?

  @Option(help: ArgumentHelp("Runs of each trial.", valueName: "n"))
  var samples = 4

  @Option(
    help: ArgumentHelp(
      "Lost below this many bits. Default: two more than with everything perturbed.",
      valueName: "bits"))
  var bits: Double?

  @Option(
    help: ArgumentHelp(
      "Labels are lost below this mean of least Dice coefficients. Default: halfway to 1.",
      valueName: "dice"))
  var dice: Double?

  @Option(help: "Search by kernel, by layer, or by kernel and then by its layers (both).")
  var by = KernelSearch.Grain.both

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Kernels, groups and layers that are never perturbed.", valueName: "name"))
  var except: [String] = []

  @OptionGroup var execution: ExecutionOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if samples < 2 { throw ValidationError("--samples must be at least 2, not \(samples)") }
    if let bits, !(bits > 0 && bits <= 53) {
      throw ValidationError("--bits must lie above 0 and be at most 53, not \(bits)")
    }
    if let dice, !(dice > 0 && dice <= 1) {
      throw ValidationError("--dice must lie above 0 and be at most 1, not \(dice)")
    }
  }

  func perform() async throws -> ExitStatus {
    let target = try LocateTarget(selection, in: try manifest.graph(), arithmetic: arithmetic)
    let excepted = try scope(of: target)
    let trials = LocateTrials(
      target, samples: samples, store: try store.open(), options: execution.options,
      executor: execution.makeExecutor)
    let signals = SignalWatch { trials.cancel() }
    let isLabels = try await trials.isLabels()
    let locator = Locator(
      trials: trials, grain: by, threshold: isLabels ? dice : bits, excepted: excepted,
      say: { if !output.json { Terminal.printMessage($0) } })
    let report = try await locator.report(samples: samples)
    withExtendedLifetime(signals) {}
    if output.json {
      Terminal.printResult(json: report.value)
    } else {
      Terminal.printResult(report.text)
    }
    return .done
  }

  /// What `--except` covers.
  private func scope(of target: LocateTarget) throws -> KernelScope? {
    guard !except.isEmpty else { return nil }
    var specification = target.arithmetic
    specification.options["only"] = .list(except)
    do {
      let scope = try KernelScope(specification)
      for (item, layer) in scope?.layers ?? []
      where !target.kind.layers.contains(where: { KernelScope.layer(layer, canBe: $0) }) {
        throw ArithmeticError(
          item: item,
          message: "'\(item)' is no kernel and no group, and '\(target.kind.kind)' has no such "
            + "layer")
      }
      return scope
    } catch let error as ArithmeticError {
      let known = error.candidates + KernelScope.names + target.kind.layers
      let hint = error.item.flatMap { Suggestion.hint(for: $0, among: known) }
      throw Diagnostics([Diagnostic(.error, "--except: \(error.message)", hint: hint)])
    }
  }
}

extension KernelSearch.Grain: ExpressibleByArgument {}
