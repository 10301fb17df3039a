import ArgumentParser

/// `lastbit import`: other programs' files into the store.
struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Read another program's file into the store.",
    subcommands: [ImportModelCommand.self])
}
