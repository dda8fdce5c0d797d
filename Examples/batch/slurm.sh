#!/bin/bash
# Draws the Mandelbrot set on several nodes, with Slurm.
#
#   swift build -c release                      builds the program, in the package's folder, on a shared file system
#   sbatch Examples/batch/slurm.sh              submits the job, from the same folder, and tells its number
#   squeue --me                                 watches it, as does: tail -f mandelbrot-NUMBER.log
#   scancel NUMBER                              cancels it
#
# Change what is below "CHANGE". A directive with two ## is off; remove one # if your cluster asks for it.

#SBATCH --job-name=mandelbrot
#SBATCH --output=%x-%j.log

# CHANGE: how many nodes, how many ranks on each (as a rule one for each core), and for how long
# (hours:minutes:seconds).
#SBATCH --nodes=2
#SBATCH --ntasks-per-node=4
#SBATCH --time=00:10:00

# CHANGE: where to run, and who pays.
##SBATCH --partition=main
##SBATCH --account=project

set -euo pipefail

# CHANGE: what the program needs; the same MPI as it was built with.
# module load openmpi

# CHANGE: the program and its options.
program=.build/release/Mandelbrot
options=(--width 4000 --iterations 20000 --output mandelbrot.png)

# CHANGE: the launcher. `srun --mpi=list` tells what your Slurm can do.
#   Open MPI:          srun --mpi=pmix
#   MPICH, Intel MPI:  srun --mpi=pmi2
#   Neither is there:  mpirun, without a number of ranks or a hostfile: it asks Slurm
# The job ends with the launcher's exit code.
srun --mpi=pmix "$program" "${options[@]}"
