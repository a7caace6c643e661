# overview.sh: the report's first parts: stop it, how much, who; of qtriage.
# shellcheck shell=sh disable=SC2016,SC2034,SC2154 # awk's; the script's

# stop: how to stop it now, for each of the top origins.
stop() {
	with origin | top=$top a '
	NR == FNR {
		box[++n] = $0
		sum += $1
		next
	}
	{ line[++m] = $0 }
	END {
		for (i = 1; i <= m && i <= ENVIRON["top"]; i++) {
			split(line[i], f, "\t")
			if (!f[3])
				continue
			pick = " -i -w " sh("origin\\x20=\\x20" f[5])
			if (env("mta") == "postfix")
				put(f[5], "qgrep" env("opt_dG") pick \
					" | postsuper -h -")
			else if (env("mta") == "sendmail")
				put(f[5], "qgrep" env("opt_dG") pick \
					" | qrm" env("opt_d") \
					(f[3] == sum && sum > 10 ? " -a" : \
					"") " -b /root/removed")
			else
				exim(f[5], pick)
		}
	}
	function put(o, command) { print o "\t" command }
	# Exim freezes a message in the queue it is told.
	function exim(o, pick,   j, b) {
		for (j = 1; j <= n; j++) {
			split(box[j], b, "\t")
			if (b[2] != o)
				continue
			if (b[3] == "default")
				put(o, "qgrep" env("opt_d") pick \
					" | xargs -r exim -Mf")
			else
				put(o, "qgrep" env("opt_d") " -G " sh(b[3]) \
					pick " | xargs -r exim " \
					sh("-qG" b[3]) " -Mf")
		}
	}' "$tmp/in" - >"$tmp/stop"
	{
		host=$(uname -n 2>/dev/null)
		printf 'qtriage: %s, %s UTC; %s, %s\n' \
			"${root:+copy in }$(escaped "${root:-$host}")" \
			"$(date -u '+%Y-%m-%d %H:%M')" "${mta:-no queue}" \
			"${qdir:+queue $(escaped "$qdir")}"
		[ -n "$log" ] && printf 'main log %s\n' "$(escaped "$log")"
		[ -z "$root" ] ||
			echo "The commands are for the server itself."
		printf '\n1. STOP IT NOW: spam leaves while you look\n\n'
		if [ -s "$tmp/stop" ]; then
			a '{
				if ($1 != o)
					print "   " show($1)
				o = $1
				print "     " $2
			}' "$tmp/stop"
			case $mta in
			sendmail) echo '   Sendmail holds none by id: this' \
				'takes them out and keeps a copy.' ;;
			exim) echo '   That freezes them; -Mt in place of -Mf' \
				'thaws.' ;;
			postfix) echo '   That holds them; -H in place of -h' \
				'releases.' ;;
			esac
			echo "   What comes anew goes on: block its source" \
				"(below)."
		else
			echo "   Nothing is in the queue."
		fi
	} >"$tmp/part"
	say "$tmp/part"
}

# how_much: counts, and the last day by hours.
how_much() {
	{
		printf '\n2. HOW MUCH\n\n   %s in the queue' "$total"
		with state | a '{
			printf("%s%s %s", NR == 1 ? ": " : ", ", $3, $5)
		}'
		printf '\n'
		[ -z "$log" ] || gone=$gone_all a 'BEGIN {
			print "   " env("gone") " more came and are gone, by" \
				" the log since " hour(env("since")) "h UTC"
		}'
		printf '\n   Arrivals by hour, UTC:\n'
		with hour | a '
		{
			n[$5] = $2
			if ($2 > max)
				max = $2
		}
		END {
			since = ENVIRON["since"]
			for (i = 0; i < 24; i++) {
				h = hour(since + i * 3600)
				k = max ? int(n[h] * 50 / max + .999) : 0
				bar = ""
				while (k-- > 0)
					bar = bar "#"
				s = sprintf("   %s %8d %s", h, n[h], bar)
				sub(/ +$/, "", s)
				print s
			}
		}'
	} >"$tmp/part"
	say "$tmp/part"
}

# who: the top of each, in the queue and gone.
who() {
	{
		printf '\n3. WHO: in the queue, and gone by the log\n'
		for kind in origin sender domain sent; do
			with $kind | kind=$kind top=$top a '
			BEGIN {
				head["origin"] = "origins"
				head["sender"] = "senders"
				head["domain"] = "recipients, in the queue"
				head["sent"] = "recipients, delivered to"
			}
			NR == 1 {
				print "\n   queue      gone  " head[env("kind")]
			}
			NR <= 8 || NR <= ENVIRON["top"] {
				printf "%8d  %8d  %s\n", $3, $4, show($5)
			}'
		done
	} >"$tmp/part"
	say "$tmp/part"
}
