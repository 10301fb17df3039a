import ArgumentParser

/// `lastbit import`: other programs' files into the store.
struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Read another program's file into the store.",
    discussion: """
      Examples:
        lastbit import model aparc_vinn_coronal_v2.0.0.pkl
      """,
    subcommands: [ImportModelCommand.self])
}
