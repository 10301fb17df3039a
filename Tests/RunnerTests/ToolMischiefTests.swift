import Foundation
import Support
import Testing

/// Tools that do what they should not: each ends in one sentence, and nothing is left running.
@Suite struct ToolMischiefTests {
  private let folder: TemporaryFolder
  private let lastbit: Lastbit

  init() throws {
    folder = try TemporaryFolder()
    lastbit = Lastbit(in: folder.path)
    try folder.write("words.txt", "one two\nthree\n")
    try folder.write("data/more.txt", "four\n")
  }

  private func run(_ shell: String, _ more: String = "") throws -> Lastbit.Outcome {
    let lines = shell.split(separator: "\n").map { "          \($0)" }.joined(separator: "\n")
    try folder.write(
      "m.yaml",
      """
      lastbit: 1
      sources:
        words: {file: words.txt, type: file}
        more: {file: data/more.txt, type: file}
      stages:
        odd:
          shell: |
      \(lines)
          in: {words: words, more: more}
          out: {out: {path: out.txt, type: file}}
          \(more)
      """)
    return try lastbit("run", "m.yaml", "--recompute")
  }

  /// Next to the manifest, and next to its inputs.
  @Test func whatIsWrittenElsewhereIsNamed() throws {
    let outcome = try run(
      "cat $words $more > $out; echo x > \(folder.path)/stray.txt; echo y > \(folder.path)/data/late.txt"
    )
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(
      outcome.messages.contains(
        "while the command ran, \(folder.path)/data/late.txt, \(folder.path)/stray.txt changed"),
      "\(outcome.messages)")
    #expect(outcome.messages.contains("no result"))
  }

  /// What lastbit itself writes meanwhile is none of the tool's.
  @Test func whatLastbitExportsIsNotNamed() throws {
    let first = try run("cat $words > $out", "sweep: {n: 1..4}\n    export: odd-$n.txt")
    #expect(first.status == 0, "\(first.messages)")
    #expect(!first.messages.contains("warning"), "\(first.messages)")
    #expect(folder.exists("odd-3.txt"))
  }

  /// A log beside the manifest, of this run perhaps.
  @Test func whatOnlyGrowsIsNotNamed() throws {
    try folder.write("run.log", "first\n")
    let outcome = try run("cat $words > $out; echo second >> \(folder.path)/run.log")
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(!outcome.messages.contains("warning"), "\(outcome.messages)")
  }

  @Test func aSourceFileThatChangesIsSaid() throws {
    let outcome = try run("cat $words > $out; echo more >> \(folder.path)/words.txt")
    #expect(outcome.status == 1)
    #expect(
      outcome.messages.contains(
        "the source file '\(folder.path)/words.txt' changed while the command ran"),
      "\(outcome.messages)")
    // Written, but with what it held.
    try folder.write("words.txt", "one two\nthree\n")
    let same = try run(
      "cat $words > $out; cp $words tmp/w; sleep 0.01; cat tmp/w > \(folder.path)/words.txt")
    #expect(same.status == 0, "\(same.messages)")
  }

  /// A change that hides its time is found all the same; rights alone are no change.
  @Test func aChangeOfAnInputCannotHide() throws {
    let hidden = try run(
      """
      cp -p $words tmp/w; chmod u+w $words
      printf 'one two\\nthrEe\\n' > $words; touch -r tmp/w $words; cat $words > $out
      """)
    #expect(hidden.status == 1)
    #expect(hidden.messages.contains("changed its input 'in/words.txt'"), "\(hidden.messages)")
    #expect(try folder.read("words.txt") == Data("one two\nthree\n".utf8))
    let rights = try run("chmod u+w $words; cat $words > $out")
    #expect(rights.status == 0, "\(rights.messages)")
    let added = try run("chmod u+w in; echo x > in/new.txt; cat $words > $out")
    #expect(added.messages.contains("changed its input 'in/new.txt'"), "\(added.messages)")
  }

  /// A gigabyte, in lines and without any.
  @Test(arguments: ["yes", "tr '\\\\0' x < /dev/zero"])
  func aGigabyteIsPrinted(_ source: String) throws {
    let outcome = try run("\(source) | head -c 1000000000; echo; echo the end; echo x > $out")
    #expect(outcome.status == 0, "\(outcome.messages.suffix(500))")
    let log = try lastbit("logs", "odd").output
    #expect(log.contains("the end"))
    #expect(log.utf8.count < 2_000_000)
    let bytes = try folder.files(under: ".lastbit/objects").reduce(0) {
      try $0 + folder.read(".lastbit/objects/\($1)").count
    }
    #expect(bytes < 2_000_000)
  }

  @Test func eachEndIsOneSentence() throws {
    let mark = "5\(UInt32.random(in: 100_000...999_999))"
    let cases = [
      ("kill -TERM $$$$", "the command was ended by signal 15"),
      ("kill -KILL $$$$", "the command was killed (signal 9), as the system does where memory"),
      ("kill -XCPU $$$$", "the command was ended by signal 24"),
      ("(setsid sleep \(mark) &) ; exit 3", "the command ended with status 3"),
      ("setsid sleep \(mark) & echo x > other", "did not write 'out.txt', its output 'out'"),
    ]
    for (shell, sentence) in cases {
      let outcome = try run(shell)
      #expect(outcome.status == 1, "\(shell)")
      #expect(outcome.messages.contains(sentence), "\(outcome.messages)")
    }
    let left = try lastbit.shell(
      "grep -l 'slee[p].\(mark)' /proc/[0-9]*/cmdline 2>/dev/null || true")
    #expect(left.output.split(separator: "\n").filter { !$0.contains("self") } == [])
    #expect(try lastbit("cache", "verify").status == 0)
  }

  /// Before anything runs.
  @Test func aMissingImageOrEngineIsSaidByCheck() throws {
    try folder.write(
      "m.yaml",
      """
      lastbit: 1
      sources: {words: {file: words.txt, type: file}}
      stages:
        first: {shell: "echo ran > \(folder.path)/ran.txt; echo x > $out", out: {out: out.txt}}
        inside:
          command: cat $words
          in: {words: words}
          out: {out: {path: out.txt, type: file}}
          stdout: out.txt
          container: docker.io/lab/tool:1.0
      """)
    try folder.write("bin/podman", "#!/bin/sh\necho 'Error: no such image' >&2\nexit 125\n")
    _ = try lastbit.shell("chmod +x bin/podman; mkdir empty")
    func check(_ path: String, _ command: String) throws -> Lastbit.Outcome {
      try Lastbit(in: folder.path, environment: ["PATH": path])(command, "m.yaml")
    }
    for command in ["check", "run"] {
      let image = try check("\(folder.path)/bin", command)
      #expect(image.status == 2)
      #expect(
        image.messages.contains("podman has no image 'docker.io/lab/tool:1.0' on this machine"),
        "\(image.messages)")
      #expect(image.messages.contains("m.yaml:10:16: error"), "\(image.messages)")
      let engine = try check("\(folder.path)/empty", command)
      #expect(engine.status == 2)
      #expect(engine.messages.contains("nothing here runs containers"), "\(engine.messages)")
    }
    #expect(!folder.exists("ran.txt"))
  }
}
