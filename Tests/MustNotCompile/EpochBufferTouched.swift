import MPI

/// What an epoch is getting cannot be read before its end.
func get(_ world: Communicator) throws {
  let window = try world.allocateWindow(repeating: 0.0, count: 1)
  var theirs = [0.0]
  var epoch = try window.fence()
  // error: overlapping accesses to 'theirs'
  try epoch.get(into: theirs.mutableSpan, from: 0, at: 0)
  #if MISTAKE
    print(theirs[0])
  #endif
  try epoch.end()
  print(theirs[0])
  try window.free()
}
