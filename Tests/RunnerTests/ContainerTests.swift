import Foundation
import Support
import Testing

/// Tools in a real container, where Podman runs: in an image of nothing but a static busybox.
@Suite(.serialized) struct ContainerTests {
  private static let image = "localhost/lastbit-test"

  /// What Podman needs in a sandbox without rights to raise limits; elsewhere it changes nothing.
  private static let configuration = """
    [containers]
    default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
    [engine]
    runtime = "RUNTIME"
    """

  /// A folder with a configuration under which containers run; `nil` where none do.
  private static let podman: TemporaryFolder? = {
    guard let folder = try? TemporaryFolder() else { return nil }
    let lastbit = Lastbit(in: folder.path)
    for runtime in ["crun", "runc"] {
      try? folder.write(
        "containers.conf",
        Data(configuration.replacingOccurrences(of: "RUNTIME", with: runtime).utf8))
      let outcome = try? lastbit.shell(
        """
        export CONTAINERS_CONF=\(folder.path)/containers.conf
        command -v podman && command -v busybox || exit 1
        mkdir -p root/bin && cp $(command -v busybox) root/bin/busybox
        for name in sh cat wc env ls touch sleep; do ln -sf busybox root/bin/$name; done
        tar -C root -c . | podman import - \(image) || exit 1
        timeout 60 podman run --rm --network none \(image) /bin/cat /dev/null
        """)
      if outcome?.status == 0 { return folder }
    }
    return nil
  }()

  private let folder: TemporaryFolder
  private let lastbit: Lastbit

  init() throws {
    folder = try TemporaryFolder()
    lastbit = Lastbit(
      in: folder.path,
      environment: [
        "LASTBIT_CONTAINER_ENGINE": "podman", "UNDECLARED": "seen",
        "CONTAINERS_CONF": (Self.podman?.path ?? "") + "/containers.conf",
      ])
    try folder.write("words.txt", Data("one two\n".utf8))
  }

  @Test(.enabled(if: podman == nil)) func podmanIsNotHere() {
    print("skipped: no Podman with a busybox runs on this machine")
  }

  private func write(_ shell: String) throws {
    try folder.write(
      "m.yaml",
      Data(
        """
        lastbit: 1
        sources: {words: {file: words.txt, type: file}}
        stages:
          inside:
            shell: |
              \(shell)
            in: {words: words}
            out: out.txt
            container: \(Self.image)
            env: {OWN: mine}
            export: out.txt
        """.utf8))
  }

  @Test(.enabled(if: podman != nil)) func aToolRunsInside() throws {
    try write("(wc -w < $words; echo \"$$OWN $${UNDECLARED:-}\"; ls /sys/class/net) > $out")
    let outcome = try lastbit("run", "m.yaml")
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(
      try String(contentsOfFile: folder.path("out.txt"), encoding: .utf8) == "2\nmine \nlo\n")
    #expect(try lastbit("run", "m.yaml").output.contains("Nothing to do"))
  }

  @Test(.enabled(if: podman != nil)) func inputsCannotBeChangedThere() throws {
    try write("echo more >> $words")
    let outcome = try lastbit("run", "m.yaml")
    #expect(outcome.status == 1)
    #expect(outcome.messages.contains("Read-only file system"), "\(outcome.messages)")
  }

  @Test(.enabled(if: podman != nil)) func aContainerEndsWithItsJob() throws {
    try write("echo ready; sleep 600")
    let running = try lastbit.start(["run", "m.yaml"])
    #expect(running.waits(for: "ready"))
    running.send(SIGINT)
    #expect(running.wait().status == 130)
    let left = try lastbit.shell("podman ps --quiet --filter name=lastbit-")
    #expect(left.output == "", "\(left.output)")
  }
}
