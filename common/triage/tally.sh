# tally.sh: who and how many, in the queue and gone; of qtriage.
# shellcheck shell=sh disable=SC2016,SC2034,SC2154 # awk's; the script's

# tally: who and how many, of the queue and of what the log has beyond it:
# what is left, as lines of a word and its fields.
tally() {
	a '
	function add(kind, key, n) {
		if (!((kind, key) in seen)) {
			seen[kind, key] = 1
			keys[kind, ++many[kind]] = key
		}
		if (file == 1)
			queued[kind, key] += n
		else
			gone[kind, key] += n
	}
	FNR == 1 { next }
	file == 1 { there[$1] }
	file == 1 && $10 != "-" { add("state", $10, 1) }
	file == 2 && ($1 in there || $2 < ENVIRON["since"]) { next }
	{
		add("all", "messages", 1)
		add("sender", $4, 1)
		if ($5 != "-")
			add("origin", $5, 1)
		if ($2 >= ENVIRON["since"])
			add("hour", int(($2 - ENVIRON["since"]) / 3600), 1)
		if (!($5 in first) || $2 < first[$5])
			first[$5] = $2
		if (!($5 in newest) || $2 > newest[$5])
			newest[$5] = $2
		if (file == 1 && $6 != "-") {
			n = queued["origin", $5]
			if (n >= best[$6]) {
				best[$6] = n
				main[$6] = $5
			}
		}
		if ($5 ~ /^auth:/)
			add("ip", $5 "\t" $8 "\t" $9, 1)
		if (file == 1)
			add("in", $5 "\t" $11, 1)
		if (file == 1)
			add("box", $11, 1)
		if (file == 2 && $10 != "")
			look[$5] = $10
		user[$5] = $6
	}
	file == 1 {
		n = split($13, domain, ",")
		for (i = 1; i <= n; i++)
			add("domain", domain[i], 1)
	}
	END {
		# The log names no script: what is gone of a user is of what he
		# has in the queue.
		for (i = 1; i <= many["origin"]; i++) {
			o = keys["origin", i]
			u = user[o]
			if (o ~ /^local:/ && !queued["origin", o] && \
				u in main) {
				more[main[u]] += gone["origin", o]
				gone["origin", o] = 0
			}
		}
		for (kind_key in seen) {
			split(kind_key, k, SUBSEP)
			key = substr(kind_key, length(k[1]) + 2)
			nq = queued[kind_key] + 0
			ng = gone[kind_key] + (k[1] == "origin" ? more[key] : 0)
			if (nq + ng == 0)
				continue
			line = k[1] "\t" nq + ng "\t" nq "\t" ng + 0 "\t" key
			if (k[1] == "origin")
				line = line "\t" int(first[key]) "\t" \
					int(newest[key]) "\t" user[key] "\t" \
					more[key] + 0 "\t" look[key]
			print line
		}
	}' file=1 "$tmp/queue" file=2 "$tmp/log" |
		sort -t "$tab" -k 1,1 -k 2,2nr -k 5 >"$tmp/tally"
	[ -z "$log" ] || delivered >>"$tmp/tally"
}

# delivered: domains of recipients, by the newest lines of the log.
delivered() {
	t=$(($(wc -c <"$log") - 67108864))
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
