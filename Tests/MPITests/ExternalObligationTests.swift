import MPI
import Support
import Testing

/// Sessions, messages, requests, files and windows that come from C or Fortran, and go there.
@Suite struct ExternalObligationTests {
  let world = World.world

  @Test(.enabled(if: World.hasSessions, "this MPI is older than 4.0, which has sessions"))
  func sessionsAreAttachedTakenAndGiven() throws {
    let session = try Session()
    do {
      let raw = unsafe Session.rawHandle(fortran: session.fortranHandle)
      let attached = try unsafe Session(attaching: raw)
      #expect(try attached.processSets().contains(Session.worldSet))
      try attached.finalize()
      _ = try unsafe Session(attaching: raw)
    }
    // It is there still.
    let group = try session.group(of: Session.worldSet)
    #expect(group.size == world.size)
    try group.free()
    let taken = try unsafe Session(taking: session.give())
    #expect(try taken.errorHandler() == .returned)
    try taken.finalize()
  }

  @Test func messagesAreGivenAndTaken() throws {
    let numbers = (0..<5).map { $0 + world.rank }
    let request = try world.start(.send(numbers.span, to: world.right, tag: 3))
    let given = unsafe try world.probeMatched(from: world.left, tag: 3).give()
    let message = try unsafe Message(taking: given.message, status: given.status)
    #expect(message.status.source == world.left && message.status.tag == 3)
    let back = unsafe Message.rawHandle(fortran: message.fortranHandle)
    #expect(unsafe back == message.rawHandle)
    #expect(try message.receive([Int].self) == (0..<5).map { $0 + world.left })
    try request.wait()
  }

  @Test func requestsAreGivenAndTaken() throws {
    var received = [0, 0]
    let receive = try world.start(.receive(into: received.mutableSpan, from: world.left, tag: 4))
    let number = unsafe receive.fortranHandle
    _ = unsafe receive.give()
    // An owned buffer stays as long as the program.
    let sent = try world.start(.send(OwnedBuffer([world.rank, 8]), to: world.right, tag: 4))
    let send = try unsafe Request(taking: sent.give())
    let taken = try unsafe Request(taking: Request<Nothing, Nothing>.rawHandle(fortran: number))
    let status = try taken.wait()
    #expect(status.source == world.left && status.tag == 4)
    try send.wait()
    #expect(received == [world.left, 8])
  }

  @Test func filesAreAttachedTakenAndGiven() throws {
    try withFolder { folder in
      let path = "\(folder)/shared"
      let file = try File(path, [.readWrite, .create], on: world)
      try file.setView(of: Int.self)
      try file.write(world.rank, at: .offset(world.rank), collectively: true)
      let raw = unsafe File.rawHandle(fortran: file.fortranHandle)
      do {
        let attached = try unsafe File(attaching: raw, on: world, path: "its file")
        // The view is there, and what it counts in.
        #expect(try attached.access == [.read, .write, .create] && attached.path == "its file")
        var read = -1
        try attached.read(into: &read, at: .offset(world.rank), collectively: true)
        #expect(read == world.rank)
        let error = expectError(.argument, in: "MPI_File_get_byte_offset") {
          _ = try attached.byteOffset(of: -1)
        }
        #expect(error?.reason.hasPrefix("its file: ") == true)
        try attached.close()
      }
      if world.size > 1 {
        let alone = try world.split(color: world.rank)
        expectError(.communicator, in: "MPI_File_get_group") {
          try unsafe File(attaching: raw, on: alone ?? world, path: path).close()
        }
        try alone?.free()
      }
      try file.setErrorHandler(.fatal)
      let taken = try unsafe File(taking: file.give(), on: world, path: path)
      #expect(try taken.errorHandler() == .returned)
      try taken.write(world.rank + 1, at: .offset(world.rank), collectively: true)
      try taken.close()
      try world.withFile(path, .read) { file throws in
        #expect(try file.size == 8 * world.size)
      }
    }
  }

  @Test func windowsAreAttachedTakenAndGiven() throws {
    let window = try world.allocateWindow(repeating: world.rank, count: 8)
    let raw = unsafe Window<AllocatedMemory<Int>>.rawHandle(fortran: window.fortranHandle)
    do {
      var attached = try unsafe ForeignWindow(attaching: raw, of: Int.self, on: world)
      #expect(attached.rank == world.rank && attached.span[0] == world.rank)
      let left = try attached.lockedAll { epoch throws in try epoch.get(from: world.left, at: 7) }
      #expect(left == world.left)
      try attached.free()
      // One that is forgotten does no harm.
      _ = try unsafe ForeignWindow(attaching: raw, of: Int.self, on: world)
    }
    let misfit = expectError(.displacement, in: "MPI_Win_get_attr") {
      try unsafe ForeignWindow(attaching: raw, of: Int16.self, on: world).free()
    }
    #expect(misfit?.reason.hasPrefix("rank 0's memory") == true)
    try world.barrier()
    try window.setErrorHandler(.fatal)
    let taken = try unsafe ForeignWindow(taking: window.give(), of: Int.self, on: world)
    #expect(try taken.errorHandler() == .returned)
    try taken.lockedAll { epoch throws in try epoch.put(5, to: world.right, at: 3) }
    try world.barrier()
    let again = try unsafe ForeignWindow(taking: taken.give(), of: Int.self, on: world)
    let own = try again.lockedAll { epoch throws in try epoch.get(from: world.rank, at: 3) }
    #expect(own == 5)
    try again.free()
  }

  @Test func windowsOfOtherRanksAreRefused() throws {
    guard world.size > 1 else { return }
    let window = try world.allocateWindow(repeating: 0, count: 1)
    let alone = try world.split(color: world.rank)
    expectError(.communicator, in: "MPI_Win_get_group") {
      try unsafe ForeignWindow(attaching: window.rawHandle, of: Int.self, on: alone ?? world).free()
    }
    try alone?.free()
    try window.free()
  }
}
