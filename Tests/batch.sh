#!/usr/bin/env bash
# The batch scripts of Examples/batch, each run with stand-ins for the scheduler's variables, its launcher and the
# program, which write down how they are called. Needs no scheduler.
set -euo pipefail
# shellcheck source=Tests/checks.sh
source "$(dirname "${BASH_SOURCE[0]}")/checks.sh"
scripts=$(cd "$(dirname "$0")/../Examples/batch" && pwd)
lab=$(mktemp -d)
trap 'rm -rf "$lab"' EXIT


# The launchers: write down their own arguments and the hostfile, then run the program once.
mkdir -p "$lab/bin" "$lab/home" "$lab/work/.build/release"
cat >"$lab/bin/launcher" <<'STUB'
#!/usr/bin/env bash
printf '%s' "${0##*/}" >>"$LAB/launches"
while [ $# -gt 0 ] && [[ $1 != */Mandelbrot ]]; do
  printf ' %s' "$1" >>"$LAB/launches"
  if [ "$1" = --hostfile ]; then cp "$2" "$LAB/hostfile"; fi
  shift
done
echo >>"$LAB/launches"
"$@"
STUB
for name in srun mpirun mpiexec; do ln -s launcher "$lab/bin/$name"; done
cat >"$lab/work/.build/release/Mandelbrot" <<'STUB'
#!/usr/bin/env bash
echo "$*" >>"$LAB/program"
exit "$CODE"
STUB
chmod +x "$lab/bin/launcher" "$lab/work/.build/release/Mandelbrot"

# What the schedulers tell of two nodes with four ranks each.
printf 'node1\nnode1\nnode1\nnode1\nnode2\nnode2\nnode2\nnode2\n' >"$lab/nodes"
printf 'node1 4 main.q@node1 UNDEFINED\nnode2 4 main.q@node2 UNDEFINED\n' >"$lab/pe_hostfile"
mkdir "$lab/tmp"

# submit SCRIPT FOLDER CODE VARIABLE...: runs the script in the folder as a scheduler would, the program exiting with the
# code; sets `code` to the script's.
submit() {
  rm -f "$lab/launches" "$lab/hostfile" "$lab/program"
  code=0
  (cd "$lab/$2" && env -i PATH="$lab/bin:/usr/bin:/bin" LAB="$lab" CODE="$3" "${@:4}" timeout -k 2 20 "$scripts/$1.sh") ||
    code=$?
}
written() { sed "s|$lab/tmp/[^ ]*|TEMPORARY|" "$lab/$1" 2>/dev/null || echo "nothing"; }

# try SCRIPT FOLDER LAUNCH HOSTFILE VARIABLE...
try() {
  local script=$1 folder=$2 launch=$3 hostfile=$4
  shift 4
  check "$script.sh: shellcheck" "" "$(shellcheck "$scripts/$script.sh" 2>&1)"
  submit "$script" "$folder" 0 "$@"
  check "$script.sh: the launcher is called once" "$launch" "$(written launches)"
  check "$script.sh: the hostfile" "$hostfile" "$(written hostfile)"
  check "$script.sh: the program's options" "--width 4000 --iterations 20000 --output mandelbrot.png" "$(written program)"
  check "$script.sh: success is passed on" 0 "$code"
  submit "$script" "$folder" 75 "$@"
  check "$script.sh: the program's exit code is passed on" 75 "$code"
  check "$script.sh: a failure is not tried again" "$launch" "$(written launches)"
}

nodes=$(<"$lab/nodes")
try slurm work "srun --mpi=pmix" "nothing" SLURM_JOB_ID=7
try pbs home "mpirun --hostfile $lab/nodes -n 8" "$nodes" PBS_O_WORKDIR="$lab/work" PBS_NODEFILE="$lab/nodes"
try lsf work "mpirun --hostfile $lab/nodes -n 8" "$nodes" LSB_DJOB_HOSTFILE="$lab/nodes"
try gridengine work "mpirun --hostfile TEMPORARY -n 8" $'node1 slots=4\nnode2 slots=4' \
  PE_HOSTFILE="$lab/pe_hostfile" TMPDIR="$lab/tmp" NSLOTS=8
check "gridengine.sh: the hostfile is removed" "" "$(ls "$lab/tmp")"

# A script that is run by hand says so at once, instead of starting something else than was meant.
for script in pbs lsf gridengine; do
  submit "$script" work 0 2>/dev/null
  check "$script.sh: nothing is launched without the scheduler" "1 nothing" "$code $(written launches)"
done

# missing SCRIPT PREFIX DIRECTIVE...: those directives that the script lacks before its first command, where schedulers
# stop looking.
missing() {
  local head directive
  head=$(sed '/^[^#]/,$d' "$scripts/$1.sh")
  for directive in "${@:3}"; do
    grep -qE "^$2 $directive" <<<"$head" || echo "$directive"
  done
}
check "slurm.sh: directives" "" \
  "$(missing slurm '#SBATCH' --job-name= --output= --nodes= --ntasks-per-node= --time=)"
check "pbs.sh: directives" "" "$(missing pbs '#PBS' '-N ' '-o ' '-l select=' '-l walltime=')"
check "lsf.sh: directives" "" "$(missing lsf '#BSUB' '-J ' '-o ' '-n ' '-R ' '-W ')"
check "gridengine.sh: directives" "" "$(missing gridengine '#\$' '-N ' '-o ' '-pe ' '-l h_rt=')"

finish
