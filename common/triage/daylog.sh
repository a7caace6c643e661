# daylog.sh: the day's part of the main log; of qtriage.
# shellcheck shell=sh disable=SC2016,SC2034,SC2154 # awk's; the script's

# main_log: log, where that mail server of that queue writes it.
main_log() {
	at=$root
	case $qdir in
	'' | "$root"/var/spool/*) ;;
	*/var/spool/*) at=${qdir%/var/spool/*} ;;
	*) at=$qdir/none ;;
	esac
	set --
	case $mta in exim | '') set -- "$qdir/log/mainlog" \
		"$at/var/log/exim4/mainlog" "$at/var/log/exim/main.log" \
		"$at/var/log/exim/mainlog" "$at/var/log/exim_mainlog" ;;
	esac
	[ "$mta" = exim ] || set -- "$@" "$at/var/log/mail.log" \
		"$at/var/log/maillog" "$at/var/log/mail"
	for log; do
		{ [ -f "$log" ] && [ ! -L "$log" ]; } || continue
		case $mta:$log in
		:*main*) mta=exim ;;
		:*) mta=postfix ;;
		esac
		return
	done
	log=''
	echo "no main log of ${mta:-a mail server} found" >>"$tmp/notes"
}

# first_stamp FILE BLOCK: the time of the first line that starts there.
first_stamp() {
	dd if="$1" bs=65536 skip="$2" count=2 2>/dev/null | n=$2 a '
		(NR > 1 || !ENVIRON["n"]) && (t = stamp($0)) {
			print t
			exit
		}'
}

# bisect FILE TIME: the offset of a line's part, before all lines since then.
bisect() {
	from=$2 low=0 high=$(($(wc -c <"$1") / 65536 + 1))
	while [ $low -lt $high ]; do
		middle=$(((low + high) / 2))
		t=$(first_stamp "$1" $middle)
		if [ "${t:-$from}" -lt "$from" ]; then
			low=$((middle + 1))
		else
			high=$middle
		fi
	done
	echo $((low > 0 ? (low - 1) * 65536 : 0))
}

# recent FILE OFFSET: what stands behind it, from the next line on.
recent() {
	if [ "$2" = 0 ]; then
		cat -- "$1"
	else
		tail -c "+$(($2 + 1))" -- "$1" | {
			IFS= read -r _
			cat
		}
	fi
}

# read_log: the records of the day's arrivals; log, older and where the day
# starts in them.
read_log() {
	main_log
	now=$(date +%s) year=$(date +%Y) zone=$(date +%z) older='' skip=0
	zone=$(a 'BEGIN { print offset(ARGV[1]) }' "$zone")
	export now year zone
	last=$(awk -F '\t' 'NR > 1 && $2 > t { t = $2 }
		END { print int(t) }' "$tmp/queue")
	if [ -n "$log" ]; then
		t=$(tail -c 65536 -- "$log" | a '(t = stamp($0)) { last = t }
			END { print last + 0 }')
		t=$((t - zone))
		[ $t -le "$last" ] || last=$t
	fi
	# A server that stands still has its own last day; a copy always.
	still=86400
	[ -z "$root" ] || still=0
	[ "$last" -gt 0 ] && [ "$last" -le $((now - still)) ] || last=$now
	since=$((last / 3600 * 3600 - 82800)) start=$((since + zone))
	export since last
	more=,cwd
	[ "$mta" = exim ] || more=
	title=$(echo "$fields$more" | tr , '\t')
	echo "$title" >"$tmp/log"
	[ -n "$log" ] || return 0
	step "reading $log"
	skip=$(bisect "$log" "$start")
	t=$(first_stamp "$log" 0)
	if [ "${t:-0}" -gt "$start" ]; then
		for old in "$log.1" "$log"-[0-9]*[0-9]; do
			[ -f "$old" ] && older=$old
		done
		# All of the log is the day's then.
		[ -z "$older" ] || skip=0
		[ -z "$older" ] || skipped=$(bisect "$older" "$start")
	fi
	# awk reads those of syslog: no more than it does in some seconds.
	n=$(($(wc -c <"$log") - 268435456))
	if [ "$mta" != exim ] && [ "$n" -gt "$skip" ]; then
		older='' skip=$n
		echo "only the newest 256 MiB of the log were looked at" \
			>>"$tmp/notes"
	fi
	: >"$tmp/unread"
	if [ "$mta:$older:$skip" = exim::0 ]; then
		run qls -t -k "$fields$more" "$log" >"$tmp/log"
		return
	fi
	{
		[ -z "$older" ] || tail -c "+$((skipped + 1))" -- "$older"
		tail -c "+$((skip + 1))" -- "$log"
	} >"$tmp/pipe" 2>"$tmp/unread" &
	jobs="$jobs $!"
	{
		[ "$skipped$skip" = 00 ] || IFS= read -r _
		case $mta in
		exim) run qls -t -k "$fields$more" - >"$tmp/log" ;;
		*) syslog >"$tmp/log" || status=2 ;;
		esac
	} <"$tmp/pipe"
	if [ -s "$tmp/unread" ]; then
		status=2
		cat "$tmp/unread" >&2
		cat "$tmp/unread" >>"$tmp/errors"
	fi
}
