#!/bin/sh
# Make .venv with the first Python of at least 3.11 on this machine, and put uv in it.
set -eu

for python in "${PYTHON:-python3}" python3.14 python3.13 python3.12 python3.11; do
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break
    python=
done
if [ -z "$python" ]; then
    echo "Wijkbot needs Python 3.11 or newer. Install it, or point to it: PYTHON=/path/to/python3 make ..." >&2
    exit 1
fi

echo "Making .venv with $("$python" --version) ..."
if ! "$python" -m ensurepip --version >/dev/null 2>&1; then
    # Debian and Ubuntu keep this part of Python in a package of its own.
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
        apt-get -qq update && apt-get -qq install -y "$(basename "$python")-venv" >/dev/null
    else
        echo "Python cannot make a virtual environment. Install it: apt-get install python3-venv" >&2
        exit 1
    fi
fi
"$python" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-warn-script-location \
    --require-hashes -r requirements-setup.txt
