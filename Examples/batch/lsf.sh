#!/bin/bash
# Draws the Mandelbrot set on several nodes, with LSF.
#
#   swift build -c release                      builds the program, in the package's folder, on a shared file system
#   bsub < Examples/batch/lsf.sh                submits the job, from the same folder, and tells its number
#   bjobs                                       watches it, as does: bpeek -f NUMBER
#   bkill NUMBER                                cancels it
#
# Change what is below "CHANGE". A directive with two ## is off; remove one # if your cluster asks for it.

#BSUB -J mandelbrot
#BSUB -o mandelbrot-%J.log

# CHANGE: how many ranks in all, how many on each node (as a rule one for each core), and for how long (hours:minutes).
#BSUB -n 8
#BSUB -R "span[ptile=4]"
#BSUB -W 0:10

# CHANGE: where to run, and who pays.
##BSUB -q normal
##BSUB -P project

set -euo pipefail

# CHANGE: what the program needs; the same MPI as it was built with.
# module load openmpi

# CHANGE: the program and its options.
program=.build/release/Mandelbrot
options=(--width 4000 --iterations 20000 --output mandelbrot.png)

# LSF lists the nodes in a file, with a line for each rank.
ranks=$(grep -c . "$LSB_DJOB_HOSTFILE")

# CHANGE: the launcher.
#   Open MPI:          mpirun --hostfile "$LSB_DJOB_HOSTFILE" -n "$ranks"
#   MPICH, Intel MPI:  mpiexec -f "$LSB_DJOB_HOSTFILE" -n "$ranks"
# An MPI that was built for LSF starts the ranks by LSF; any other takes ssh between nodes without a password.
# The job ends with the launcher's exit code.
mpirun --hostfile "$LSB_DJOB_HOSTFILE" -n "$ranks" "$program" "${options[@]}"
