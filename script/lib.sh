# script/lib.sh - what the scripts share; sourced, never run.

set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
export CHANCERY_SHARED=${CHANCERY_SHARED:-$root/../shared}
jobs=${JOBS:-$(nproc)}

say() { printf '%s: %s\n' "${0##*/}" "$*"; }

die() {
	printf '%s: %s\n' "${0##*/}" "$*" >&2
	exit 1
}

# configure DIR INI [OPTION...]: once; meson itself notices later changes.
configure() {
	local dir=$1 ini=$2 log
	shift 2
	[ ! -f "$dir/build.ninja" ] || return 0
	command -v meson >/dev/null || die "meson is missing: run script/bootstrap"
	log=$(mktemp)
	if ! meson setup "$dir" --native-file "meson/$ini" "$@" >"$log" 2>&1; then
		cat "$log" >&2
		rm -f "$log"
		die "meson could not configure $dir"
	fi
	rm -f "$log"
}

# compile DIR [TARGET...]: prints nothing but errors; says whether it worked.
compile() {
	local dir=$1 out
	shift
	if ! out=$(ninja -C "$dir" -j "$jobs" "$@" 2>&1); then
		printf '%s\n' "$out" >&2
		die "$dir does not build"
	fi
	case $out in
	*"no work to do"*) say "$dir: nothing to do" ;;
	*) say "$dir: built" ;;
	esac
}
