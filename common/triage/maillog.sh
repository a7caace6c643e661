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
		return id "\t" t ".0\t" hour(t) "\t" \
			(sender == "" ? "<>" : esc(sender))
	}
	function behind(id,   o, line) {
		o = field(origin(id))
		line = "\t" o "\t" field(user[id]) "\t" \
			field(login[id]) "\t" field(ip[id]) "\t" \
			field(host[id])
		# by what grep finds such lines
		pattern = look[id] == "" ? "-" : look[id]
		if (!((o, pattern) in looks))
			print o "\t" pattern >ENVIRON["looks"]
		looks[o, pattern]
		return line
	}
	function forget(id) {
		delete login[id]; delete user[id]; delete ip[id]
		delete host[id]; delete look[id]; delete told[id]
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
		t = stamp($0)
		if (!t)
			next
		t -= ENVIRON["zone"]
		if (!match($0, /[^ :]+\[[0-9]+\]: /))
			next
		program = substr($0, RSTART, RLENGTH - 2)
		line = substr($0, RSTART + RLENGTH)
		sub(/^\[ID [0-9]+ [^]]*\] /, "", line)
		pid = program
		sub(/.*\[/, "", pid)
		id = line
		sub(/:.*/, "", id)
		line = substr(line, length(id) + 3)
	}
	id ~ /^AUTH=server, / {
		line = id
		client(value("relay", ","), "p" pid)
		signed[pid SUBSEP ip["p" pid]] = value("authid", ",")
		next
	}
	id !~ /^[0-9A-Za-z]+$/ || length(id) < 6 { next }
	program ~ /^postfix/ || program ~ /\/(smtpd|pickup|qmgr)\[/ {
		if (program ~ /smtpd\[/ && line ~ /^client=/) {
			forget(id)
			client(value("client", ","), id)
			s = value("sasl_username", "(, | )")
			if (s != "") {
				login[id] = s
				look[id] = esc("sasl_username=" s)
			} else
				look[id] = esc("[" ip[id] "]")
		} else if (program ~ /pickup\[/ && line ~ /^uid=/) {
			forget(id)
			s = value("uid", " ")
			user[id] = s in named ? named[s] : s
			look[id] = esc(" uid=" s " from=")
		} else if (line ~ /^from=</ && !(id in told)) {
			sender = value("from", ">, size=")
			sender = substr(sender, 2)
			if (sender == "")
				sender = "<>"
			print record(id) behind(id)
			told[id] = 1
		} else if (line == "removed")
			forget(id)
		next
	}
	line ~ /^from=/ && /relay=/ {
		sender = value("from", ", size=")
		gsub(/^<|>$/, "", sender)
		sender = sender == "" ? "<>" : sender
		s = value("relay", "$")
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
