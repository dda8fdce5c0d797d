#!/bin/bash
# Draws the Mandelbrot set on several nodes, with PBS (OpenPBS, PBS Professional, Torque).
#
#   swift build -c release                      builds the program, in the package's folder, on a shared file system
#   qsub Examples/batch/pbs.sh                  submits the job, from the same folder, and tells its number
#   qstat -u "$USER"                            watches it
#   qdel NUMBER                                 cancels it
#
# Change what is below "CHANGE". A directive with two ## is off; remove one # if your cluster asks for it.

#PBS -N mandelbrot
#PBS -j oe
#PBS -o mandelbrot.log

# CHANGE: how many nodes (select), the cores and the ranks on each, and for how long (hours:minutes:seconds).
# Torque has other words for the first line: -l nodes=2:ppn=4
#PBS -l select=2:ncpus=4:mpiprocs=4
#PBS -l walltime=00:10:00

# CHANGE: where to run, and who pays.
##PBS -q workq
##PBS -A project

set -euo pipefail
cd "$PBS_O_WORKDIR" # Where qsub was called; PBS starts jobs in the home folder.

# CHANGE: what the program needs; the same MPI as it was built with.
# module load openmpi

# CHANGE: the program and its options.
program=.build/release/Mandelbrot
options=(--width 4000 --iterations 20000 --output mandelbrot.png)

# PBS lists the nodes in a file, with a line for each rank.
ranks=$(grep -c . "$PBS_NODEFILE")

# CHANGE: the launcher.
#   Open MPI:          mpirun --hostfile "$PBS_NODEFILE" -n "$ranks"
#   MPICH, Intel MPI:  mpiexec -f "$PBS_NODEFILE" -n "$ranks"
# An MPI that was built for PBS starts the ranks by PBS; any other takes ssh between nodes without a password.
# The job ends with the launcher's exit code.
mpirun --hostfile "$PBS_NODEFILE" -n "$ranks" "$program" "${options[@]}"
