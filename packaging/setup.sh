#!/bin/sh
# Prepare this checkout: `setup.sh run` for the program, `setup.sh test` for the program and its tests.
#
# Everything goes into .venv, except shared libraries, which only the system's package manager can provide.
# Safe to repeat: a finished set-up is recognised in a few milliseconds, an interrupted one is completed.
set -eu
cd "$(dirname "$0")/.."
here=$(pwd -P)
need=${1:-run}
python=.venv/bin/python

say() { printf 'recnet: %s\n' "$*" >&2; }
stop() { say "$@"; exit 1; }

case $need in
    run) lock=requirements.lock ;;
    test) lock=requirements-dev.lock ;;
    *) stop "usage: packaging/setup.sh [run|test]" ;;
esac

# What a finished set-up depends on: the checkout's place, the interpreter behind .venv, this machine (a checkout
# may be mounted into a fresh container), the lock file and this script.
fingerprint() {
    echo "$here $(uname -n) $(readlink -f $python) $(cat "$1" packaging/setup.sh | cksum)"
}

is_finished() {
    [ -x $python ] && [ -f ".venv/finished-$1" ] && [ "$(cat ".venv/finished-$1")" = "$(fingerprint "$2")" ]
}

# --- Python -------------------------------------------------------------------------------------------------

can() { "$1" -c "$2" >/dev/null 2>&1; }
suits='import sys, venv; assert (3, 11) <= sys.version_info < (3, 15)'

# An interpreter that can make an environment by itself is preferred; one that lacks ensurepip still serves.
find_python() {
    for import in ", ensurepip" ""; do
        for candidate in python3 python3.11 python3.12 python3.13 python3.14; do
            can "$candidate" "$suits; import sys$import" && command -v "$candidate" && return
        done
    done
    stop "needs Python 3.11, 3.12, 3.13 or 3.14, and found none of them; please install one (for example: sudo apt-get install python3)."
}

# A copied or moved environment still names its old place; one whose Python was replaced has lost its pip.
venv_is_sound() {
    [ -x $python ] && can $python "$suits; import pip" || return 1
    case $(cat .venv/pyvenv.cfg) in *" $here/.venv") return 0 ;; *) return 1 ;; esac
}

# --- shared libraries and programs ---------------------------------------------------------------------------

# Left what must be there, right the Debian and Ubuntu package that brings it. The file is asked for, not the
# package, because packages get renamed (libglib2.0-0 is libglib2.0-0t64 since Ubuntu 24.04; apt knows both).
libraries='
    libGL.so.1 libgl1                           libEGL.so.1 libegl1
    libxkbcommon.so.0 libxkbcommon0             libxkbcommon-x11.so.0 libxkbcommon-x11-0
    libfontconfig.so.1 libfontconfig1           libdbus-1.so.3 libdbus-1-3
    libglib-2.0.so.0 libglib2.0-0               libX11-xcb.so.1 libx11-xcb1
    libxcb-cursor.so.0 libxcb-cursor0           libxcb-icccm.so.4 libxcb-icccm4
    libxcb-image.so.0 libxcb-image0             libxcb-keysyms.so.1 libxcb-keysyms1
    libxcb-randr.so.0 libxcb-randr0             libxcb-render-util.so.0 libxcb-render-util0
    libxcb-shape.so.0 libxcb-shape0             libxcb-sync.so.1 libxcb-sync1
    libxcb-xfixes.so.0 libxcb-xfixes0           libxcb-xkb.so.1 libxcb-xkb1'
programs='
    make make    xvfb-run xvfb    xauth xauth    xdotool xdotool    xppaut xppaut'

missing_libraries() {
    known=$(/sbin/ldconfig -p)
    set -- $libraries
    while [ $# -gt 0 ]; do
        case $known in *"$1 "*) ;; *) echo "$2" ;; esac
        shift 2
    done
}

missing_programs() {
    set -- $programs
    while [ $# -gt 0 ]; do
        command -v "$1" >/dev/null || echo "$2"
        shift 2
    done
}

missing_packages() {
    missing_libraries
    [ "$need" = run ] || missing_programs
    # Debian ships Python's ensurepip apart from Python, in a package named after the minor version.
    if ! venv_is_sound && ! can "$base" 'import ensurepip'; then
        "$base" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'
    fi
}

# Quiet but for errors. Waiting for the lock: a fresh Ubuntu is often busy with its own updates.
apt_get() { $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 "$@" >/dev/null; }

install_packages() {
    [ $# -gt 0 ] || return 0
    if [ "$(id -u)" -eq 0 ]; then
        as_root=
    elif sudo -n true 2>/dev/null; then
        as_root='sudo -n'
    else
        say "some system packages are missing, and installing them needs your password. Please type this, then try again:"
        printf '\n    sudo apt-get update && sudo apt-get install -y --no-install-recommends %s\n\n' "$*" >&2
        exit 1
    fi
    say "installing system packages: $*"
    apt_get update || say "apt-get update failed; trying with the package lists at hand"
    apt_get install -y --no-install-recommends "$@"
}

# The truth on every Linux: what Qt's window plugin itself cannot find. Qt's own message always blames libxcb-cursor.
# Only said, not fatal: under Wayland the window may open without X11's libraries.
say_unresolved_libraries() {
    command -v ldd >/dev/null || return 0
    unresolved=$(ldd .venv/lib/python3*/site-packages/PySide6/Qt/plugins/platforms/libqxcb.so |
        awk '/not found/ { print $1 }' | sort -u | tr '\n' ' ')
    [ -z "$unresolved" ] || say "Qt needs these libraries, please install them with your system's package manager: $unresolved"
}

# --- the steps ------------------------------------------------------------------------------------------------

if is_finished "$need" "$lock"; then exit 0; fi

base=$(find_python)
if [ "$(uname -s)" = Linux ]; then
    if command -v apt-get >/dev/null; then
        # Unquoted on purpose: one argument for each package.
        install_packages $(missing_packages)
    elif [ "$need" = test ] && [ -n "$(missing_programs)" ]; then
        stop "the tests need these programs, please install them: $(missing_programs | tr '\n' ' ')"
    fi
fi

if ! venv_is_sound; then
    say "creating .venv with $("$base" -V) ($base)"
    rm -rf .venv
    "$base" -m venv .venv
fi

say "installing the packages of $lock into .venv (the first time takes a minute or two)"
$python -m pip install --quiet --disable-pip-version-check --no-input --only-binary :all: --require-hashes -r "$lock"

# The program under its own name, from any folder; no path inside, so that the checkout may be moved.
cat >.venv/bin/recnet <<'EOF_RECNET'
#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
exec "$here/python" "$here/../../main.py" "$@"
EOF_RECNET
chmod +x .venv/bin/recnet

if [ "$(uname -s)" = Linux ]; then say_unresolved_libraries; fi

# The tests' packages include the program's.
fingerprint requirements.lock >.venv/finished-run
if [ "$need" = test ]; then fingerprint "$lock" >.venv/finished-test; fi
