import Glibc
import MPI
import Support
import Testing

@Suite struct JoinTests {
  let world = World.world

  @Test(
    .enabled(if: World.canSpawn && World.world.size > 1, "this MPI and launcher do not connect processes"))
  func twoProcessesJoinBySocket() throws {
    // Two that are not the first.
    if let number = [world.size - 2, world.size - 1].firstIndex(of: world.rank) {
      let socket = try socket(isListener: number == 1, to: number == 1 ? world.size - 2 : world.size - 1)
      let both = try Communicator.join(socket: socket)
      #expect(both.isIntercommunicator && both.size == 1 && both.remoteSize == 1)
      var theirs = -1
      try both.sendReceive(world.rank, to: 0, tag: 4, into: &theirs, from: 0)
      #expect(theirs == (number == 1 ? world.size - 2 : world.size - 1))
      #expect(try both.allReduce(world.rank, .sum) == theirs)
      try both.disconnect()
      // It is still the program's own.
      #expect(close(socket) == 0)
    }
    try world.barrier()
  }

  /// One end of a connection on this machine.
  private func socket(isListener: Bool, to other: Int) throws -> Int32 {
    let here = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    try #require(here >= 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    func call(_ body: (UnsafeMutablePointer<sockaddr>) -> Int32) -> Int32 {
      withUnsafeMutablePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0) }
      }
    }
    guard isListener else {
      address.sin_port = try world.receive(UInt16.self, from: other, tag: 5)
      try #require(call { connect(here, $0, length) } == 0)
      return here
    }
    defer { close(here) }
    try #require(call { bind(here, $0, length) } == 0 && listen(here, 1) == 0)
    try #require(call { getsockname(here, $0, &length) } == 0)
    try world.send(address.sin_port, to: other, tag: 5)
    let connected = accept(here, nil, nil)
    try #require(connected >= 0)
    return connected
  }
}
