import ArgumentParser
import Arithmetic
import Glibc
import PipelineKit
import Stages

/// `lastbit doctor`: what this installation is made of, and whether it can work.
struct DoctorCommand: LastbitCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Check this installation, machine and store.",
    discussion: """
      Examples:
        lastbit doctor
        lastbit doctor --store /scratch/store
      """)

  @OptionGroup var store: StoreOptions
  @OptionGroup var output: OutputOptions

  func perform() throws -> ExitStatus {
    var facts = installation + surroundings
    var problems = Arithmetics.cpuWarning.map { [$0] } ?? []
    do {
      let store = try store.open()
      let objects = try store.objects()
      let bytes = objects.reduce(0) { $0 + $1.bytes }
      facts.append(("store", store.folder))
      facts.append(
        ("results", "\(Counted.text(objects.count, "file")), \(ByteText.text(bytes))"))
      let damaged = objects.filter(\.isSetAside)
      if !damaged.isEmpty {
        problems.append(
          "\(Counted.text(damaged.count, "damaged file")) set aside; "
            + "'lastbit cache clean' deletes them")
      }
      if access(store.folder, F_OK) == 0, access(store.folder, W_OK) != 0 {
        problems.append("the store cannot be written to; results cannot be kept in it")
      }
    } catch {
      problems.append("\(error)")
    }
    if output.json {
      Terminal.printResult(
        json: [
          "facts": .map(facts.map { .init($0.0, .string($0.1)) }),
          "problems": .list(problems.map(Value.string)),
        ])
    } else {
      Terminal.printResult(TextTable(rows: facts.map { [$0.0, $0.1] }).text)
      for problem in problems { Terminal.printMessage("warning: \(problem)") }
      if problems.isEmpty { Terminal.printResult("No problems.") }
    }
    return problems.isEmpty ? .done : .failed
  }

  private var installation: [(String, String)] {
    let machine = Machine.current(commit: Lastbit.commit)
    let pages = sysconf(Int32(_SC_PHYS_PAGES))
    let memory = pages > 0 ? Int(pages) * Int(sysconf(Int32(_SC_PAGESIZE))) : 0
    return [
      ("lastbit", Lastbit.version),
      ("commit", machine.commitText),
      ("system", machine.system),
      ("HDF5", Store.libraryVersion),
      ("OpenBLAS", Arithmetics.identity(ArithmeticSpecification(name: "openblas"))),
      ("processor", machine.processor),
      ("instructions", instructions),
      ("cores", "\(machine.cores)"),
      ("memory", ByteText.text(memory)),
      ("stages", "\(StageCatalog.standard.kinds.count)"),
      ("arithmetics", Arithmetics.backends.map(\.name).joined(separator: ", ")),
    ]
  }

  /// What jobs of external tools and runs on clusters find here.
  private var surroundings: [(String, String)] {
    [
      ("containers", Listing.text(Tools.containerEngines, limit: 8)),
      ("instruments", Listing.text(Tools.instruments, limit: 8)),
      ("cluster", Tools.has("sbatch") ? "Slurm (sbatch)" : ""),
    ].map { ($0.0, $0.1.isEmpty ? "none" : $0.1) }
  }

  /// The level in use, and those that could be.
  private var instructions: String {
    let levels = InstructionLevel.available.map(\.rawValue).joined(separator: ", ")
    return "\(Arithmetics.cpu.rawValue) (this CPU and this lastbit have \(levels))"
  }
}
