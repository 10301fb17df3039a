import ArgumentParser
import PipelineKit

/// `lastbit cache verify`.
struct CacheVerifyCommand: LastbitCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Read every stored result and compare it with its seal and digests.",
    discussion: """
      A damaged result is status 3. It stays where it is; the next run whose jobs need it moves it \
      out of the way and computes it again, and 'lastbit cache clean' deletes what was moved. A \
      result that cannot be read just now is status 1 and says nothing of its content.

      Examples:
        lastbit cache verify
        lastbit cache verify --store /scratch/store --json
      """)

  @OptionGroup var store: StoreOptions
  @OptionGroup var output: OutputOptions

  /// What is wrong with one file.
  private struct Problem {
    var key: JobKey
    var text: String
    var isDamage: Bool
  }

  func perform() throws -> ExitStatus {
    let store = try store.open()
    let objects = try store.objects().filter { !$0.isSetAside && $0.path.hasSuffix(".h5") }
    var problems: [Problem] = []
    var marksAreLost = false
    for object in objects {
      do { try store.verify(object) } catch let damage as DamagedObject {
        problems.append(Problem(key: object.key, text: "\(damage)", isDamage: true))
        do { try store.noteDamage(damage) } catch { marksAreLost = true }
      } catch {
        problems.append(Problem(key: object.key, text: "\(error)", isDamage: false))
      }
    }
    let damaged = problems.count(where: \.isDamage)
    if output.json {
      Terminal.printResult(
        json: [
          "results": .integer(objects.count), "damaged": .integer(damaged),
          "unreadable": .integer(problems.count - damaged),
          "problems": .list(
            problems.map {
              [
                "key": .string("\($0.key)"), "message": .string($0.text),
                "damaged": .boolean($0.isDamage),
              ]
            }),
        ])
    } else {
      for problem in problems { Terminal.printMessage("error: \(problem.text)") }
      if damaged > 0 {
        Terminal.printMessage(
          marksAreLost
            ? "This store cannot be written to: its owner has to verify it, and then run again what "
              + "is damaged."
            : "'lastbit run' computes what is damaged again.")
      }
      var verdict: [String] = []
      if damaged > 0 { verdict.append("\(damaged) damaged") }
      if problems.count > damaged { verdict.append("\(problems.count - damaged) cannot be read") }
      Terminal.printResult(
        "\(store.folder): \(Counted.text(objects.count, "result")) read, "
          + (verdict.isEmpty ? "all whole" : verdict.joined(separator: ", ")))
    }
    return damaged > 0 ? .differs : problems.isEmpty ? .done : .failed
  }
}
