#!/usr/bin/env bash
# What the launchers of Open MPI and MPICH understand of the files in hostfiles/. Needs no node but this machine:
# Open MPI plans the job without starting it, and MPICH starts the processes of all nodes here.
set -euo pipefail
# shellcheck source=Tests/checks.sh
source "$(dirname "${BASH_SOURCE[0]}")/checks.sh"
cd "$(dirname "$0")/../hostfiles"


# The launcher's Debian name where both are installed, or else its usual one.
find_launcher() {
  local name
  for name in "$@"; do
    if command -v "$name" >/dev/null; then
      echo "$name"
      return
    fi
  done
  echo "$1"
}
openmpi=$(find_launcher mpirun.openmpi mpirun)
mpich=$(find_launcher mpiexec.mpich mpiexec.hydra)

if [ "$(id -u)" = 0 ]; then export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1; fi

# All that a launcher writes, and its exit code at the end if it is not 0.
launch() { timeout -k 2 30 "$@" </dev/null 2>&1 || echo "exit code $?"; }
one_line() { paste -sd ' ' -; }

# The nodes that Open MPI plans for so many processes: name=slots/max_slots (0: none said), and how many it puts there.
openmpi_plan() {
  launch "$openmpi" --hostfile "$1" --do-not-launch --display-map -n "$2" true |
    sed -nE '/^exit code|not enough slots|parse error/p
      s|.*node: (\S+)\s+Num slots: ([0-9]+)\s+Max slots: ([0-9]+)\s+Num procs: ([0-9]+).*|\1=\2/\3 gets \4|p' | one_line
}

# The nodes on which MPICH starts processes: name=processes, in the order of ranks.
mpich_plan() {
  launch "$mpich" -f "$1" "${@:2}" -launcher fork -prepend-pattern '%r %h ' echo |
    sort -n | sed -E 's/^[0-9]+ (\S+) $/\1/' | uniq -c | sed -E 's/^ *([0-9]+) (.*)/\2=\1/' | one_line
}

# The ranks that really ran on this machine, each with the number of all.
# shellcheck disable=SC2016 # The variables are those of the processes.
really() { launch "$@" sh -c 'echo "${OMPI_COMM_WORLD_RANK-$PMI_RANK}/${OMPI_COMM_WORLD_SIZE-$PMI_SIZE}"' | sort | one_line; }

check "openmpi-one-machine: 4 processes run" "0/4 1/4 2/4 3/4" "$(really "$openmpi" --hostfile openmpi-one-machine)"
check "openmpi-one-machine: -n 2 runs 2" "0/2 1/2" "$(really "$openmpi" --hostfile openmpi-one-machine -n 2)"
check "openmpi-one-machine: a fifth is refused" "not enough slots" \
  "$(launch "$openmpi" --hostfile openmpi-one-machine -n 5 true | grep -o 'not enough slots')"
check "openmpi-several-nodes: 12 slots on 3 nodes" "node1=4/0 gets 4 node2=4/0 gets 4 node3=4/0 gets 4" \
  "$(openmpi_plan openmpi-several-nodes 12)"
check "openmpi-several-nodes: 6 processes fill node after node" "node1=4/0 gets 4 node2=4/0 gets 2" \
  "$(openmpi_plan openmpi-several-nodes 6)"
check "openmpi-several-nodes: a thirteenth is refused" "There are not enough slots available in the system to satisfy the 13" \
  "$(openmpi_plan openmpi-several-nodes 13)"
check "openmpi-uneven-nodes: slots and max_slots" \
  "login=2/2 gets 2 node1=8/16 gets 8 node2=8/16 gets 8 big1=32/32 gets 32" "$(openmpi_plan openmpi-uneven-nodes 50)"

check "mpich-one-machine: 4 processes run" "0/4 1/4 2/4 3/4" "$(really "$mpich" -f mpich-one-machine)"
check "mpich-one-machine: -n 2 runs 2" "0/2 1/2" "$(really "$mpich" -f mpich-one-machine -n 2)"
check "mpich-one-machine: -n 9 runs 9" "9" "$(really "$mpich" -f mpich-one-machine -n 9 | wc -w)"
check "mpich-several-nodes: 4 on each of 3 nodes" "node1=4 node2=4 node3=4" "$(mpich_plan mpich-several-nodes)"
check "mpich-several-nodes: 6 processes fill node after node" "node1=4 node2=2" "$(mpich_plan mpich-several-nodes -n 6)"
check "mpich-uneven-nodes: as many as each node has" "login=2 node1=8 node2=8 big1=32" "$(mpich_plan mpich-uneven-nodes)"

finish
