# json.sh: the report as one object; of qtriage.
# shellcheck shell=sh disable=SC2016,SC2034,SC2154 # awk's; the script's

# json: the same as one object.
to_json() {
	set --
	i=0
	while [ "$i" -lt "$found" ]; do
		i=$((i + 1))
		set -- "$@" part=f "$tmp/f$i"
	done
	: >"$tmp/none"
	host=$(uname -n) root=$root qdir=$qdir a '
	function top(kind,   i, out) {
		for (i = 1; i <= many[kind]; i++)
			out = out (i > 1 ? ", " : "") "{" \
				jl(kind == "sent" ? "domain" : kind) ": " \
				js(row[kind, i, 5]) ", \"count\": " \
				row[kind, i, 2] ", \"queue\": " \
				row[kind, i, 3] ", \"gone\": " \
				row[kind, i, 4] "}"
		return "[" out "]"
	}
	function list(l,   i, out) {
		for (i = 1; i <= n[l]; i++)
			out = out (i > 1 ? ", " : "") jl(text[l, i])
		return "[" out "]"
	}
	function name(key) { return "\"" key "\": " }
	function flush(   out, k) {
		if (!n["O"])
			return
		split(text["C", 1], c, "\t")
		kind = text["O", 1]
		sub(/:.*/, "", kind)
		out = "{" name("origin") js(text["O", 1]) ", " name("kind") \
			jl(kind) ", " name("count") c[1] + c[2] + c[5] ", " \
			name("queue") c[1] ", " name("gone") c[2] ", " \
			name("what") jl(text["T", 1]) ", " name("sample") \
			list("S") ", " name("evidence") list("E") ", " \
			name("looks_like") list("I") ", " name("advice") \
			list("A") ", " name("commands") "{" name("look") \
			list("L") ", " name("dry_run") list("N") ", " \
			name("block") list("B") ", " name("lock") list("K") \
			", " name("remove") list("R") ", " name("undo") \
			list("U") "}}"
		finds = finds (finds == "" ? "" : ", ") out
		for (k in n)
			delete n[k]
	}
	part == "t" {
		if (many[$1] == 50)
			next
		many[$1]++
		for (i = 2; i <= 5; i++)
			row[$1, many[$1], i] = $i
		next
	}
	part == "s" {
		stop = stop (stop == "" ? "" : ", ") "{" name("origin") js($1) \
			", " name("command") jl($2) "}"
		next
	}
	part == "e" { errors = errors (errors == "" ? "" : ", ") jl($0) }
	part == "n" && !($0 in noted) {
		notes = notes (notes == "" ? "" : ", ") jl($0)
		noted[$0]
	}
	part == "p" { smtp = smtp (smtp == "" ? "" : ", ") $0 }
	part == "x" { ssh = ssh (ssh == "" ? "" : ", ") $0 }
	part == "f" {
		if (FNR == 1)
			flush()
		text[$1, ++n[$1]] = substr($0, 3)
	}
	END {
		flush()
		for (i = 1; i <= many["hour"]; i++)
			at[row["hour", i, 5]] = row["hour", i, 2]
		for (i = 0; i < 24; i++)
			hours = hours (i ? ", " : "") "{" name("hour") \
				jl(h = hour(ENVIRON["since"] + i * 3600)) \
				", " name("count") at[h] + 0 "}"
		print "{" name("host") js(esc(env("host"))) ", " name("root") \
			js(esc(env("root"))) ", " name("mta") jl(env("mta")) \
			", " name("queue") js(esc(env("qdir"))) ", " \
			name("log") js(esc(env("log"))) ", " name("since") \
			env("since") ", " name("until") env("last") ", " \
			name("messages") env("total") ", " name("states") \
			top("state") ", " name("hours") "[" hours "], " \
			name("origins") top("origin") ", " name("senders") \
			top("sender") ", " name("domains") top("domain") ", " \
			name("delivered") top("sent") ", " name("stop") \
			"[" stop "], " name("findings") "[" finds "], " \
			name("smtp") "[" smtp "], " name("sessions") "[" ssh \
			"], " name("notes") "[" notes "], " name("errors") \
			"[" errors "]}"
	}' part=t "$tmp/tally" part=s "$tmp/stop" part=e "$tmp/errors" \
		part=n "$tmp/notes" part=p "$tmp/smtp.json" \
		part=x "$tmp/ssh.json" "$@" </dev/null
}

# processes_json: of both, as the tools make it.
processes_json() {
	: >"$tmp/smtp.json"
	: >"$tmp/ssh.json"
	[ ! -s "$tmp/smtp" ] ||
		smtpwho -j ${root:+-r "$root"} >"$tmp/smtp.json" 2>/dev/null
	[ ! -s "$tmp/ssh" ] ||
		sshwho -j ${root:+-r "$root"} >"$tmp/ssh.json" 2>/dev/null
}
