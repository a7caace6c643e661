# What is written of a tool agrees: getopt string, usage, help, page,
# completions. For each line of tools.bash.

load lib
load tools

each_tool() {
	local name rest
	while IFS='|' read -r name rest; do
		[ -n "$name" ] || continue
		name=${name// /}
		echo "tool: $name" >&2 # told on failure
		"$1" "$name"
	done <<<"$tools$scripts"
}

# Letters sorted, one each, in one word.
letters() {
	tr -cd 'A-Za-z0-9\n' | fold -w 1 | sort -u | tr -d '\n'
}

# The letters of the tool's getopt string, and those that take an argument.
getopt_string() {
	sed -n 's/^static const char options\[\] = "+:\(.*\)";/\1/p
		s/^options=:\(.*\)/\1/p' "cmd/$1".*
}

# A synopsis's options: [-abc] gives a b c, [-d DIR] gives d, and so does
# -d DIR, which that form of the tool needs.
usage_letters() {
	grep -oE '(\[| )-[A-Za-z]+' | letters
}

usage() {
	"$1" -h | sed -n "1s/^usage: //p; 2,\$s/^       \($1 \)/\1/p"
}

@test "every option of the getopt string is in the usage, and no other" {
	each_tool usage_agrees
}
usage_agrees() {
	same "$(getopt_string "$1" | letters)" \
		"$({ usage "$1" | usage_letters; echo Vh; } | letters)"
}

@test "options that take an argument show it in the usage, and no other" {
	each_tool arguments_agree
}
arguments_agree() {
	same "$(getopt_string "$1" | grep -o '.:' | letters)" \
		"$(usage "$1" | grep -oE '(\[| )-[A-Za-z] ' | letters)"
}

@test "the help has a line for every option" {
	each_tool help_agrees
}
help_agrees() {
	same "$(getopt_string "$1" | letters)" \
		"$("$1" -h | sed -n 's/^  -\([A-Za-z]\).*/\1/p' | letters)"
}

@test "the page's SYNOPSIS is the usage" {
	each_tool synopsis_agrees
}
synopsis_agrees() {
	local page
	page=$(mandoc -T ascii -O width=300 "man/$1.1" | col -bx |
		sed -n '/^SYNOPSIS/,/^DESCRIPTION/{/^ /p;}' |
		sed 's/[-_]*\x08//g; s/^ *//; s/ | /|/g')
	same "$(usage "$1" | sed 's/ | /|/g')" "$page"
}

@test "the page describes every option" {
	each_tool page_agrees
}
page_agrees() {
	same "$(getopt_string "$1" | letters)" \
		"$(sed -n 's/^\.It Fl \([A-Za-z]\).*/\1/p' "man/$1.1" | letters)"
	grep -q '^\.Sh EXIT STATUS' "man/$1.1"
	grep -q '^\.Sh EXAMPLES' "man/$1.1"
}

@test "bash completes every option" {
	each_tool bash_agrees
}
bash_agrees() {
	# shellcheck source=/dev/null
	. completions/qtriage.bash
	same "$(getopt_string "$1" | letters)" \
		"$(_qtriage_options "$1" | letters)"
	complete -p "$1" | grep -q _qtriage
}

@test "zsh completes every option" {
	each_tool zsh_agrees
}
zsh_agrees() {
	local block list
	head -n 1 completions/_qtriage | grep -qw "$1"
	block=$(sed -n "/^$1)/,/;;/p" completions/_qtriage)
	same "$(getopt_string "$1" | letters)" "$({
		for list in $(grep -o '\$[a-z]*' <<<"$block"); do
			sed -n "/^${list#?}=/,/^)/p" completions/_qtriage
		done
		cat <<<"$block"
	} | grep -o -- "-[A-Za-z]\[" | letters)"
}

@test "options are sorted: capitals first in getopt, usage and help" {
	each_tool order_agrees
}
order_agrees() {
	same "$(getopt_string "$1" | tr -d ':h\n' | fold -w 1 | sort)" \
		"$(getopt_string "$1" | tr -d ':h\n' | fold -w 1)"
}

# examples PAGE SECTION: the commands of its examples, one a line, with the
# places of a test for those of a server.
examples() {
	mandoc -T ascii -O width=300 "$1" | col -bx |
		sed -n "/^$2/,/^[A-Z]/p" | sed -n 's/^  *\$ //p' |
		sed "s|/var/spool/exim4|$BATS_TEST_TMPDIR/spool|g
			s|/var/log/exim4|$BATS_TEST_TMPDIR/spool/log|g
			s|/var/log/nginx|$BATS_TEST_TMPDIR/nginx|g
			s|/root/removed|$BATS_TEST_TMPDIR/removed|g"
}

# Runs an example on the test's queue: Exim's programs, and qrm which runs
# one, are told its configuration.
example_runs() {
	QTRIAGE_QUEUE=$BATS_TEST_TMPDIR/spool ask 0 bash -c "set -o pipefail
		conf=$BATS_TEST_TMPDIR/conf
		exim() { command exim4 -C \"\$conf\" \"\$@\"; }
		exiqgrep() { command exiqgrep -C \"\$conf\" \"\$@\"; }
		qrm() { command qrm -C \"\$conf\" \"\$@\"; }
		$1" </dev/null
}

# In the log of the examples each message has the request that it came with,
# however long it took to send them all.
requested() {
	local came
	mkdir -p "$BATS_TEST_TMPDIR/nginx"
	for came in $(qls -d "$BATS_TEST_TMPDIR/spool" -k date | sort); do
		printf '%s - - [%s] "%s" 200 5\n' 192.0.2.1 \
			"$(LC_ALL=C date -ud "$came" '+%d/%b/%Y:%T +0000')" \
			'POST /x.php HTTP/1.1'
	done >"$BATS_TEST_TMPDIR/nginx/access.log"
}

# Each page's on a queue of its own, as some remove messages.
@test "the examples of every page run" {
	need_root
	each_tool examples_run
}
examples_run() {
	local command n=0
	rm -rf "$BATS_TEST_TMPDIR/spool"
	exim_conf "$BATS_TEST_TMPDIR"
	exim_send "$BATS_TEST_TMPDIR" 3
	requested
	while read -r command; do
		n=$((n + 1))
		example_runs "$command"
	done < <(examples "man/$1.1" EXAMPLES)
	[ "$n" -gt 0 ]
}

@test "the pipelines and examples of qtriage(7) run" {
	need_root
	local command section n
	for section in PIPELINES EXAMPLES; do
		n=0
		rm -rf "$BATS_TEST_TMPDIR/spool"
		exim_conf "$BATS_TEST_TMPDIR"
		while read -r command; do
			n=$((n + 1))
			exim_send "$BATS_TEST_TMPDIR" 1 \
				-f admin@domain.com admin@domain.com
			requested
			example_runs "$command"
		done < <(examples man/qtriage.7 $section)
		[ "$n" -gt 0 ]
	done
}

@test "every page names the others that it speaks of, and they exist" {
	local page name
	for page in man/*; do
		while read -r name; do
			ls "man/$name".? >/dev/null
		done < <(sed -n 's/.*\.Xr \(q[a-z]*\) [17].*/\1/p' "$page")
	done
	while read -r name; do
		grep -q "^\.It Xr $name 1" man/qtriage.7
		sed -n '/^\.Sh SEE ALSO/,$p' man/qtriage.7 |
			grep -q "^\.Xr $name 1"
	done < <(each_tool echo)
}

@test "pages pass mandoc's lint" {
	ask 0 mandoc -T lint -W warning man/*.[17]
	same "" "$output"
}

@test "the README's picture is what make demo prints" {
	ask 0 tests/demo
	same "$(cat man/session.svg)" "$(tests/picture)"
}

@test "every tool has a line in the README's table" {
	each_tool in_readme
}
in_readme() { # a row of its own
	grep -q "^| \[*\`*$1" README.md
}

# kept FILE: what a translation keeps: headings, paragraphs, items, cells, code
# without its comments; below each its code spans (of headings and cells in
# their order) and of the other words those with digits, _, a path, capitals.
kept() {
	sed $'s/\xc2\xa0/,/g; s/\\\\|/\x01/g' "$1" | LC_ALL=C awk '
	function put(what, text, ordered,   part, word, i, k) {
		printf "%05d %s\n", ++n, what
		gsub(/\]\([^)]*\)/, " ", text) # links
		for (i = split(text " ", part, "`"); i > 0; i--) {
			if (i % 2 == 0) {
				printf "%05d   %s`%s`\n", n,
					ordered ? i / 2 " " : "", part[i]
				continue
			}
			while (match(part[i], /[0-9],[0-9][0-9][0-9]/))
				part[i] = substr(part[i], 1, RSTART) \
					substr(part[i], RSTART + 2)
			gsub(/[^A-Za-z0-9_.*\/-]/, " ", part[i])
			for (k = split(part[i], word, " "); k > 0; k--) {
				sub(/[.\/-]+$/, "", word[k])
				if (word[k] ~ /^[A-Z][A-Z][A-Z]+s?$/)
					sub(/s$/, "", word[k])
				else if (word[k] !~ /[0-9_]|[.\/][A-Za-z]/)
					continue
				printf "%05d   %s\n", n, word[k]
			}
		}
	}
	function end() {
		if (text != "")
			put("text", text)
		text = ""
	}
	/^(#|    |\||- |[0-9]\. |$)/ { end() }
	/^#/ { put($1, $0, 1); next }
	/^    / { sub(/ *# .*/, ""); printf "%05d code%s\n", ++n, $0; next }
	/^\|/ {
		last = split($0, cell, "|")
		for (i = 2; i < last; i++)
			put("cell " i - 1, cell[i], 1)
		next
	}
	NF { text = text " " $0 }
	END { end() }' | sort -u | cut -d ' ' -f 2-
}

# The map's modules, without what is said of them.
modules() {
	sed -n '/^cmd → common/,/^###/{
		s/([^)]*)//g; s/^| .* | \([a-z].*,.*\) |$/\1/p;}' "$1"
}

@test "the README's map has every module" {
	local header
	for header in common/*/*.h; do
		header=${header##*/}
		grep -q "^| .*\<${header%.h}\>" README.md || {
			echo "$header"
			return 1
		}
	done
}

@test "the Russian README has what the README has" {
	local link
	modules README.md | grep -q '^procfile'
	diff <(modules README.md) <(modules man/README.ru.md)
	[ "$(kept README.md | wc -l)" -gt 1000 ]
	diff -U 4 <(kept README.md) <(kept man/README.ru.md)
	for link in $(sed -n 's/.*](\(.*\)).*/\1/p' README.md); do
		[ -f "$link" ]
	done
	for link in $(sed -n 's/.*](\(.*\)).*/\1/p' man/README.ru.md); do
		[ -f "man/$link" ]
	done
}
