#!/bin/sh
# Finds a Python that is new enough and lets it set up the rest: provision.py, run or dev.
# Pythons are tried by their path first: a version manager's name on PATH may lead nowhere.
set -eu
here=$(dirname "$0")

find_python() {
    for python in /usr/bin/python3.11 /usr/bin/python3.12 /usr/bin/python3.13 /usr/bin/python3 \
        /usr/local/bin/python3 python3.11 python3.12 python3.13 python3; do
        if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            echo "$python"
            return
        fi
    done
}

python=$(find_python)
if [ -z "$python" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    DEBIAN_FRONTEND=noninteractive apt-get update -q
    DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends python3 python3-venv
    python=$(find_python)
fi
if [ -z "$python" ]; then
    echo "Python 3.11 or newer is needed. On Debian 12 or later type this, then try again:" >&2
    echo "    sudo apt-get install python3 python3-venv" >&2
    exit 1
fi
exec "$python" "$here/provision.py" "$1"
