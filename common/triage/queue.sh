# queue.sh: the queue's records, read once; places; of qtriage.
# shellcheck shell=sh disable=SC2016,SC2034,SC2154 # awk's; the script's

fields=id,time,hour,sender,origin,user,auth,ip,host

# absolute PATH
absolute() {
	case $1 in
	/*) printf '%s\n' "$1" ;;
	*) printf '%s\n' "$PWD/$1" ;;
	esac
}

# is_dir PATH: it is, or that is told.
is_dir() {
	[ ! -f "$1" ] || die "$1" "Not a directory"
	ls -d -- "$1/." >/dev/null 2>"$tmp/said" && return
	said=$(cat "$tmp/said")
	die "$1" "${said##*: }"
}

# kind_of DIR: whose queue that is.
kind_of() {
	if [ ! -r "$1" ]; then
		echo unknown
	elif [ -d "$1/input" ] || [ -d "$1/msglog" ]; then
		echo exim
	elif [ -d "$1/deferred" ] && [ -d "$1/hold" ]; then
		echo postfix
	else
		echo sendmail
	fi
}

# find_queue: dir below the root, the one that holds messages, as the tools
# find this machine's.
find_queue() {
	first='' held=''
	for place in exim4 exim postfix mqueue; do
		place=$root/var/spool/$place
		{ [ -d "$place" ] && [ ! -L "$place" ]; } || continue
		first=${first:-$place}
		n=$(run qcount -d "$place")
		[ "${n:-0}" -gt 0 ] || continue
		[ -z "$held" ] || die "$held" \
			"$(escaped "$place") has messages, too; choose with -d"
		held=$place
	done
	dir=${held:-$first}
}

read_queue() {
	step "reading the queue"
	rc=0
	if [ -n "$root" ] && [ -z "$dir" ]; then
		echo "no mail queue below $(escaped "$root")" >>"$tmp/notes"
		echo >"$tmp/queue"
		mta='' qdir='' total=0
		return
	fi
	qls ${name:+-G "$name"} -t -k \
		"$fields,state,queue,mta,rdomain,rcpts,subject" \
		>"$tmp/queue" 2>"$tmp/said" || rc=$?
	if [ $rc != 0 ]; then
		step ""
		retold "$tmp/said"
		sed "s/^qls: /$tool: /" "$tmp/said" >>"$tmp/errors"
		status=2
		n=$(wc -l <"$tmp/queue")
		[ -z "${QTRIAGE_QUEUE-}" ] || [ "$n" -gt 1 ] || exit 2
		! grep -q 'choose with -d' "$tmp/said" || exit 2
	else
		cat "$tmp/said" >>"$tmp/notes"
	fi
	[ -s "$tmp/queue" ] || echo >"$tmp/queue"
	mta=$(awk -F '\t' 'NR == 2 { print $12; exit }' "$tmp/queue")
	qdir=${QTRIAGE_QUEUE-}
	if [ -z "$qdir" ]; then
		for place in exim4 exim postfix mqueue; do
			[ -d "/var/spool/$place" ] || continue
			qdir=/var/spool/$place
			[ -z "$mta" ] || [ "$(kind_of "$qdir")" != "$mta" ] ||
				break
			[ -n "$mta" ] || break
		done
	fi
	[ -n "$mta" ] || [ -z "$qdir" ] || mta=$(kind_of "$qdir")
	total=$(($(wc -l <"$tmp/queue") - 1))
}

# options of the tools that look into the queue, as they are to be typed
typed() {
	more=
	[ -z "$given" ] || more=" -d $(word "${given#"$root"}")"
	opt_d=$more
	[ -z "$name" ] || more="$more -G $(word "$name")"
	opt_dG=$more
	export opt_d opt_dG mta name log root total
}
