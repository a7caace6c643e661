# prog.sh: how a script starts, tells errors and ends, as prog.c does for the
# tools in C. The scripts in cmd/ read it where make puts its text; they set
# tool, version, usage and help before.
# shellcheck shell=sh disable=SC2154 # set there

# Descriptors that are closed, held open the wrong way round: using one fails,
# and no file gets its number.
(: 3<&0) 2>/dev/null || exec 0>/dev/null
(: 3>&1) 2>/dev/null || exec 1</dev/null
(: 3>&2) || exec 2</dev/null

# PATH's absolute places.
places() (
	set -f
	IFS=:
	for place in $PATH; do
		case $place in /*) printf %s ":$place" ;; esac
	done
)

# escaped TEXT: as the tools escape it, but for what is not ASCII: bytes.
escaped() {
	LC_ALL=C awk 'BEGIN {
		for (i = 1; i < 256; i++)
			shown[sprintf("%c", i)] = sprintf("\\x%02X", i)
		shown["\t"] = "\\t"
		shown["\n"] = "\\n"
		shown["\\"] = "\\\\"
		n = length(ARGV[1])
		for (i = 1; i <= n; i++) {
			c = substr(ARGV[1], i, 1)
			printf "%s", c ~ /[ -[]|[]-~]/ ? c : shown[c]
		}
	}' "$1"
}

# tell THING REASON: on standard error; THING can be empty. Its status is 2,
# an error's.
tell() {
	printf '%s\n' "$tool: ${1:+$(escaped "$1"): }$2" >&2 2>/dev/null
	return 2
}

die() {
	tell "$@"
	exit 2
}

# A mistake on the command line.
misuse() {
	tell "$@"
	printf '%s\n' "usage: $usage" >&2 2>/dev/null
	exit 2
}

# put COMMAND...: its output is ours. A write that fails is told with the
# reason, a reader that has gone is not.
put() {
	{ why=$(LC_ALL=C "$@" 2>&1 >&3 3>&-); } 3>&1 && return
	case $?:$why in 141:* | *": Broken pipe") exit 141 ;; esac
	die "standard output" "${why##*: }"
}

# option LETTER: what getopts found, if it is not the script's own.
option() {
	case $1 in
	:) misuse "-$OPTARG" "this option needs an argument" ;;
	h) printf 'usage: %s\n%s\n' "$usage" "$help" | put cat ;;
	V) printf '%s\n' "$tool (qtriage) $version" | put cat ;;
	*) misuse "-$OPTARG" "no such option" ;;
	esac
	exit
}

# operands OPERAND...: none but the first may look like an option.
operands() {
	[ $# -eq 0 ] || shift
	for operand; do
		case $operand in
		-?*) misuse "$operand" "options stand before operands" ;;
		esac
	done
}

# retold FILE: what tools said on standard error, as ours.
retold() {
	sed "s/^q[a-z]*: /$tool: /" "$1" >&2
}

# The tools beside this one come first.
PATH=$(places)
PATH=${PATH#:}
PATH=${PATH:-/usr/bin:/bin}
here=$(readlink -f -- "$0") && PATH=${here%/*}:$PATH
export PATH
