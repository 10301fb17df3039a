import Arithmetic
import Files
import Glibc
import PipelineKit
import Processes

/// Runs an external tool for a job.
struct ToolRunner {
  let call: ToolCall
  let context: StageContext
  /// In which arithmetic, where something outside computes in it.
  var application = Instrument.Application()

  func run(_ inputs: Inputs) throws -> Outputs {
    guard try ToolIdentity.of(call) == call.identity else {
      throw StageError(
        "\(name) is not what it was when the run was planned; run again to compute with what is here now"
      )
    }
    var folder = try ToolFolder(context.scratch)
    try folder.write(inputs, named: call.names)
    let text = ToolText(names: names(folder))
    let process = try process(in: folder, text)
    let watch = OutsideWatch(
      sources: inputs.ports.flatMap { inputs.items(on: $0) }.compactMap(\.file?.path),
      folder: context.job.folder)
    let last = LastLines()
    let ending: ChildProcess.Ending
    do {
      ending = try process.tool.run {
        try context.progress(0)
      } said: { line in
        last.take(line)
        context.log(line)
      }
    } catch let failure as ToolProcess.Failure {
      throw StageError("\(name) cannot be started: \(failure)")
    } catch {
      if let container = process.container { try? ContainerEngine.find().end(container) }
      throw error
    }
    try check(folder, watch, inputs)
    try check(ending, last)
    return try outputs(folder, text)
  }

  /// Inputs are as they were, and what the tool wrote lies in its folder.
  private func check(
    _ folder: ToolFolder, _ watch: OutsideWatch, _ inputs: Inputs
  ) throws {
    if let changed = try folder.changedInput(rewriting: inputs, named: call.names) {
      throw StageError(
        "\(name) changed its input '\(changed)', which it gets to read; let it work on a copy")
    }
    if let changed = watch.changedSources.first(where: { !isAsKept($0, in: inputs) }) {
      throw StageError(
        "the source file '\(changed)' changed while \(name) ran, which reads a copy of it; if \(name) "
          + "changed it, let it work in its own folder")
    }
    let written = watch.changedFiles
    if !written.isEmpty {
      context.warn(
        "while \(name) ran, \(Listing.text(written, limit: 5)) changed, outside the folder that it "
          + "ran in: what a tool writes elsewhere is no result, and other jobs may meet it")
    }
  }

  /// Whether a source file holds what the job's key was made from, whenever it was written.
  private func isAsKept(_ path: String, in inputs: Inputs) -> Bool {
    let item = inputs.ports.flatMap { inputs.items(on: $0) }.first { $0.file?.path == path }
    let copy = "\(context.scratch)/home/.again"
    defer { unlink(copy) }
    return (try? item?.file?.copy(to: copy)) != nil
  }

  /// What messages call the tool.
  private var name: String {
    guard !call.usesShell, case .text(let word)? = call.words.first else { return "the command" }
    return word.contains("${") ? "the command" : quoted(word)
  }

  private func names(_ folder: ToolFolder) -> [String: [String]] {
    let prefix = call.usesAbsolutePaths ? "\(folder.path)/" : ""
    var names = folder.inputs.mapValues { $0.map { prefix + $0 } }
    names["threads"] = ["\(context.threads)"]
    names["work"] = [folder.path]
    let values = ToolText(names: names)
    for (name, word) in call.values { names[name] = (try? values.words(word)) ?? [] }
    let all = ToolText(names: names)
    for output in call.outputs {
      names[output.port] = [prefix + ((try? all.text(output.path)) ?? output.path)]
    }
    return names
  }

  private func process(
    in folder: ToolFolder, _ text: ToolText
  ) throws -> (tool: ToolProcess, container: String?) {
    var words: [String]
    if call.usesShell, case .text(let lines)? = call.words.first {
      words = ["/bin/sh", "-euc", try text.text(lines, quote: ShellWord.quoted)]
    } else {
      words = try call.words.flatMap { try text.words($0) }
    }
    words = application.prefix + words
    let own =
      try call.environment.map { ($0.name, try text.text($0.value)) }
      + application.environment.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    let output = try call.standardOutput.map { "\(folder.path)/\(try text.text($0))" }
    if let output, let slash = output.lastIndex(of: "/") {
      try makeFolders(String(output[..<slash]))
    }
    if let image = call.container {
      let engine = try ContainerEngine.find()
      let container = "lastbit-\(String(UInt64.random(in: .min ... .max), radix: 36))"
      let variables =
        [("HOME", folder.home), ("TMPDIR", folder.temporary), ("LANG", "C.UTF-8"), ("TZ", "UTC")]
        + ToolEnvironment.inherited(call.inherited).sorted { $0.key < $1.key }
        .map { ($0.key, $0.value) } + own
      let arguments = engine.arguments(
        running: words, in: image, folder: folder.path, name: container,
        environment: variables.map { (name: $0.0, value: $0.1) })
      return (
        ToolProcess(
          engine.path, arguments, environment: engine.environment, in: folder.path,
          outputFile: output), container
      )
    }
    // An input that is run, such as a script, lies in the tool's folder.
    let isOwn = words[0].hasPrefix("in/")
    guard let program = isOwn ? "\(folder.path)/\(words[0])" : ProgramSearch.path(of: words[0])
    else { throw StageError("there is no program \(quoted(words[0])) here") }
    let environment = ToolEnvironment.plain(home: folder.home, temporary: folder.temporary)
      .merging(ToolEnvironment.inherited(call.inherited)) { $1 }
      .merging(own.map { ($0.0, $0.1) }) { $1 }
    return (
      ToolProcess(
        program, Array(words.dropFirst()), environment: environment, in: folder.path,
        outputFile: output), nil
    )
  }

  private func check(_ ending: ChildProcess.Ending, _ last: LastLines) throws(StageError) {
    let said = last.text.isEmpty ? "" : ": \(last.text)"
    switch ending {
    case .exited(0): return
    case .exited(let status): throw StageError("\(name) ended with status \(status)\(said)")
    case .killed(signal: 9):
      throw StageError(
        "\(name) was killed (signal 9), as the system does where memory runs out\(said)",
        of: .memory)
    case .killed(let signal): throw StageError("\(name) was ended by signal \(signal)\(said)")
    }
  }

  private func outputs(_ folder: ToolFolder, _ text: ToolText) throws -> Outputs {
    var kept: [String] = []
    let elements = try call.outputs.map { output in
      let relative = try text.text(output.path)
      kept.append(relative)
      let place = try folder.place(of: output, relative, tool: name)
      return output.output(try artifact(output, at: place, folder, text))
    }
    if let output = call.standardOutput { kept.append(try text.text(output)) }
    let dropped = folder.left.map(\.path)
      .filter { path in !kept.contains { path == $0 || path.hasPrefix($0 + "/") } }
    if !dropped.isEmpty {
      context.log("not kept, as 'out' does not name them: \(Listing.text(dropped, limit: 20))")
    }
    return Outputs(elements)
  }

  private func artifact(
    _ output: ToolOutput, at place: String, _ folder: ToolFolder, _ text: ToolText
  ) throws -> Artifact {
    if output.type == DirectoryType.type, !place.hasSuffix(".tar") {
      let (content, links) = try folder.directory(at: place)
      if !links.isEmpty {
        context.log("links that lead elsewhere are not kept: \(Listing.text(links, limit: 20))")
      }
      return content.artifact
    }
    var options: [String: Value] = [:]
    for pair in output.options {
      let value = try text.text(pair.value.text ?? "")
      let type = FileReader().options.first { $0.name == pair.key }?.type
      options[pair.key] =
        type == .path
        ? .string(value.hasPrefix("/") ? value : "\(folder.path)/\(value)")
        : Int(value).map(Value.integer) ?? .string(value)
    }
    let item = SourceItem(place, as: output.type, options: options)
    do { return try FileReader().read(item) { context.warn(shortened($0, folder)) } } catch {
      throw StageError(
        "the output '\(output.port)' of \(name) cannot be read: \(shortened("\(error)", folder))")
    }
  }

  /// `sentence` with paths as the tool knows them.
  private func shortened(_ sentence: String, _ folder: ToolFolder) -> String {
    sentence.replacing(folder.path + "/", with: "")
  }
}
