#!/usr/bin/env bash
# Builds the documentation of both modules with the toolchain's docc; any warning is an error.
# Usage: Tests/documentation.sh [FOLDER]    (default: .build/documentation)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
folder=${1:-.build/documentation}
graphs=$folder/symbol-graphs
# The compiler writes them as it compiles, the comments of the modules below included: so all is compiled anew.
rm -rf "$graphs"* .build/documentation-build/*/debug
mkdir -p "$graphs"

swift build --target SPMD --scratch-path .build/documentation-build \
  -Xswiftc -emit-symbol-graph -Xswiftc -emit-symbol-graph-dir -Xswiftc "$graphs" \
  -Xswiftc -symbol-graph-minimum-access-level -Xswiftc public -Xswiftc -emit-extension-block-symbols > "$folder/build.log" 2>&1 \
  || { cat "$folder/build.log" && exit 1; }

for module in MPI SPMD; do
  mkdir -p "$graphs-$module"
  cp "$graphs/$module".symbols.json "$graphs/$module"@*.symbols.json "$graphs-$module/" 2> /dev/null || true
  docc=$(dirname "$(command -v swift)")/docc
  [[ -x $docc ]] || docc=docc
  "$docc" convert "Sources/$module/$module.docc" --additional-symbol-graph-dir "$graphs-$module" \
    --fallback-display-name "$module" --fallback-bundle-identifier "swift-spmd.$module" \
    --output-path "$folder/$module.doccarchive" --warnings-as-errors
  echo "$folder/$module.doccarchive"
done
