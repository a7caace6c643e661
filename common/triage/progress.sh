# progress.sh: what goes on, errors of the tools, the end; of qtriage.
# shellcheck shell=sh disable=SC2016,SC2034,SC2154 # awk's; the script's

# step TEXT: what goes on, if someone waits at a terminal.
step() {
	[ -z "$shown" ] || printf '\r\033[K%s' "${1:+qtriage: $1 ...}" >&2
}

# run COMMAND...: a tool, to standard output; what it says is kept, and is an
# error's if it fails so.
run() {
	rc=0
	"$@" 2>"$tmp/said" || rc=$?
	if [ "$rc" -ge 2 ]; then
		status=2
		step ""
		cat "$tmp/said" >&2
		cat "$tmp/said" >>"$tmp/errors"
	else
		grep -v -e ': unexplained: ' "$tmp/said" >>"$tmp/notes"
	fi
	return "$rc"
}

# say FILE: a part of the report, now.
say() {
	cat "$1" >>"$tmp/report.txt"
	step ""
	[ -n "$json" ] || put cat "$1"
}

# end SIGNAL: as it would have ended without a trap.
end() {
	clear_up
	trap - EXIT "$1"
	kill -s "$1" $$
}

clear_up() {
	# shellcheck disable=SC2086 # words
	[ -z "$jobs" ] || kill $jobs 2>/dev/null
	step ""
	rm -rf "$tmp"
}
