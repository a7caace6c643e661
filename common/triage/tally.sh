# tally.sh: who and how many, in the queue and gone; of qtriage.
# shellcheck shell=sh disable=SC2016,SC2034,SC2154 # awk's; the script's

# left: of the log's records those that the queue has no more.
left() {
	a '
	NR == FNR {
		there[$1]
		next
	}
	FNR == 1 || !($1 in there) && $2 >= ENVIRON["since"]
	' "$tmp/queue" "$tmp/log" >"$tmp/gone"
}

# counted KIND FIELDS [-l]: both files' counts by these, as lines of a word,
# count, of which in the queue, gone, and the fields; with -l the oldest and
# the newest time stand before them.
counted() {
	qcount ${3+"$3"} -k "$2" "$tmp/queue" >"$tmp/$1.queue" \
		2>"$tmp/$1.said" &
	qcount ${3+"$3"} -k "$2" "$tmp/gone" >"$tmp/$1.gone" 2>"$tmp/said" || :
	wait $!
	cat "$tmp/$1.said" "$tmp/said" >>"$tmp/notes"
	kind=$1 skip=${3+1} a '
	{
		n = $1
		sub(/^[0-9]+\t/, "")
		if (ENVIRON["skip"])
			sub(/^[^\t]*\t/, "")
		key = $0
		if (ENVIRON["skip"])
			sub(/^[^\t]*\t[^\t]*\t/, "", key)
		if (key ~ /^-(\t|$)/)
			next
		if (!(key in both))
			span[key] = $1 "\t" $2
		else if (ENVIRON["skip"]) {
			split(span[key], t, "\t")
			span[key] = ($1 < t[1] ? $1 : t[1]) "\t" \
				($2 > t[2] ? $2 : t[2])
		}
		both[key] += n
		if (file == 1)
			queued[key] = n
	}
	END {
		for (key in both)
			print ENVIRON["kind"] "\t" both[key] "\t" \
				queued[key] + 0 "\t" both[key] - queued[key] \
				"\t" (ENVIRON["skip"] ? span[key] "\t" : "") key
	}' file=1 "$tmp/$1.queue" file=2 "$tmp/$1.gone" |
		sort -t "$tab" -k 2,2nr -k 5
}

# tally: all of it, as lines of a word and its fields.
tally() {
	step "counting"
	left || {
		status=2
		tell "$tmp" "could not be written" || :
	}
	{
		# A blank is escaped in all fields but the last.
		counted origin origin,user,cwd -l | users
		counted state state
		counted sender sender
		counted hour hour | since=$since a '
			$5 >= hour(ENVIRON["since"])'
		counted domain rdomain
		[ -z "$log" ] || delivered
	} >"$tmp/tally"
	qcount -k origin,queue "$tmp/queue" >"$tmp/in" 2>/dev/null
	gone_all=$(($(wc -l <"$tmp/gone") - 1))
}

# users: of origins, from standard input. The log names no script: what is
# gone of a user is of what he has most of in the queue.
users() {
	a '
	{ line[NR] = $0 }
	$8 != "-" && $3 > best[$8] {
		best[$8] = $3
		main[$8] = $7
	}
	END {
		for (i = 1; i <= NR; i++) {
			split(line[i], f, "\t")
			if (f[7] ~ /^local:/ && !f[3] && f[8] in main)
				more[main[f[8]]] += f[4]
		}
		for (i = 1; i <= NR; i++) {
			split(line[i], f, "\t")
			if (f[7] ~ /^local:/ && !f[3] && f[8] in main)
				continue
			m = main[f[8]] == f[7] ? more[f[7]] : 0
			print f[1] "\t" f[2] + m "\t" f[3] "\t" f[4] + m \
				"\t" f[7] "\t" substr(f[5], 1, 13) "\t" \
				substr(f[6], 1, 13) "\t" f[8] "\t" m + 0
		}
	}' | sort -t "$tab" -k 2,2nr -k 5
}

# delivered: domains of recipients, by the newest lines of the log.
delivered() {
	t=$(($(wc -c <"$log") - 33554432))
	recent "$log" $((t > skip ? t : skip)) |
		LC_ALL=C grep -a -e ' [=-]> ' -e ' to=<' | a '
	{
		if (match($0, / to=<[^>]*>/)) # Postfix, Sendmail
			s = substr($0, RSTART + 5, RLENGTH - 6)
		else if (match($0, / [=-]> [^ ]+/))
			s = substr($0, RSTART + 4, RLENGTH - 4)
		if (!match(s, /@[^@]*$/))
			next
		n[esc(tolower(substr(s, RSTART + 1)))]++
	}
	END {
		for (d in n)
			print "sent\t" n[d] "\t0\t" n[d] "\t" d
	}' | sort -t "$tab" -k 2,2nr -k 5
}

# with NAME...: of the tally, the lines of these words.
with() {
	words=" $* " a 'index(env("words"), " " $1 " ")' "$tmp/tally"
}
