import MPI

/// A rank's own part of a window is out of reach while one of its epochs is open.
func put(_ world: Communicator) throws {
  var window = try world.allocateWindow(repeating: 0.0, count: 1)
  let mine = [1.0]
  var epoch = try window.fence()
  try epoch.put(mine.span, to: 0, at: 0)
  #if MISTAKE
    // error: overlapping accesses to 'window'
    var own = window.mutableSpan
    own[0] = 1
  #endif
  try epoch.end()
  var after = window.mutableSpan
  after[0] = 1
  try window.free()
}
