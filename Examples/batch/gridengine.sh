#!/bin/bash
# Draws the Mandelbrot set on several nodes, with Grid Engine (Son of, Open, Univa, Altair).
#
#   swift build -c release                      builds the program, in the package's folder, on a shared file system
#   qsub Examples/batch/gridengine.sh           submits the job, from the same folder, and tells its number
#   qstat                                       watches it, as does: tail -f mandelbrot-NUMBER.log
#   qdel NUMBER                                 cancels it
#
# Change what is below "CHANGE". A directive with two ## is off; remove one # if your cluster asks for it.

#$ -N mandelbrot
#$ -cwd
#$ -S /bin/bash
#$ -j y
#$ -o mandelbrot-$JOB_ID.log

# CHANGE: the parallel environment (`qconf -spl` lists them), how many ranks in all, and for how long
# (hours:minutes:seconds). How many ranks a node gets, the parallel environment says.
#$ -pe mpi 8
#$ -l h_rt=00:10:00

# CHANGE: where to run, and who pays.
##$ -q all.q
##$ -P project

set -euo pipefail

# CHANGE: what the program needs; the same MPI as it was built with.
# module load openmpi

# CHANGE: the program and its options.
program=.build/release/Mandelbrot
options=(--width 4000 --iterations 20000 --output mandelbrot.png)

# Grid Engine lists the nodes in a file of its own form: node, slots, queue, processors. The launcher gets another.
hostfile=$(mktemp)
trap 'rm -f "$hostfile"' EXIT

# CHANGE: the launcher.
#   Open MPI:          print $1 " slots=" $2   and   mpirun --hostfile "$hostfile" -n "$NSLOTS"
#   MPICH, Intel MPI:  print $1 ":" $2         and   mpiexec -f "$hostfile" -n "$NSLOTS"
# An MPI that was built for Grid Engine starts the ranks by it; any other takes ssh between nodes without a password.
# The job ends with the launcher's exit code.
awk '{ print $1 " slots=" $2 }' "$PE_HOSTFILE" >"$hostfile"
mpirun --hostfile "$hostfile" -n "$NSLOTS" "$program" "${options[@]}"
