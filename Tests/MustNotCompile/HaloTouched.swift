import MPI

/// An array whose halo is being exchanged cannot be touched before that is done.
func exchange(_ grid: CartesianCommunicator) throws {
  let halo = try grid.halo(around: try Subarray(shape: [4, 4], halo: 1), of: Double.self)
  var plate = [Double](repeating: 0, count: 16)
  var requests = Requests()
  // error: overlapping accesses to 'plate'
  try requests.start(halo, in: plate.mutableSpan)
  #if MISTAKE
    plate[5] = 1
  #endif
  try requests.wait()
  plate[5] = 1
}
