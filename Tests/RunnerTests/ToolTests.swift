import Foundation
import Support
import Testing

/// External tools as stages, through the built program.
@Suite struct ToolTests {
  private let folder: TemporaryFolder
  private let lastbit: Lastbit

  init() throws {
    folder = try TemporaryFolder()
    lastbit = Lastbit(in: folder.path, environment: ["UNDECLARED": "seen", "DECLARED": "given"])
    try folder.write("words.txt", Data("one two\nthree\n".utf8))
  }

  private func write(_ stages: String, params: String = "") throws {
    let indented = stages.split(separator: "\n", omittingEmptySubsequences: false)
      .map { "  " + $0 }.joined(separator: "\n")
    try folder.write(
      "m.yaml",
      Data(
        """
        lastbit: 1
        \(params)
        sources: {words: {file: words.txt, type: file}}
        stages:
        \(indented)
        """.utf8))
  }

  private func run(_ arguments: String...) throws -> Lastbit.Outcome {
    try lastbit.call(["run", "m.yaml"] + arguments)
  }

  private func text(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: folder.path(path))), as: UTF8.self)
  }

  @Test func aToolOfOneLineIsAStageOfFive() throws {
    try write(
      """
      counted:
        command: wc -w $words
        in: {words: words}
        out: {count: count.txt}
        stdout: count.txt
        export: {count: counted.txt}
      """)
    let first = try run()
    #expect(first.status == 0, "\(first.messages)")
    #expect(try text("counted.txt") == "3 in/words.txt\n")
    #expect(try run().output.contains("Nothing to do"))
    // The content counts, and the command does.
    try folder.write("words.txt", Data("one two three four".utf8))
    #expect(try run().status == 0)
    #expect(try text("counted.txt") == "4 in/words.txt\n")
  }

  @Test func valuesAxesAndParamsStandInTheCommand() throws {
    try write(
      """
      said:
        command: printf '%s|' $greeting "$name and $axis" $list
        with: {greeting: "good day", list: [a, b c]}
        stdout: said.txt
        out: {said: {path: said.txt, type: file}}
        sweep: {axis: [x, y]}
        export: {said: $axis.txt}
      """, params: "params: {name: {type: string, default: N}}")
    let outcome = try run()
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(try text("x.txt") == "good day|N and x|a|b c|")
    #expect(try text("y.txt") == "good day|N and y|a|b c|")
  }

  @Test func onlyWhatIsDeclaredReachesIt() throws {
    try write(
      """
      seen:
        shell: |
          env | cut -d= -f1 | grep -v -e PWD -e '^_$$' -e SHLVL -e OLDPWD | sort > $names
          echo "$$DECLARED $$OWN" > $values
          cat $words >> $values
        in: {words: words}
        out: {names: names.txt, values: values.txt}
        inherit: [DECLARED]
        env: {OWN: mine}
        export: {names: names.out, values: values.out}
      """)
    let outcome = try run()
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(
      try text("names.out").split(separator: "\n").map(String.init)
        == ["DECLARED", "HOME", "LANG", "LASTBIT_TOOL", "OWN", "PATH", "TMPDIR", "TZ"])
    #expect(try text("values.out") == "given mine\none two\nthree\n")
  }

  /// A script beside the manifest: a change of it is a change of the job.
  @Test func aScriptCounts() throws {
    try folder.write("double.sh", Data("#!/bin/sh\ncat \"$1\" \"$1\" > \"$2\"\n".utf8))
    try write(
      """
      doubled:
        script: double.sh
        command: sh $script $words $out
        in: {words: words}
        out: doubled.txt
        export: doubled.out
      direct:
        script: double.sh
        command: $script $words $out
        in: {words: doubled}
        out: doubled.txt
      """)
    let outcome = try run()
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(try text("doubled.out") == "one two\nthree\none two\nthree\n")
    #expect(try run().output.contains("Nothing to do"))
    try folder.write("double.sh", Data("#!/bin/sh\ncat \"$1\" > \"$2\"\n".utf8))
    #expect(try lastbit("plan", "m.yaml").output.contains("input 'script' changed"))
    #expect(try run().status == 0)
    #expect(try text("doubled.out") == "one two\nthree\n")
  }

  /// Directories are results: one stage makes one, the next reads it.
  @Test func directoriesGoFromToolToTool() throws {
    try write(
      """
      made:
        shell: |
          mkdir -p subject/mri subject/scripts
          cp $words subject/mri/orig.txt
          printf '#!/bin/sh\\necho hi\\n' > subject/scripts/run; chmod +x subject/scripts/run
          ln -s /etc/hostname subject/link; echo left > left.txt
        in: {words: words}
        out: {subject: subject/}
        export: {subject: subject.tar}
      used:
        shell: |
          $subject/scripts/run > $out
          find $subject -type f | sort >> $out
        in: {subject: made}
        out: used.txt
        export: used.txt
      """)
    let outcome = try run()
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(
      try text("used.txt") == "hi\nin/subject/mri/orig.txt\nin/subject/scripts/run\n")
    let logs = try lastbit("logs", "made").output
    #expect(logs.contains("not kept, as 'out' does not name them: left.txt"))
    #expect(logs.contains("links that lead elsewhere are not kept: link"))
    let names = try lastbit.shell("tar tf subject.tar").output
    #expect(names == "mri/orig.txt\nscripts/run\n")
    #expect(try lastbit("show", "made").output.contains("directory, 2 files"))
  }

  @Test func eachFailureIsOneSentence() throws {
    let cases = [
      ("command: 'false'", "'false' ended with status 1"),
      ("shell: 'kill -SEGV $$$$'", "the command was ended by signal 11"),
      ("shell: 'echo no such option >&2; exit 64'", "ended with status 64: no such option"),
      (
        "shell: 'echo x > other.txt'",
        "did not write 'out.txt', its output 'out'; it wrote other.txt"
      ),
      (
        "shell: 'chmod u+w $words; echo x >> $words; echo y > $out'",
        "changed its input 'in/words.txt'"
      ),
      ("shell: 'ln -s /etc/hostname $out'", "outside the folder that it ran in"),
    ]
    for (command, sentence) in cases {
      try write(
        """
        broken:
          \(command)
          in: {words: words}
          out: {out: {path: out.txt, type: file}}
        """)
      let outcome = try run()
      #expect(outcome.status == 1, "\(command)")
      #expect(outcome.messages.contains(sentence), "\(outcome.messages)")
      #expect(try text("words.txt") == "one two\nthree\n")
    }
    #expect(try lastbit("cache", "verify").status == 0)
  }

  @Test func whatIsMissingIsSaidByCheck() throws {
    let cases = [
      ("command: no-such-tool $words", "there is no program 'no-such-tool'"),
      ("command: cat $words | sort", "'|' is for a shell"),
      ("command: cat $wrods", "nothing here is called '$wrods'"),
      ("command: cat $words\n  tools: [no-such-tool]", "'tools': there is no program"),
      ("command: cat $words\n  inherit: [NO_SUCH_VARIABLE]", "no variable 'NO_SUCH_VARIABLE'"),
      (
        "command: cat $words\n  with: {unused: 3}",
        "'unused' under 'with' is nowhere in the command"
      ),
      ("command: cat $words\n  script: nowhere.sh", "nowhere.sh"),
      ("command: cat $words\n  version: 'false'", "printed nothing"),
      ("command: cat $words\n  comand: x", "unknown key 'comand'"),
      ("command: cat $words\n  arithmetic: random-rounding", "a tool computes as it was built"),
    ]
    for (command, sentence) in cases {
      try write(
        """
        broken:
          \(command)
          in: {words: words}
          out: {out: {path: out.txt, type: file}}
        """)
      let outcome = try lastbit("check", "m.yaml")
      #expect(outcome.status == 2, "\(command)")
      #expect(outcome.messages.contains(sentence), "\(outcome.messages)")
    }
    for path in ["/tmp/out.txt", "../out.txt", "a/../../out.txt"] {
      try write("x: {command: cat $words, in: {words: words}, out: {out: \(path)}}")
      #expect(
        try lastbit("check", "m.yaml").messages.contains(
          "no path within the folder that the tool runs in"))
    }
  }

  /// A tool that starts others, in groups and sessions of their own, and never ends.
  @Test(arguments: ["timeout", "interrupt", "end"])
  func nothingIsLeftRunning(_ how: String) throws {
    let mark = "4\(UInt32.random(in: 100_000...999_999))"
    try write(
      """
      hanging:
        shell: |
          trap '' TERM
          setsid sleep \(mark) &
          (sleep \(mark) & exec setsid sh -c 'sleep \(mark) & true') &
          echo ready
          \(how == "end" ? "echo x > $out; exit 0" : "sleep \(mark)")
        out: {out: {path: out.txt, type: file}}
        \(how == "timeout" ? "timeout: 1s" : "")
      """)
    let running = try lastbit.start(["run", "m.yaml"])
    if how == "interrupt" {
      #expect(running.waits(for: "ready"))
      running.send(SIGINT)
    }
    let outcome = running.wait()
    #expect(
      outcome.status == (how == "timeout" ? 1 : how == "end" ? 0 : 130), "\(outcome.messages)")
    if how == "timeout" {
      #expect(outcome.messages.contains("longer than its timeout of 1.0 seconds"))
    }
    let left = try lastbit.shell(
      "grep -l 'slee[p].\(mark)' /proc/[0-9]*/cmdline 2>/dev/null || true")
    #expect(left.output.split(separator: "\n").filter { !$0.contains("self") } == [])
  }

  /// Much that is printed neither fills memory nor the store.
  @Test func muchIsPrinted() throws {
    try write(
      """
      loud:
        shell: |
          seq 1 3000000
          echo the end
          echo x > $out
        out: {out: {path: out.txt, type: file}}
      """)
    #expect(try run().status == 0)
    let log = try lastbit("logs", "loud").output
    #expect(log.contains("lines left out"))
    #expect(log.contains("the end"))
    #expect(log.utf8.count < 100_000)
  }

  @Test func theVersionCountsInPlaceOfTheProgram() throws {
    try folder.write("version.txt", Data("1.0".utf8))
    try write(
      """
      named:
        command: cp $words $out
        version: cat \(folder.path)/version.txt
        in: {words: words}
        out: {out: {path: out.txt, type: file}}
      """)
    #expect(try run().status == 0)
    try folder.write("version.txt", Data("1.1".utf8))
    let why = try lastbit("plan", "m.yaml").output
    #expect(why.contains("identity"), "\(why)")
    #expect(try run().messages.contains("named: done"))
  }
}
