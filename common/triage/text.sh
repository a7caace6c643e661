# text.sh: a finding, and the rest, as text; of qtriage.
# shellcheck shell=sh disable=SC2016,SC2034,SC2154 # awk's; the script's

# section: the finding's, as text; JSON is made at the end.
section() {
	n=$((found + 3)) a '
	# Words, as many as fit into a line; those behind the first further in.
	function put(indent, s,   k, i, word, line) {
		k = split(s, word, " ")
		line = indent
		for (i = 1; i <= k; i++) {
			if (length(line word[i]) > 78 && line !~ /^ *-? *$/) {
				print line
				line = "       "
			}
			line = line word[i] " "
		}
		sub(/ +$/, "", line)
		print line
	}
	function part(letters, title,   i, l, j) {
		for (j = 1; j <= length(letters); j++) {
			l = substr(letters, j, 1)
			for (i = 1; i <= n[l]; i++) {
				if (title != "")
					print "   " title ":"
				title = ""
				if (l ~ /[EIA]/)
					put("     - ", text[l, i])
				else
					print "     " text[l, i]
			}
		}
	}
	{
		text[$1, ++n[$1]] = substr($0, 3)
		if ($1 == "C") {
			queued = $2
			gone = $3
			first = $4
			last = $5
			others = $6
		}
	}
	END {
		print "\n" ENVIRON["n"] ". " show(text["O", 1]) "\n"
		if (others == "")
			print "   " queued " in the queue, " gone \
				" gone; " first "h to " last "h UTC"
		for (i = 1; i <= n["T"]; i++)
			put("   ", text["T", i])
		part("S", "sample")
		part("E", "evidence")
		part("I", "looks like")
		part("L", "look")
		part("N", "dry run")
		part("A", "do")
		part("B", "block")
		part("K", "lock and end")
		part("R", "remove, with a copy")
		part("U", "undo")
	}' "$f" >"$tmp/part"
	say "$tmp/part"
}

# rest: what is left to say.
rest() {
	{
		printf '\n%s. PROCESSES AND SESSIONS\n\n' $((found + 4))
		if [ -s "$tmp/smtp" ]; then
			a '{ print "   smtpwho: " $1 " " show($2) " " show($3) \
				" to " show($4) " " show($8) }' "$tmp/smtp"
		else
			echo "   Nothing speaks SMTP past the queue (smtpwho)."
		fi
		a '$8 != "-" { n++
			print "   sshwho -x: " show($2) " " $1 " from " \
				show($3) ": " show($8) }
			END { if (!n) print "   No ssh session of " NR \
				" has a flag (sshwho -x)." }' "$tmp/ssh"
		for part in notes errors; do
			[ ! -s "$tmp/$part" ] || {
				printf '\n   %s:\n' "$part"
				sort -u "$tmp/$part" | sed 's/^/     /'
			}
		done
	} >"$tmp/part"
	say "$tmp/part"
}
