# maillog.sh: records of what Postfix and Sendmail logged; of qtriage.
# shellcheck shell=sh disable=SC2016,SC2034,SC2154 # awk's; the script's

# syslog: the same records of what Postfix or Sendmail logged on standard
# input. To the file looks goes by what grep finds an origin's lines.
syslog() {
	LC_ALL=C grep -a -F -e client= -e ' uid=' -e from= -e authid= \
		-e ': removed' -e 'Message accepted for delivery' |
		passwd=$root/etc/passwd title=$title looks=$tmp/looks a '
	function origin(id) {
		if (id in login)
			return "auth:" login[id]
		if (id in user)
			return "local:" user[id]
		if (id in ip)
			return (ip[id] ~ /^127\.|^::1$/ ? "loop:[" : \
				"remote:[") ip[id] "]"
		return sender == "<>" ? "bounce:" : "-"
	}
	function field(s) { return s == "" ? "-" : esc(s) }
	function record(id) {
		return id "\t" t ".0\t" now_hour "\t" \
			(sender == "" ? "<>" : esc(sender))
	}
	function behind(id,   o, line) {
		o = field(origin(id))
		line = "\t" o "\t" field(user[id]) "\t" \
			field(login[id]) "\t" field(ip[id]) "\t" \
			field(host[id])
		found(o, look[id] == "" ? "-" : look[id])
		return line
	}
	function begins(from_whom, name, account, pattern) {
		delete told[id]
		info[id] = "\t" esc(from_whom) "\t" field(name) "\t" \
			field(account) "\t" field(ip["c"]) "\t" field(host["c"])
		found(esc(from_whom), esc(pattern))
	}
	# By what grep finds such lines.
	function found(o, pattern) {
		if (!((o, pattern) in looks))
			print o "\t" pattern >ENVIRON["looks"]
		looks[o, pattern]
	}
	# The text behind name= up to one of these.
	function value(name, ends,   s, i) {
		i = index(line, name "=")
		if (!i)
			return ""
		s = substr(line, i + length(name) + 1)
		return match(s, ends) ? substr(s, 1, RSTART - 1) : s
	}
	function client(s, id) { # name[address]
		match(s, /\[[^][]*\]$/)
		ip[id] = substr(s, RSTART + 1, RLENGTH - 2)
		sub(/^IPv6:/, "", ip[id])
		host[id] = substr(s, 1, RSTART - 1)
		sub(/ $/, "", host[id])
		if (host[id] == "unknown")
			host[id] = ""
	}
	BEGIN {
		print ENVIRON["title"]
		file = ENVIRON["passwd"]
		while ((getline entry < file) > 0) {
			split(entry, part, ":")
			if (!(part[3] in named))
				named[part[3]] = part[1]
		}
	}
	{
		if (!(k = index($0, "]: ")))
			next
		line = substr($0, k + 3)
		if (line ~ /^\[ID /)
			sub(/^\[ID [0-9]+ [^]]*\] /, "", line)
		id = (i = index(line, ":")) ? substr(line, 1, i - 1) : line
		line = substr(line, length(id) + 3)
		if (line == "removed") {
			delete info[id]
			delete told[id]
			next
		}
		# Most lines are of the second of the one before.
		if (substr($0, 1, 30) != then) {
			then = substr($0, 1, 30)
			t = stamp($0)
			if (t)
				t -= ENVIRON["zone"]
			now_hour = hour(t)
		}
		if (!t)
			next
		program = substr($0, 1, k - 1)
		pid = i = 0
		if (match(program, /[^ :]+\[[0-9]+$/)) {
			program = substr(program, RSTART) "]"
			i = index(program, "[")
			pid = substr(program, i + 1, length(program) - i - 1)
		}
		if (!pid)
			next
	}
	id ~ /^AUTH=server, / {
		line = id
		client(value("relay", ","), "p" pid)
		signed[pid SUBSEP ip["p" pid]] = value("authid", ",")
		next
	}
	id !~ /^[0-9A-Za-z]+$/ || length(id) < 6 { next }
	# Postfix: all but the sender is known when the message begins.
	line ~ /^client=/ {
		line = line ","
		k = index(line, ",")
		client(substr(line, 8, k - 8), "c")
		s = value("sasl_username", "(, | |,$)")
		if (s != "")
			begins("auth:" s, "", s, "sasl_username=" s)
		else
			begins((ip["c"] ~ /^127\.|^::1$/ ? "loop:[" : \
				"remote:[") ip["c"] "]", "", "", \
				"[" ip["c"] "]")
		next
	}
	line ~ /^uid=/ {
		s = value("uid", " ")
		ip["c"] = host["c"] = ""
		name = s in named ? named[s] : s
		begins("local:" name, name, "", " uid=" s " from=")
		next
	}
	line ~ /^from=</ && program ~ /qmgr\[/ {
		if (id in told)
			next
		told[id]
		sender = substr(value("from", ">, size="), 2)
		if (sender == "")
			sender = "<>"
		print record(id) (id in info ? info[id] : "\t" \
			(sender == "<>" ? "bounce:" : "-") "\t-\t-\t-\t-")
		next
	}
	# Sendmail: the address of the sender can have anything in it; relay= is
	# the last.
	line ~ /^from=/ && line ~ /, relay=/ {
		sender = value("from", ", size=")
		gsub(/^<|>$/, "", sender)
		sender = sender == "" ? "<>" : sender
		s = line
		sub(/.*, relay=/, "", s)
		if (s ~ /@localhost$/) {
			sub(/@localhost$/, "", s)
			user[id] = s
			look[id] = esc("relay=" s "@localhost")
		} else {
			client(s, id)
			look[id] = esc(s)
			if ((pid SUBSEP ip[id]) in signed) {
				login[id] = signed[pid SUBSEP ip[id]]
				look[id] = esc("authid=" login[id])
			}
		}
		order[++n] = id
		head[id] = record(id)
		from[id] = sender
	}
	# From the client queue the daemon took it, under another id.
	match(line, /\([0-9A-Za-z]+ Message accepted for delivery/) {
		s = substr(line, RSTART + 1)
		sub(/ .*/, "", s)
		if (id in user && s in head) {
			user[s] = user[id]
			look[s] = look[id]
			delete ip[s]
			gone[id] = 1
		}
	}
	END {
		for (i = 1; i <= n; i++) {
			id = order[i]
			sender = from[id]
			if (!(id in gone) && head[id] != "")
				print head[id] behind(id)
			head[id] = ""
		}
	}'
}
