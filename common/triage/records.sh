# records.sh: awk that knows the escapes of records, and times; of qtriage.
# shellcheck shell=sh disable=SC2016,SC2034,SC2154 # awk's; the script's

# Of a field of a record, by its escapes: show, as text; sh, one word for sh;
# js, a string of JSON. jl: of text that is shown, a string of JSON. esc: of
# bytes as they come, a field.
lib='
function hex(s) {
	return 16 * index("123456789ABCDEF", substr(s, 1, 1)) + \
		index("123456789ABCDEF", substr(s, 2, 1))
}
function show(s,   out, more, token) {
	do {
		more = cut(s)
		token = substr(s, length(before) + 1, \
			length(s) - length(before) - length(rest))
		out = out before (token == "\\x20" || token == "\\t" ? " " : \
			token == "\\x2C" ? "," : token)
		s = rest
	} while (more)
	return out
}
# Cuts s at its first escape: into before, then what it stands for, rest.
function cut(s) {
	if (!match(s, /\\(x[0-9A-F][0-9A-F]|.)/)) {
		before = s
		rest = ""
		return 0
	}
	before = substr(s, 1, RSTART - 1)
	code = substr(s, RSTART + 1, RLENGTH - 1)
	rest = substr(s, RSTART + RLENGTH)
	code = code == "t" ? 9 : code == "n" ? 10 : \
		code ~ /^x/ ? hex(substr(code, 2)) : 92
	return 1
}
function sh(s,   plain, odd, some, more, part, n, i, c) {
	do {
		more = cut(s)
		part = before
		if (more && code >= 32 && code < 127)
			part = part sprintf("%c", code)
		plain = plain part
		n = length(part)
		for (i = 1; i <= n; i++) {
			c = substr(part, i, 1)
			odd = odd (c == "\\" ? "\\\\" : c == q ? "\\0047" : c)
		}
		if (more && (code < 32 || code > 126)) {
			odd = odd sprintf("\\0%03o", code)
			some = 1
		}
		s = rest
	} while (more)
	if (some)
		return "\"$(printf %b " q odd q ")\""
	n = split(plain, parts, q)
	plain = n ? parts[1] : ""
	for (i = 2; i <= n; i++)
		plain = plain q "\\" q q parts[i]
	return q plain q
}
function jraw(s) {
	gsub(/["\\]/, "\\\\&", s)
	gsub(/[\001-\037\177]/, "?", s)
	return s
}
function jl(s) { return "\"" jraw(s) "\"" }
function js(s,   out, more) {
	do {
		more = cut(s)
		out = out jraw(before)
		s = rest
		if (!more)
			break
		if (code == 194 && s ~ /^\\x[89][0-9A-F]/) {
			code = hex(substr(s, 3, 2))
			s = substr(s, 5)
		} else if (code == 226 && s ~ /^\\x8[01]\\x[89AB]/) {
			code = 8192 + (hex(substr(s, 3, 2)) - 128) * 64 + \
				hex(substr(s, 7, 2)) - 128
			s = substr(s, 9)
		} else if (code > 127)
			code += 56320
		out = out (code < 32 || code > 126 ? \
			sprintf("\\u%04x", code) : jraw(sprintf("%c", code)))
	} while (1)
	return "\"" out "\""
}
function esc(s,   out, n, i, c) {
	if (s ~ /^[]-~!-[]*$/)
		return s
	n = length(s)
	for (i = 1; i <= n; i++) {
		c = substr(s, i, 1)
		out = out (c == "\\" ? "\\\\" : c ~ /[!-~]/ ? c : \
			sprintf("\\x%02X", ord[c]))
	}
	return out
}
# Bytes as they come, of one line, to show: a backslash stays.
function clean(s,   out, n, i, c) {
	n = length(s)
	for (i = 1; i <= n; i++) {
		c = substr(s, i, 1)
		out = out (c ~ /[ -~]/ ? c : c == "\t" ? " " : \
			sprintf("\\x%02X", ord[c]))
	}
	return out
}
function days(y, m, d) {
	m += 0 # numbers, not texts, are compared
	if (m < 3) {
		y--
		m += 12
	}
	return 365 * y + int(y / 4) - int(y / 100) + int(y / 400) + \
		int((153 * m - 457) / 5) + d - 719469
}
# The time that a line of a log starts with, as local seconds; 0 if with none.
function stamp(s,   m, y, t, z) {
	if (s ~ /^[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9][ T][0-9]/) {
		t = days(substr(s, 1, 4), substr(s, 6, 2), substr(s, 9, 2)) \
			* 86400 + clock(substr(s, 12))
		s = substr(s, 20, 20)
		if (match(s, /^(\.[0-9]*)? ?[-+][0-9][0-9]:?[0-9][0-9]/)) {
			z = substr(s, 1, RLENGTH)
			sub(/^[^-+]*/, "", z)
			sub(/:/, "", z)
			t += ENVIRON["zone"] - offset(z)
		} else if (s ~ /^(\.[0-9]*)?Z/)
			t += ENVIRON["zone"]
	}
	else if (s ~ /^[A-Z][a-z][a-z] [ 0-9][0-9] [0-9][0-9]:[0-9]/) {
		m = (index("JanFebMarAprMayJunJulAugSepOctNovDec", \
			substr(s, 1, 3)) + 2) / 3
		y = ENVIRON["year"]
		t = days(y, m, substr(s, 5, 2)) * 86400 + clock(substr(s, 8))
		if (t > ENVIRON["now"] + 172800)
			t = days(y - 1, m, substr(s, 5, 2)) * 86400 + \
				clock(substr(s, 8))
	}
	return t
}
# The seconds of +0300.
function offset(s,   t) {
	t = substr(s, 2, 2) * 3600 + substr(s, 4, 2) * 60
	return s ~ /^-/ ? -t : t
}
function clock(s) {
	return substr(s, 1, 2) * 3600 + substr(s, 4, 2) * 60 + substr(s, 7, 2)
}
# 2026-11-21T17 of seconds.
function hour(t,   n, y, m) {
	n = int(t / 86400)
	y = int(n / 365.25) + 1970
	while (days(y, 1, 1) > n)
		y--
	m = 12
	while (days(y, m, 1) > n)
		m--
	return sprintf("%d-%02d-%02dT%02d", y, m, n - days(y, m, 1) + 1, \
		int(t % 86400 / 3600))
}
# Of a text that is long the beginning.
function short(s) {
	if (length(s) < 300)
		return s
	s = substr(s, 1, 280)
	sub(/[\200-\377]+$/, "", s)
	return s "..."
}
function env(name) { return ENVIRON[name] "" }
BEGIN {
	q = "\047"
	for (i = 1; i < 256; i++)
		ord[sprintf("%c", i)] = i
}'

# a PROGRAM [OPERAND...]: awk with these functions; a record's fields.
a() {
	program=$1
	shift
	awk -F '\t' "$lib$program" "$@"
}

# word VALUE: a value of ours as a word for sh, escaped where it has to be.
word() {
	value=$1 a 'BEGIN { print sh(esc(env("value"))) }'
}
