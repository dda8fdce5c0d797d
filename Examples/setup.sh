# What the package's scripts share: finding or installing what is missing, and starting ranks. To be sourced.
# shellcheck shell=bash

# shellcheck disable=SC2034  # Used by those who source this.
package=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# The launcher of the MPI that is built with.
case ${SPMD_MPI:-} in
  mpich) mpirun=${MPIRUN:-mpirun.mpich} ;;
  ompi-c) mpirun=${MPIRUN:-mpirun.openmpi} ;;
  *) mpirun=${MPIRUN:-mpirun} ;;
esac

# How many ranks have a core of their own. Open MPI counts cores, not their hardware threads, and those that this
# process may use.
cores=$(lscpu --parse=SOCKET,CORE 2> /dev/null | grep -v '^#' | sort -u | wc -l || true)
if ((cores == 0 || cores > $(nproc))); then cores=$(nproc); fi

say() { printf '%s\n' "$*" >&2; }

# Ends with a message and the exit code for a missing service.
give_up() {
  say "$@"
  exit 69
}

need_swift() {
  command -v swift > /dev/null || give_up "Swift 6.2 or later was not found: see https://www.swift.org/install/linux"
}

# need_packages PACKAGE...: installs those that are missing through apt, where that is allowed without asking.
need_packages() {
  local name missing=()
  for name in "$@"; do
    [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$name" 2> /dev/null) == installed ]] || missing+=("$name")
  done
  ((${#missing[@]})) || return 0

  local as_root=()
  if ((EUID != 0)); then as_root=(sudo -n); fi
  if ! command -v apt-get > /dev/null; then
    give_up "Missing: ${missing[*]} (Debian's names). Install them with your system's package manager, or load your" \
      "cluster's module for Open MPI, and name its pkg-config package or .pc file: export SPMD_MPI=..."
  fi
  if ((EUID != 0)) && ! sudo -n true 2> /dev/null; then
    give_up "Missing: ${missing[*]}. Please type:  sudo apt-get install ${missing[*]}"
  fi
  say "Installing ${missing[*]} ..."
  local log
  log=$(mktemp)
  if ! {
    "${as_root[@]}" apt-get update \
      && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=300 "${missing[@]}"
  } > "$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    give_up "apt-get could not install ${missing[*]}: its words are above."
  fi
  rm -f "$log"
}

# Makes sure of an MPI. One that SPMD_MPI names is the user's own: nothing is installed then.
need_mpi() {
  if [[ ! ${SPMD_MPI:-} ]]; then
    need_packages libopenmpi-dev openmpi-bin pkg-config
  elif [[ $SPMD_MPI == /* ]]; then
    [[ -f ${SPMD_MPI%.pc}.pc ]] || give_up "SPMD_MPI names $SPMD_MPI, which is not there."
  else
    pkg-config --exists "$SPMD_MPI" || give_up "SPMD_MPI names $SPMD_MPI, which pkg-config does not know."
  fi
  command -v "$mpirun" > /dev/null \
    || give_up "$mpirun was not found. Is the folder of your MPI's programs in PATH? Or name it: export MPIRUN=..."
}

# Lets root start Open MPI's launchers. That it refuses is meant against accidents on machines that people share; here it
# is the caller's own build that is started.
allow_root() {
  ((EUID == 0)) || return 0
  [[ ${OMPI_ALLOW_RUN_AS_ROOT:-} ]] || say "(You are root: Open MPI is told, for this command only, that this is meant.)"
  export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
  export PRTE_ALLOW_RUN_AS_ROOT=1 PRTE_ALLOW_RUN_AS_ROOT_CONFIRM=1
}

# launch RANKS COMMAND...: starts so many ranks on this machine, also as root and on fewer cores. Before the launcher goes
# what `launch_with` says.
launch_with=()
launch() {
  local ranks=$1 flags=() version
  shift
  version=$("$mpirun" --version 2>&1)
  if [[ $version == *'Open MPI'* || $version == *OpenRTE* ]]; then
    allow_root
    if ((ranks > cores)); then
      say "($ranks ranks on $cores cores: they take turns.)"
      flags+=(--oversubscribe --mca mpi_yield_when_idle 1)
    fi
    # Since version 5 it otherwise tries out all kinds of networks, for a second.
    if [[ $version == *'(Open MPI) 5'* ]]; then flags+=(--mca pml ob1 --mca btl 'self,sm,tcp'); fi
  fi
  "${launch_with[@]}" "$mpirun" "${flags[@]}" -n "$ranks" "$@"
}
