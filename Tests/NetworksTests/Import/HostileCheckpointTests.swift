import Foundation
import Networks
import Support
import Testing

/// Checkpoints that are made to do harm: each gets an error that names the fault and its place.
@Suite(.enabled(if: Repository.python != nil)) struct HostileCheckpointTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func message(_ lines: String) throws -> String {
    let path = try Checkpoints.write(in: folder, lines)
    let error = #expect(throws: ModelError.self) { try ModelFile.read(path) }
    #expect(error?.file == path)
    return error?.message ?? ""
  }

  /// Checks the error about the file that each program writes.
  private func check(_ cases: [(program: String, expected: String)]) throws {
    let paths = try Checkpoints.write(each: cases.map(\.program), in: folder)
    for (path, (program, expected)) in zip(paths, cases) {
      let error = #expect(throws: ModelError.self, "\(program)") { try ModelFile.read(path) }
      #expect(error?.file == path)
      #expect(error?.message.contains(expected) == true, "\(program): \(error?.message ?? "")")
    }
  }

  /// A program that writes a pickle of these bytes, a Python expression, after the protocol.
  private func pickle(_ bytes: String, proto: Int = 2) -> String {
    "archive(path, b'\\x80' + bytes([\(proto)]) + \(bytes), {})"
  }

  /// A name that is not known is an opaque value, whatever is done with it.
  @Test func nothingIsExecuted() throws {
    try check(
      [
        (#"b"cos\nsystem\n(X\x02\0\0\0lstR.""#, "an object of 'os.system'"),
        (#"b"cbuiltins\neval\n(X\x01\0\0\0" + b"1tR.""#, "an object of 'builtins.eval'"),
        (#"b"ctorch\nload\n)R.""#, "an object of 'torch.load'"),
        (#"b"\x8c\x05posix\x8c\x06system\x93.""#, "an object of 'posix.system'"),
        (#"b"cos\nsystem\n)\x81}b.""#, "an object of 'os.system'"),
        (#"b"cos\nsystem\n)}\x92.""#, "an object of 'os.system'"),
        (#"b"cbuiltins\ngetattr\n(cos\nsystem\ntR)R.""#, "an object of 'builtins.getattr'"),
      ].map {
        (pickle($0), "holds \($1) instead of a dictionary of tensors; nothing of it was executed")
      })
    try check(
      [
        (#"b"(ios\nsystem\n.""#, "has opcode 0x69, which is not read (byte 3)"),
        (#"b"(cos\nsystem\no.""#, "has opcode 0x6f"), (#"b"\x82\x01.""#, "has opcode 0x82"),
        (#"b"\x97.""#, "has opcode 0x97"),
        (
          #"b"ccollections\nOrderedDict\n]K\x01a\x85R.""#,
          "has an integer as an item of a dictionary"
        ),
        (#"b"ctorch\nFloatStorage\n)R.""#, "calls torch.FloatStorage"),
        (#"b"])R.""#, "calls a list"), (#"b"]}b.""#, "sets the state of a list"),
        (#"b"c_codecs\nencode\nX\x01\0\0\0aX\x05\0\0\0utf-8\x86R.""#, "encodes other than text"),
      ].map { (pickle($0), "'archive/data.pkl' \($1)") })
  }

  @Test func brokenPickles() throws {
    try check(
      [
        (#"b"R.""#, "takes a value where there is none (byte 2)"),
        (#"b"h\x05.""#, "recalls value 5, which it never kept"),
        (#"b"t.""#, "goes back to a mark where there is none"),
        (#"b"}(K\x01u.""#, "sets a key without a value"),
        (#"b"](0e""#, "goes back to a mark where there is none (byte 5)"),
        (#"b"]]""#, "ends in the middle (byte 4)"),
        (#"b"NN.""#, "stops with other than one value"),
        (#"b"X\xff\xff\xff\xffabc.""#, "ends in the middle"),
        (#"b"\x8d" + b"\xff" * 8 + b"a.""#, "ends in the middle"),
        (#"b"c" + b"a" * 2000 + b"\n.""#, "has a name of more than 1000 bytes"),
        (#"b"]" * 1100000 + b".""#, "holds more than 1048576 values"),
      ].map { (pickle($0), $1) })
  }

  @Test func otherProtocols() throws {
    try check(
      [0, 1, 6].map {
        (
          pickle("b'}.'", proto: $0),
          "'archive/data.pkl' is not a pickle of protocol 2 to 5 (byte 0)"
        )
      })
  }

  /// Values nested a million deep, in circles, or repeated a million times.
  @Test func bombs() throws {
    let tensors = "w = pickled(tensor('w', np.float32(1)))[0][2:-1]\n"
    func facts(_ bytes: String) throws -> String {
      try message(
        tensors
          + "data = b'}(X\\x05\\0\\0\\0model}X\\x01\\0\\0\\0w' + w + b'sX\\x01\\0\\0\\0f' + \(bytes) + b'u.'\n"
          + "archive(path, b'\\x80\\x02' + data, pickled(tensor('w', np.float32(1)))[1])")
    }
    #expect(
      try facts("b']' * 500000 + b'a' * 499999") == "has values nested more than 100 deep under 'f'"
    )
    #expect(try facts("b']q\\x07h\\x07a'") == "has values nested more than 100 deep under 'f'")
    // Each list holds the last one twice: two to the thirtieth leaves.
    #expect(
      try facts("b']' + b'q\\x000](h\\x00h\\x00e' * 30")
        == "has values that repeat each other too often under 'f'")
  }

  @Test func tensorsStayInTheirStorages() throws {
    try check(
      [
        ("(2, -3), (3, 1)", "a negative size in [2, -3]"), ("(2, 3), (-3, 1)", "a negative stride"),
        ("(2,), (1,), -1", "a negative offset, -1"),
        ("(2, 3), (3,)", "2 sizes with 1 strides"),
        ("(2**62, 4), (0, 0)", "which are too large"),
        ("(2, 2), (2**62, 2**62)", "which are too large"),
        ("(1,) * 65, (1,) * 65", "65 dimensions"),
        (
          "(7,), (1,)",
          "of shape [7], offset 0 and strides [1] that exceeds storage 's' of 6 elements"
        ),
        ("(2, 3), (3, 1), 1", "that exceeds storage 's' of 6 elements"),
        ("(0,), (1,), 7", "that exceeds storage"),
        ("(2**40,), (0,)", "larger than four times the file; the first too many is 'w' of shape"),
      ].map { layout, expected in
        (
          "checkpoint(path, {'state_dict': {'w': Tensor(Storage('s', 'float32', bytes(24)), \(layout))}})",
          expected
        )
      })
  }

  @Test func storagesAreWhole() throws {
    try check(
      [
        (
          "Tensor(Storage('s', 'float32', bytes(20), count=6), (2, 3))",
          "has 20 bytes in 'archive/data/s' at byte"
        ),
        (
          "Tensor(Storage('s', 'float32', bytes(28), count=6), (2, 3))",
          "where tensor 'w' needs 6 float32 elements"
        ),
        ("Tensor(Storage('s', 'float32', b'', count=-1), (0,))", "has storage 's' of -1 elements"),
        ("Tensor(('storage', 1), (0,))", "makes a tensor from other than storage"),
      ].map { ("checkpoint(path, {'state_dict': {'w': \($0)}})", $1) })
  }

  @Test func whatAnArchiveLacks() throws {
    try check([
      (
        "data, _ = pickled({'w': tensor('s', np.float32(1))}); archive(path, data, {})",
        "has no 'archive/data/s', the numbers of tensor 'w'"
      ),
      (
        "with zipfile.ZipFile(path, 'w') as file: file.writestr('a/b', 'c')",
        "is a ZIP archive with no data.pkl: it is not a PyTorch checkpoint"
      ),
      ("checkpoint(path, [1])", "holds a list instead of a dictionary of tensors"),
      ("checkpoint(path, {'a': 1})", "holds no tensors"),
      ("checkpoint(path, {1: 1})", "holds no tensors"),
      ("checkpoint(path, {(1, 2): 1})", "has keys in its dictionary that are neither texts nor"),
      (
        """
        with zipfile.ZipFile(path, "w") as file:
          file.writestr("a/data.pkl", pickled({})[0])
          file.writestr("a/byteorder", "big")
        """, "holds big-endian numbers, which are not read"
      ),
    ])
  }

  @Test func badArchives() throws {
    try check(
      [
        // Bytes of a member changed behind its checksum.
        ("data[data.index(b'DATA')] ^= 1", "does not match its checksum"),
        // Another checksum in the directory only; another size in both.
        ("data[data.index(b'PK\\1\\2') + 16] ^= 1", "has other sizes in its own header"),
        ("data[data.index(b'PK\\1\\2') + 24] += 1", "stored for a size of"),
        ("data[data.index(b'PK\\1\\2') + 8] |= 1", "is encrypted"),
        ("data[data.index(b'PK\\1\\2') + 10] = 14", "is packed by method 14"),
        ("data[data.index(b'PK\\3\\4') + 30] = 0x7a", "has another name in its own header"),
        ("data[-22:] = b''", "has no directory at its end"),
        ("data[-22 + 8] = data[-22 + 10] = 9", "has 4 entries instead of 9"),
        ("data[-22 + 8] = 9", "in several parts"), ("data[-22 + 16] ^= 1", "does not end at byte"),
        // The second member's place is the first one's.
        (
          "second = data.index(b'PK\\1\\2', data.index(b'PK\\1\\2') + 1); data[second + 42:second + 46] = bytes(4)",
          "'archive/byteorder' at byte 0 has"
        ),
        // Everything lies later than the directory says.
        ("data[0:0] = b'PK\\3\\4junk'", "does not end at byte"),
      ].map { change, expected in
        (
          """
          checkpoint(path, {"w": Tensor(Storage("s", "float32", b"DATA"), ())})
          data = bytearray(open(path, "rb").read())
          \(change)
          open(path, "wb").write(data)
          """, expected
        )
      })
  }

  @Test func trickyNames() throws {
    try check(
      [
        ("['a/data.pkl', 'a/data.pkl']", "two members are called 'a/data.pkl'"),
        ("['a/data.pkl', '../../etc/passwd']", "has the name '../../etc/passwd', which leads out"),
        ("['a/data.pkl', '/etc/passwd']", "leads out"), ("['a\\\\..\\\\b']", "leads out"),
        ("['a/data.pkl', 'b/data.pkl']", "with more than one data.pkl"),
      ].map { names, expected in
        (
          """
          import warnings; warnings.simplefilter("ignore")
          with zipfile.ZipFile(path, "w") as file:
            for name in \(names): file.writestr(name, pickled({})[0])
          """, expected
        )
      })
  }

  @Test func overlapsAndBombs() throws {
    try check([
      (
        """
        # A member that lies within another one, which is stored.
        inner = path + ".inner"
        with zipfile.ZipFile(inner, "w") as file: file.writestr("a/data/0", bytes(8))
        data = open(inner, "rb").read()
        with zipfile.ZipFile(path, "w") as file: file.writestr("a/data.pkl", data)
        outer = open(path, "rb").read()
        start = outer.rindex(b"PK\\1\\2")
        entry = bytearray(data[data.index(b"PK\\1\\2"):-22])
        struct.pack_into("<I", entry, 42, outer.index(data))
        end = bytearray(outer[-22:])
        struct.pack_into("<HHII", end, 8, 2, 2, len(outer) - 22 - start + len(entry), start)
        open(path, "wb").write(outer[:-22] + bytes(entry) + bytes(end))
        """, "members 'a/data.pkl' and 'a/data/0' overlap at byte 40"
      ),
      (
        """
        state = {"w": Tensor(Storage("s", "float32", bytes(1 << 22)), (1 << 20,))}
        checkpoint(path, state, compression=zipfile.ZIP_DEFLATED)
        """, "unpacks to more than 64 times its size, which no weights do; it is not read"
      ),
      (
        """
        # A deflated member that says another size than it has.
        checkpoint(path, {"w": Tensor(Storage("s", "uint8", bytes(1000), 1001), (1000,))},
          compression=zipfile.ZIP_DEFLATED)
        data = bytearray(open(path, "rb").read())
        for mark, place in [(b"PK\\3\\4", 22), (b"PK\\1\\2", 24)]:
          start = 0
          while (start := data.find(mark, start)) >= 0:
            size, = struct.unpack_from("<I", data, start + place)
            if size == 1000: struct.pack_into("<I", data, start + place, 1001)
            start += 4
        open(path, "wb").write(data)
        """, "does not unpack to its 1001 bytes"
      ),
    ])
  }

  @Test func filesThatAreNoCheckpoints() throws {
    func message(_ bytes: [UInt8]) throws -> String? {
      let path = try folder.write("x.pkl", Data(bytes))
      return #expect(throws: ModelError.self) { try ModelFile.read(path) }?.message
    }
    #expect(try message([])?.hasPrefix("is not a PyTorch checkpoint") == true)
    #expect(try message([0x50, 0x4B, 3, 4])?.contains("no directory at its end") == true)
    #expect(try message([0x80, 2, 0x7D, 0x2E])?.hasPrefix("is a plain pickle, not a") == true)
    // PyTorch before 1.6 starts with a pickled number: 0x1950a86a20f9469cfc6c.
    let magic: [UInt8] = [0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8]
    #expect(
      try message(magic + [0x50, 0x19, 0x2E])
        == "'the version' is not a pickle of protocol 2 to 5 (byte 15)")
    #expect(
      throws: ModelError("is a folder, not a file", file: folder.path)
    ) { try ModelFile.read(folder.path) }
    #expect(throws: ModelError("is not a regular file", file: "/dev/null")) {
      try ModelFile.read("/dev/null")
    }
    #expect(
      throws: ModelError("cannot be read: No such file or directory", file: folder.path("none"))
    ) { try ModelFile.read(folder.path("none")) }
  }
}
