# message.sh: what messages tell: a sample, and innocent kinds; of qtriage.
# shellcheck shell=sh disable=SC2016,SC2034,SC2154 # awk's; the script's

# innocent: what they look like beside spam, by the headers of the newest 50
# and by who gets bounces.
innocent() {
	tail -n 50 "$m" | awk -F '\t' '$1 != "id" { print $1 }' |
		qhdr -x auto-submitted -x precedence -x list-id \
			-x list-unsubscribe -x x-cron-env -x x-forwarded-for \
			-x resent-from -x delivered-to -x subject \
			2>/dev/null >"$tmp/headers"
	noted '
	{ n++ }
	env("origin") == "bounce:" { next }
	$1 ~ /^auto-/ || $2 ~ /^auto/ { auto++ }
	tolower($2) ~ /^(bulk|list|junk)/ || $3 $4 != "--" { list++ }
	$5 != "-" && $9 ~ /^Cron </ { cron++ }
	$6 $7 $8 != "---" { forward++ }
	function like(k, what, why) {
		if (k * 2 >= n && k)
			print "I\t" what ": " k " of " n " looked at " why
	}
	END {
		like(auto, "autoresponder", \
			"have Auto-Submitted or Precedence: auto_reply")
		like(list, "newsletter or list", "have List-Id," \
			" List-Unsubscribe or Precedence: bulk; spam can, too")
		like(cron, "output of cron jobs that MAILTO gets", \
			"have X-Cron-Env and a subject \"Cron <\"")
		like(forward, "forwarding", "have X-Forwarded-For," \
			" Resent-From or Delivered-To")
	}' "$tmp/headers"
	case $via in
	bounce) bounces ;;
	remote) note I "forwarding or relaying: it came from another machine \
and is to go on to others; the spam was not made here, unless that machine \
is yours" ;;
	esac
}

# bounces: whom they are for: customers' own failed mail, or forged senders.
bounces() {
	{
		qcount -k origin,domain "$tmp/queue" "$tmp/gone"
		echo
		qcount -k origin,rdomain "$tmp/queue"
	} 2>/dev/null | noted '
	NF == 0 {
		second = 1
		next
	}
	!second {
		if ($2 !~ /^(bounce|remote):/)
			ours[$3]
		next
	}
	$2 == env("origin") {
		n += $1
		if ($3 in ours)
			own += $1
	}
	END {
		if (!n)
			exit
		print "I\tbounces: of " n " they are for, " own + 0 " are in" \
			" domains that send here: those await them"
		if (own * 2 < n)
			print "I\tbackscatter: most go to domains that sent" \
				" nothing here, so to forged senders of mail" \
				" that should be refused at once, not bounced"
	}' -
}

# sample: the newest message's headers that decide, its envelope and log.
sample() {
	qhdr -x from -x to -x subject -x date -x message-id \
		-x x-php-originating-script -x x-php-script -x x-mailer \
		-x user-agent -x auto-submitted -x precedence -x list-id \
		-x list-unsubscribe -x x-cron-env -x received "$id" \
		>"$tmp/headers" 2>/dev/null
	noted '
	BEGIN {
		split("From,To,Subject,Date,Message-ID," \
			"X-PHP-Originating-Script,X-PHP-Script,X-Mailer," \
			"User-Agent,Auto-Submitted,Precedence,List-Id," \
			"List-Unsubscribe,X-Cron-Env,Received", name, ",")
	}
	{
		for (i = 1; i < NF; i++)
			if ($i != "-")
				print "S\t" name[i] ": " short(show($i))
		k = split($NF, hop, ",")
		if ($NF != "-")
			print "S\tReceived, first hop: " short(show(hop[k]))
	}' "$tmp/headers"
	qhdr -e "$id" 2>/dev/null | a '
		/^(sender|user|uid|auth|host|ip|helo|proto|script|cwd): / {
			print "S\tenvelope " $0
		}
		/^rcpts: / && ++n == 1 { first = $0 }
		END { if (n) print "S\tenvelope " first \
			(n > 1 ? ", and " n - 1 " more" : "") }' >>"$f"
	qlog "$id" 2>/dev/null | tail -n 3 |
		awk 'NF { gsub(/\t/, " "); print "S\tits log: " $0 }' >>"$f"
}

# logged: lines of the main log that have the sample's id, by file and line.
logged() {
	for part in "$log" "$older"; do
		[ -n "$part" ] || continue
		begin=$(bisect "$part" $((id_time + zone - 60)))
		recent "$part" "$begin" | head -c 67108864 |
			grep -a -n -m 2 -F -e "$id" \
				>"$tmp/lines"
		[ -s "$tmp/lines" ] || continue
		base=0
		if [ "$begin" != 0 ]; then
			base=$(head -c "$begin" "$part" | wc -l)
			base=$((base + 1)) # one was passed over
		fi
		base=$base part=$part a 'BEGIN { FS = "\001" }
		{
			match($0, /^[0-9]+:/)
			line = substr($0, 1, RLENGTH - 1) + ENVIRON["base"]
			print "E\t" clean(env("part")) ":" line ": " \
				short(clean(substr($0, RLENGTH + 1)))
		}' "$tmp/lines" >>"$f"
		return
	done
}
