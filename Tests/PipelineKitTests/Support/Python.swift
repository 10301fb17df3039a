import Glibc

/// The Python that the tests' set-up made, with h5py and NumPy in it.
enum Python {
  /// The interpreter named by `LASTBIT_TEST_PYTHON`, where there is one.
  static let interpreter: String? = {
    guard let path = getenv("LASTBIT_TEST_PYTHON"), access(path, X_OK) == 0 else { return nil }
    return String(cString: path)
  }()

  /// What a script of `Tests/Support/python` prints.
  static func run(_ script: String, _ arguments: [String]) throws -> [UInt8] {
    guard let interpreter else { throw Failure(description: "LASTBIT_TEST_PYTHON is not set") }
    let tests = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let words = [interpreter, "/\(tests)/Support/python/\(script)"] + arguments
    var pipes: [Int32] = [0, 0]
    guard pipe(&pipes) == 0 else { throw Failure(description: "no pipe") }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, pipes[1], 1)
    posix_spawn_file_actions_addclose(&actions, pipes[0])
    var pointers: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    var process = pid_t()
    let code = posix_spawn(&process, interpreter, &actions, nil, &pointers, environ)
    close(pipes[1])
    defer { close(pipes[0]) }
    guard code == 0 else { throw Failure(description: "cannot start \(interpreter)") }
    var output: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 65536)
    while case let count = read(pipes[0], &block, block.count), count > 0 {
      output += block[..<count]
    }
    var status: Int32 = 0
    waitpid(process, &status, 0)
    guard status == 0 else { throw Failure(description: "\(script) ended with status \(status)") }
    return output
  }

  struct Failure: Error, CustomStringConvertible { var description: String }
}
