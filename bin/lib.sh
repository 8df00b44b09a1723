# Shared by bin/run and bin/test, which set $root: find a Python, make .venv, continue in Python.

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

# Sets $python to the first Python >= 3.11 that can make virtual environments.
# Each candidate is run, because a name in PATH may be a shim without a version behind it.
find_python() {
    without_venv=
    for candidate in python3.14 python3.13 python3.12 python3.11 python3 python; do
        command -v "$candidate" >/dev/null 2>&1 || continue
        "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue
        if "$candidate" -c 'import venv, ensurepip' >/dev/null 2>&1; then
            python=$candidate
            return
        fi
        without_venv=${without_venv:-$candidate}
    done
    if [ -n "$without_venv" ]; then
        version=$("$without_venv" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        fail "Python $version lacks the module venv: install it (Debian and Ubuntu: apt-get install python$version-venv) and run this again."
    fi
    fail "Galleria needs Python 3.11 or newer: install it (Debian and Ubuntu: apt-get install python3 python3-venv) and run this again."
}

# launch REQUIREMENTS COMMAND [ARGUMENTS]: install the requirements and run the command in .venv.
launch() {
    # A relative folder is meant from where the command was called.
    case ${DATA_DIR:-/} in
        /* | '~'*) ;;
        *) DATA_DIR=$PWD/$DATA_DIR && export DATA_DIR ;;
    esac
    unset PYTHONHOME PYTHONPATH
    cd -- "$root" || exit 1
    find_python
    exec "$python" -m platform_site.launcher.virtualenv "$@"
}
