/// A warning if the processes were started together but do not know of each other, which happens when the launcher is
/// that of another MPI than the program was built with. Nil if all is well, and on all processes but the first.
func launcherMismatch(worldSize: Int, library: String, variable: (String) -> String? = variable) -> String? {
  guard worldSize == 1 else { return nil }
  // What each launcher tells its processes: its name, how many there are, which one this is.
  let launchers = [
    ("Open MPI's mpirun", "OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_RANK"),
    ("MPICH's mpiexec", "PMI_SIZE", "PMI_RANK"),
    ("Intel MPI's mpirun", "MPI_LOCALNRANKS", "MPI_LOCALRANKID"),
    ("Slurm's srun", "SLURM_STEP_NUM_TASKS", "SLURM_PROCID"),
  ]
  for (launcher, size, rank) in launchers {
    guard let count = variable(size).flatMap({ Int($0) }), count > 1 else { continue }
    guard variable(rank).flatMap({ Int($0) }) ?? 0 == 0 else { return nil }
    let linked = library.split(whereSeparator: \.isNewline).first.map { $0.prefix(60) } ?? "unknown"
    return """
      \(launcher) started \(count) processes, but each of them is alone: this program was built with another MPI \
      (\(linked)), or the launcher was not told to use its interface. Start it with the mpirun of that MPI, \
      or with srun --mpi=pmix (Open MPI) or --mpi=pmi2 (MPICH).
      """
  }
  return nil
}
