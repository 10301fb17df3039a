import ArgumentParser
@main struct Lastbit: ParsableCommand { static let configuration = CommandConfiguration(commandName: "lastbit", version: "0.1.0") }
