#!/bin/sh
# qpick: choose messages on a screen.
# In: this machine's queue, or files that list messages. Out: the ids that were
# chosen, one a line. fzf shows qls's list; what it previews are qhdr, qlog and
# qbody. Whatever the user or a message says comes to them by the environment
# or as an id, never as a part of a command.

tool=qpick
version=@VERSION@
options=:G:Vd:h
usage='qpick [-d DIR] [-G NAME] [FILE...|-]'
help="  -G NAME  an Exim named queue; '*' for all of them
  -V       the version
  -d DIR   the queue's directory (else \$QTRIAGE_QUEUE, else found)
  -h       this text
FILE, or - or a pipe on standard input: what lists messages, in place of
this machine's queue. Keys are shown above the list; see qpick(1)."

# shellcheck source=common/base/prog.sh
. common/base/prog.sh

unset QPICK_NAME QPICK_LIST
while getopts "$options" letter; do
	case $letter in
	[Gd]) [ -n "$OPTARG" ] || misuse "-$letter" "an empty name" ;;
	*) option "$letter" ;;
	esac
	case $letter in
	G) export QPICK_NAME="$OPTARG" ;;
	d) export QTRIAGE_QUEUE="$OPTARG" ;;
	esac
done
shift $((OPTIND - 1))
operands "$@"

command -v fzf >/dev/null || die fzf \
	"not installed; apt-get install fzf, or dnf install fzf (from EPEL)"

umask 077
QPICK_TMP=$(mktemp -d 2>&1) || die "${TMPDIR:-/tmp}" "${QPICK_TMP##*: }"
export QPICK_TMP
trap 'rm -rf "$QPICK_TMP"' EXIT
trap 'exit 2' HUP INT TERM

# --- what there is to choose from, before the screen is taken

# A list is kept, to be sorted again.
status=0
if [ $# -gt 0 ] || [ -p /dev/stdin ] || [ -f /dev/stdin ]; then
	[ $# -gt 0 ] || set -- -
	export QPICK_LIST="$QPICK_TMP/list"
	qls ${QPICK_NAME:+-G "$QPICK_NAME"} \
		-tk age,size,id,sender,state,rcpts,time,bytes,subject \
		-- "$@" >"$QPICK_LIST" 2>"$QPICK_TMP/said" || status=2
	retold "$QPICK_TMP/said"
	n=$(wc -l <"$QPICK_LIST")
	n=$((n - 1))
else
	n=$(qcount ${QPICK_NAME:+-G "$QPICK_NAME"} 2>"$QPICK_TMP/said") || {
		retold "$QPICK_TMP/said"
		exit 2
	}
fi
if [ "$n" -lt 1 ]; then
	[ $status = 0 ] || exit $status
	[ -n "${QPICK_LIST-}" ] || retold "$QPICK_TMP/said"
	tell "" "no messages to choose from"
	exit 1
fi
(: </dev/tty >/dev/tty) 2>/dev/null || die "" "no terminal to choose on"

# --- commands that sh runs, here and for fzf

# A line for fzf: the id, a tab, what is shown; more recipients than one stand
# behind it, so that they are found.
# shellcheck disable=SC2016,SC2089,SC2090 # awk's
QPICK_AWK='
	function pad(s, n) {
		return length(s) < n ? substr(s blanks, 1, n) : s
	}
	BEGIN {
		FS = "\t"
		blanks = "                                        "
	}
	{
		n = split($6, to, ",")
		print $3 "\t" pad($1, 5) pad($2, 7) $3 "  " pad($4, 26) "  " \
			pad($5, 9) pad(n > 1 ? to[1] " +" n - 1 : $6, 26) \
			"  " $7 (n > 1 ? "\t" $6 : "")
	}'
# shellcheck disable=SC2090
export QPICK_AWK

# lists [OPTION]: the command that lists, in qls's order or by that.
# shellcheck disable=SC2016 # for the sh that runs it
lists() {
	printf %s "{ qls $1 -k age,size,id,sender,state,rcpts,subject" \
		' ${QPICK_NAME:+-G "$QPICK_NAME"}' \
		' ${QPICK_LIST:+-- "$QPICK_LIST"} 2>"$QPICK_TMP/said" || ' \
		'[ $? = 141 ] || echo >"$QPICK_TMP/failed"; }' \
		' | awk "$QPICK_AWK"'
}

# One part too large does not hide the next.
preview='
{ qhdr {1} | head -c 20000; echo; qlog {1} | head -c 20000; echo
	qbody -t {1} | head -c 100000; } 2>&1'

# --- fzf's options: none of the user's but colours, which cannot change what
# is chosen

colours() (
	set -f
	# shellcheck disable=SC2086 # words
	set -- $FZF_DEFAULT_OPTS
	for word; do
		case $word in
		--color=*[!A-Za-z0-9#:,_+-]*) ;;
		--color=* | --no-color | --black) printf '%s ' "$word" ;;
		esac
	done
)
FZF_DEFAULT_OPTS=$(colours)
export FZF_DEFAULT_OPTS SHELL=/bin/sh
unset FZF_DEFAULT_COMMAND FZF_DEFAULT_OPTS_FILE

keys='enter: print ids  tab: mark  ctrl-a: mark all shown  esc: leave
ctrl-f, ctrl-b: scroll text'
set -- --exact -i --no-sort --multi --exit-0 --delimiter '\t' --with-nth 2.. \
	--layout reverse --preview-window down:50%:wrap --preview "$preview" \
	--bind ctrl-a:select-all,ctrl-d:deselect-all \
	--bind ctrl-f:preview-page-down,ctrl-b:preview-page-up
# Before 0.19 fzf cannot list anew.
fzf --bind 'alt-a:reload:x' --filter x </dev/null >/dev/null 2>&1
if [ $? -le 1 ]; then # 1: no match
	keys="$keys  alt-: a oldest, n newest, s largest, f sender"
	set -- "$@" --bind "alt-a:reload:$(lists "")" \
		--bind "alt-n:reload:$(lists -R)" \
		--bind "alt-s:reload:$(lists "-RO bytes")" \
		--bind "alt-f:reload:$(lists "-O sender")"
fi

sh -c "$(lists "")" | {
	fzf "$@" --header "$keys" 2>/dev/tty
	echo $? >"$QPICK_TMP/ended"
} | put cut -f 1 || status=$?
retold "$QPICK_TMP/said"
[ ! -s "$QPICK_TMP/failed" ] || status=2
case $status:$(cat "$QPICK_TMP/ended") in
0:0) exit 0 ;;
0:1 | 0:130) exit 1 ;;
0:*) exit 2 ;;
*) exit "$status" ;;
esac
