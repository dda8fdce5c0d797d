import MPI

/// MPI is not used after it has been finalized.
func useAfterEnd() throws {
  let mpi = try Environment()  // error: 'mpi' used after consume
  print(mpi.world.rank)
  try mpi.finalize()
  #if MISTAKE
    print(mpi.world.size)
  #endif
}
