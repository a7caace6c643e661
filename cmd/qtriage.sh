#!/bin/sh
# qtriage: where does the spam come from? The whole procedure with evidence.
# In: the queue, once, as records; the logs, processes and sessions, by the
# other tools. Out: a report with the commands to be run next. It changes
# nothing. All text of others comes as fields of records, escaped; awk's
# functions below make it text to show, a word for sh, a string of JSON.

tool=qtriage
version=@VERSION@
options=:G:Vd:hjn:o:r:
usage='qtriage [-j] [-d DIR] [-G NAME] [-n NUMBER] [-o DIR] [-r ROOT]'
help="  -G NAME    an Exim named queue; '*' for all of them
  -V         the version
  -d DIR     the queue's directory (else \$QTRIAGE_QUEUE, else found)
  -h         this text
  -j         one JSON object, not text
  -n NUMBER  how many of the top origins are looked into (3)
  -o DIR     the evidence, too, into that new directory
  -r ROOT    of what is below that directory: a copy, another disk
It changes nothing; it prints the commands that would. See qtriage(1)."

# shellcheck source=common/base/prog.sh
. common/base/prog.sh

# shellcheck source=common/triage/records.sh
. common/triage/records.sh
# shellcheck source=common/triage/progress.sh
. common/triage/progress.sh
# shellcheck source=common/triage/queue.sh
. common/triage/queue.sh
# shellcheck source=common/triage/daylog.sh
. common/triage/daylog.sh
# shellcheck source=common/triage/maillog.sh
. common/triage/maillog.sh
# shellcheck source=common/triage/tally.sh
. common/triage/tally.sh
# shellcheck source=common/triage/processes.sh
. common/triage/processes.sh
# shellcheck source=common/triage/overview.sh
. common/triage/overview.sh
# shellcheck source=common/triage/web.sh
. common/triage/web.sh
# shellcheck source=common/triage/people.sh
. common/triage/people.sh
# shellcheck source=common/triage/message.sh
. common/triage/message.sh
# shellcheck source=common/triage/findings.sh
. common/triage/findings.sh
# shellcheck source=common/triage/text.sh
. common/triage/text.sh
# shellcheck source=common/triage/json.sh
. common/triage/json.sh
# shellcheck source=common/triage/folder.sh
. common/triage/folder.sh

# --- the whole

root='' given='' name='' out='' top=3 json=''
while getopts "$options" letter; do
	case $letter in
	[Gdor]) [ -n "$OPTARG" ] || misuse "-$letter" "an empty name" ;;
	esac
	case $letter in
	G) name=$OPTARG ;;
	d) given=$(absolute "$OPTARG") ;;
	j) json=1 ;;
	n)
		case $OPTARG in
		[1-9] | [1-9][0-9]) top=$OPTARG ;;
		*) misuse "-n" "$(escaped "$OPTARG"): not from 1 to 99" ;;
		esac
		;;
	o) out=$(absolute "$OPTARG") ;;
	r) root=$(absolute "$OPTARG") ;;
	*) option "$letter" ;;
	esac
done
shift $((OPTIND - 1))
operands "$@"
[ $# -eq 0 ] || misuse "$1" "there are no operands"

LC_ALL=C
export LC_ALL
exec </dev/null
tab=$(printf '\t') jobs='' status=0 shown='' skipped=0
[ ! -t 2 ] || shown=1
umask 077
tmp=$(mktemp -d 2>&1) || die "${TMPDIR:-/tmp}" "${tmp##*: }"
trap clear_up EXIT
for signal in HUP INT TERM PIPE; do
	# shellcheck disable=SC2064 # now
	trap "end $signal" "$signal"
done
mkfifo "$tmp/pipe"
: >"$tmp/errors"
: >"$tmp/looks"
: >"$tmp/notes"
: >"$tmp/report.txt"
[ "$(nice 2>&1)" -ge 10 ] 2>/dev/null ||
	renice -n 10 -p $$ >/dev/null 2>&1
ionice -c 2 -n 7 -p $$ >/dev/null 2>&1

if [ -n "$root" ]; then
	is_dir "$root"
	root=$(cd -P -- "$root" && pwd -P) || exit 2
	root=${root%/}
fi
[ -z "$given" ] || is_dir "$given"
if [ -n "$out" ]; then
	[ ! -L "$out" ] || die "$out" "a symbolic link"
	if [ -d "$out" ]; then
		[ -z "$(ls -A -- "$out")" ] || die "$out" "not empty"
		chmod 700 "$out" || exit 2
	else
		said=$(mkdir -m 700 -- "$out" 2>&1) || die "$out" "${said##*: }"
	fi
fi
dir=$given
if [ -n "$root" ]; then
	[ -n "$dir" ] || find_queue
	[ ! -e "$root/etc/localtime" ] || export TZ=":$root/etc/localtime"
fi
[ -z "$dir" ] || export QTRIAGE_QUEUE="$dir"

read_queue
typed
processes
[ -z "$json$out" ] || processes_json
read_log
tally
stop
how_much
who
findings
rest
[ -z "$json" ] || {
	step ""
	to_json >"$tmp/part"
	put cat "$tmp/part"
}
[ -z "$out" ] || folder
exit $status
