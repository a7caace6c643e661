# The README's table of what one typed and what one types now: its commands
# are run as they stand there. Old ones that this machine has answer the same,
# or what their row says of them.

load lib
load spools

setup_file() {
	local dir=$BATS_FILE_TMPDIR
	[ "$(id -u)" = 0 ] || return 0
	BATS_TEST_TMPDIR=$dir exim_conf "$dir" 'log_selector = +arguments' \
		'untrusted_set_sender = *'
	queue_all "$dir"
	# Exim logs in the machine's zone; the tools are asked in it, too.
	tar -xJf "$BATS_TEST_DIRNAME/fixtures/openssh-9.2.tar.xz" -C "$dir"
	tar -xJf "$BATS_TEST_DIRNAME/fixtures/postfix-3.7.tar.xz" -C "$dir" \
		--warning=no-timestamp
}

# mail DIR SUBJECT SENDER RCPT [HEADER...]
mail() {
	local dir=$1 subject=$2 sender=$3 rcpt=$4
	shift 4
	{
		printf '%s\n' "Subject: $subject" "$@"
		printf '\nbody of %s\n' "$subject"
	} | (cd "$dir/www" && exim "$dir" -odq -f "$sender" "$rcpt")
}

# Something of everything that the rows look for.
queue_all() {
	local dir=$1
	mkdir "$dir/www"
	chmod 755 "$dir/www"
	mail "$dir" offer admin@domain.com a@freemail.example
	mail "$dir" offer admin@domain.com b@freemail.example
	mail "$dir" hello webadmin@domain.com a@other.example
	mail "$dir" 'for you' bob@x.example admin@domain.com
	mail "$dir" 'for the other' bob@x.example webadmin@domain.com
	mail "$dir" 'for the domain' eve@x.example c@domain.com.example
	mail "$dir" returned '<>' eve@x.example
	mail "$dir" 'by a script' shop@x.example d@freemail.example \
		'X-PHP-Originating-Script: 0:mailer.php'
	mail "$dir" 'by a script' shop@x.example e@freemail.example \
		'X-PHP-Originating-Script: 0:mailer.php'
	mail "$dir" casino eve@x.example f@other.example
	printf 'Subject: code\n%s\n\n%s\n' \
		'Content-Transfer-Encoding: base64' \
		"$(echo 'the casino again' | base64)" |
		exim "$dir" -odq -f eve@x.example g@other.example
	speak "$dir" -oMa 192.0.2.9.4711 -oMaa dovecot_login \
		-oMai info@victim.example -oMr esmtpa <<-SMTP
			EHLO client.example
			MAIL FROM:<info@victim.example>
			RCPT TO:<h@freemail.example>
			DATA
			Subject: by a login

			x
			.
			QUIT
		SMTP
	exim "$dir" -Mf "$(qls -d "$dir/spool" -k id,subject |
		awk -F '\t' '$2 == "for you" { print $1 }')"
}

# The test's own queue, below $tmp: removals are a test's own, too.
setup() {
	need_root
	tmp=$BATS_TEST_TMPDIR
	all=$BATS_FILE_TMPDIR
	again
	export tmp all
}

again() {
	open_path
	rm -rf "$tmp/spool" "$tmp/kept"
	cp -a "$all/spool" "$tmp"
	sed "s|$all|$tmp|g" "$all/conf" >"$tmp/conf"
	id=$(qls -d "$tmp/spool" -k id,subject |
		awk -F '\t' '$2 == "casino" { print $1 }')
	queue=$tmp/spool
	export id queue
}

# row WORDS: of the table's one row that starts with this code its commands:
# old and new.
row() {
	local cells
	mapfile -t cells < <(rows | grep -F -- "| \`$1" |
		sed 's/\\|/\x01/g; s/^| //; s/ |$//; s/ | /\n/')
	same 2 "${#cells[@]}"
	mapfile -t old < <(spans "${cells[0]}")
	mapfile -t new < <(spans "${cells[1]}")
	((${#old[@]} > 0 && ${#new[@]} > 0))
}

# The table's rows.
rows() {
	sed -n '/^| you typed/,/^$/p' README.md | sed '1,2d;/^$/d'
}

spans() {
	grep -o '`[^`]*`' <<<"$1" | tr -d '`' | tr '\001' '|'
}

# A server's places are the test's; what asks the machine asks a copied one.
here='
	set -o pipefail
	export QTRIAGE_QUEUE=$queue
	exim() { command exim4 -C "$tmp/conf" "$@"; }
	mailq() { exim -bp; }
	exiqgrep() { command exiqgrep -C "$tmp/conf" "$@"; }
	exipick() { command exipick -C "$tmp/conf" "$@"; }
	xargs() {
		case "$*" in
		"exim "*) set -- exim4 -C "$tmp/conf" "${@:2}" ;;
		"grep "*) ;;
		*) set -- -r echo would "$@" ;;
		esac
		command xargs "$@"
	}
	sh() { sed "s|exim |exim4 -C $tmp/conf |" | command sh; }
	qrm() {
		case $queue in
		*/spool-p) command qrm -n "$@" ;;
		*/mqueue) command qrm "$@" ;;
		*) command qrm -C "$tmp/conf" "$@" ;;
		esac
	}
	sshwho() {
		[ "$1" = -P ] || set -- -r "$all/openssh-9.2" "$@"
		command sshwho "$@"
	}
	mailblock() { command mailblock "$@" "$tmp/site.conf"; }
	smtpwho() { command smtpwho -r "$all/openssh-9.2" "$@"; }
	cronscan() { command cronscan -r "$tmp/root" "$@"; }
'

# says COMMAND: what it prints, to $tmp/out; errors to $tmp/err.
says() {
	local command=$1
	command=${command//\/var\/spool\/exim4/$tmp/spool}
	command=${command//\/var\/log\/exim4/$tmp/spool/log}
	command=${command//\/var\/log\/nginx/$tmp}
	command=${command//\/root\/removed/$tmp/kept}
	command=${command//USER/alice}
	(
		cd "$tmp" || exit
		bash -c "$here ${command//ID/$id}" >"$tmp/out" 2>"$tmp/err" ||
			{ echo "exit $? of: $command" && cat "$tmp/err" && exit 1; }
	)
}

# answer COMMAND: it prints something, and no word of error.
answer() {
	says "$1"
	[ -s "$tmp/out" ]
	same "" "$(cat "$tmp/err")"
	cat "$tmp/out"
}

# alike [FILTER]: the row's first commands print the same, put through that.
alike() {
	local filter=${1:-cat}
	says "${old[0]}"
	[ -s "$tmp/out" ]
	cp "$tmp/out" "$tmp/theirs"
	says "${new[0]}"
	same "$($filter <"$tmp/theirs")" "$($filter <"$tmp/out")"
}

# paragraphs FILE: the listing's, each in a line, sorted; so its heading, too.
paragraphs() {
	awk 'BEGIN { RS = "" } { gsub("\n", "\\n"); print }' <(sed 1G "$1") |
		sort
}

# Numbers and what is counted, however they are set.
counts() {
	sed -E 's/^ *([0-9]+)[ \t]+/\1 /; s/<>//' | sort
}

# leaves COMMAND [WORD...]: it removes all but the messages with these subjects.
leaves() {
	local command=$1
	shift
	again
	says "$command"
	same "$(printf '%s\n' "$@" | sort)" \
		"$(qls -d "$tmp/spool" -k subject | sort)"
}

@test "listings: how many, which, whose" {
	row 'exim -bpc'
	alike
	row 'exim -bp`,'
	while ages_change "$queue"; do
		says "${old[0]}"
		cp "$tmp/out" "$tmp/theirs"
		says "${old[1]}"
		cp "$tmp/out" "$tmp/mailq"
		says "${new[1]}"
	done
	cmp "$tmp/mailq" "$tmp/theirs"
	cmp <(blocks "$tmp/theirs") <(blocks "$tmp/out")
	same 12 "$(answer "${new[0]}" | wc -l)"
	row 'exipick -i`'
	alike sort
	row 'exiqgrep -z -c'
	alike 'grep -o ^[0-9]*'
	says "${old[1]}"
	has "$(cat "$tmp/out")" "1 matches"
	same 1 "$(answer "${new[1]}" | grep -o '^[0-9]*')"
}

@test "listings: exiqgrep takes parts of addresses, qgrep whole ones" {
	row 'exiqgrep -i -r admin@domain.com`'
	says "${old[0]}"
	same 2 "$(wc -l <"$tmp/out")"
	same 1 "$(answer "${new[0]}" | wc -l)"
	row 'exiqgrep -i -f admin@domain.com`'
	says "${old[0]}"
	same 3 "$(wc -l <"$tmp/out")"
	same 2 "$(answer "${new[0]}" | wc -l)"
	row "exiqgrep -i -r '^"
	alike sort
}

@test "sums: domains, senders, scripts, subjects, logins" {
	row 'exim -bp \| exiqsumm'
	says "${old[0]}"
	awk '$1 ~ /^[0-9]+$/ && $NF != "TOTAL" { print $1, $NF }' "$tmp/out" |
		sort >"$tmp/theirs"
	same "$(cat "$tmp/theirs")" \
		"$(answer "${new[0]}" | awk '{ print $1, $5 }' | sort)"
	row 'exim -bpr \| grep "<"'
	alike counts
	row 'grep -rh X-PHP'
	same "2 script" "$(answer "${old[0]}" |
		awk '{ print $1, "script" }')"
	has "$(answer "${new[0]}")" "2	mailer.php"
	has "$(answer "${new[1]}")" "2	php:root/0:mailer.php"
	row 'grep -Rh Subject:'
	same "$(answer "${old[0]}" | sed 's/ [0-9]* *Subject://' | counts)" \
		"$(answer "${new[0]}" | counts)"
	row "find /var/spool"
	same "1 info@victim.example" \
		"$(answer "${old[0]}" | sed 's/-[-a-z_]*auth_id//' |
			awk '{ print $1, $2 }' | grep info@)"
	has "$(answer "${new[0]}")" "1	info@victim.example"
}

@test "a message: header, body, its log" {
	row 'exim -Mvh ID'
	local i
	for i in 0 1; do
		says "${old[i]}"
		cp "$tmp/out" "$tmp/theirs"
		says "${new[i + 3]}"
		cmp "$tmp/theirs" "$tmp/out"
		answer "${new[i]}" >/dev/null
	done
	says "${old[2]}"
	cp "$tmp/out" "$tmp/theirs"
	says "${new[2]}"
	cmp "$tmp/theirs" "$tmp/out"
	row 'exiqgrep -i -f admin@domain.com \| awk'
	same "$(answer "${old[0]}" | sed 's/.*Subject: //' | grep -v hello | sort)" \
		"$(answer "${new[0]}" | cut -f 2 | sort)"
	row 'exigrep ID'
	same "$(answer "${old[0]}" | grep ' <= ')" \
		"$(answer "${new[0]}" | grep ' <= ')"
}

@test "logs: directories, logins" {
	row 'grep cwd='
	same "$(answer "${old[0]}" | counts | grep www)" \
		"$(answer "${new[0]}" | counts | grep www)"
	row 'egrep -o'
	same "1 info@victim.example" "$(answer "${old[0]}" |
		sed 's/dovecot_login://' | counts)"
	same "1	info@victim.example" "$(answer "${new[0]}" | grep info)"
}

rest=('for the domain' returned 'by a script' 'by a script' code 'by a login')

@test "removal: one, a recipient's, a sender's" {
	row 'exim -Mrm ID'
	local first=(offer offer hello 'for you' 'for the other' "${rest[@]}")
	leaves "${old[0]}" "${first[@]}"
	leaves "${new[0]}" "${first[@]}"
	row 'exiqgrep -i -r admin@domain.com \| xargs'
	leaves "${old[0]}" offer offer hello "${rest[@]}" casino
	leaves "${new[0]}" offer offer hello 'for you' 'for the other' \
		"${rest[@]}" casino
	leaves "${new[1]}" offer offer hello 'for the other' "${rest[@]}" casino
	row 'exiqgrep -i -f admin@domain.com \| xargs'
	leaves "${old[0]}" 'for you' 'for the other' "${rest[@]}" casino
	leaves "${new[0]}" hello 'for you' 'for the other' "${rest[@]}" casino
	same 2 "$(qcount -d "$tmp/kept")"
}

@test "removal: through other filters" {
	row 'exim -bp \| grep admin'
	# The old line took webadmin's, too; the others are whole addresses, or
	# what a record shows.
	leaves "${old[0]}" 'for you' 'for the other' "${rest[@]}" casino
	leaves "${new[0]}" hello 'for you' 'for the other' "${rest[@]}" casino
	leaves "${new[1]}" "${rest[@]}" casino
	row "grep -lr 'casino'"
	# It names ids twice, so Exim fails at the second; and knows no base64.
	leaves "${old[0]} || :" offer offer hello 'for you' 'for the other' \
		"${rest[@]}"
	leaves "${new[0]}" offer offer hello 'for you' 'for the other' \
		'for the domain' returned 'by a script' 'by a script' \
		'by a login'
	row 'exim -bpr \| grep frozen'
	leaves "${old[0]}" offer offer hello 'for the other' "${rest[@]}" casino
	leaves "${new[0]}" offer offer hello 'for the other' "${rest[@]}" casino
}

@test "removal: old ones, all" {
	row 'exiqgrep -o 432000'
	again
	mkspool -n 4 -t $(($(date +%s) - 800000)) "$tmp/spool" >/dev/null
	says "${old[0]}"
	same 12 "$(qcount -d "$tmp/spool")"
	again
	mkspool -n 4 -t $(($(date +%s) - 800000)) "$tmp/spool" >/dev/null
	says "${new[0]}"
	same 12 "$(qcount -d "$tmp/spool")"
	row 'exipick -i \| xargs'
	leaves "${old[0]}"
	leaves "${new[0]}"
}

# request CLIENT TIME REQUEST
request() {
	printf '192.0.2.%d - - [%s] "%s HTTP/1.1" 200 5\n' "$1" \
		"$(date -u -d "@$2" '+%d/%b/%Y:%T +0000')" "$3"
}

@test "web: requests, paths, clients, PHP's own log" {
	local first last
	first=$(qls -d "$queue" -k time | head -n 1 | cut -d . -f 1)
	last=$(qls -d "$queue" -k time | tail -n 1 | cut -d . -f 1)
	{
		request 4 $((first - 600)) 'GET /?q=POST'
		request 3 $((first - 600)) 'POST /other.php'
		request 1 "$first" 'POST /mailer.php'
		request 1 "$last" 'POST /mailer.php'
		request 2 "$last" 'POST /mailer.php'
		request 4 $((last + 600)) 'GET /'
	} >"$tmp/access.log"
	printf '[%s UTC] mail() on [/var/www/a.php:2]: To: v@x -- Headers: \n' \
		"$(date -u '+%d-%b-%Y %T')" >"$tmp/php-mail.log"
	row 'tail -n 1000'
	same 5 "$(answer "${old[0]}" | wc -l)" # the GET, too
	same 4 "$(answer "${new[0]}" | wc -l)"
	has "$(answer "${new[1]}")" /mailer.php
	row 'grep POST /var'
	same "$(answer "${old[0]}" | grep -v '?' | counts)" \
		"$(answer "${new[0]}" | counts)"
	row 'grep mailer.php'
	same "$(answer "${old[0]}" | counts)" \
		"$(answer "${new[0]}" | cut -f 1 | counts)"
	row "grep -o 'mail()"
	same "1 mail() on [/var/www/a.php:2" "$(answer "${old[0]}" | counts)"
	same "1 /var/www/a.php" "$(answer "${new[0]}" | counts)"
}

@test "processes: jobs, sessions, connections" {
	mkdir -p "$tmp/root/etc"
	printf '%s\n' '*/7 * * * * root mail -s hello x@y.example' \
		>"$tmp/root/etc/crontab"
	row 'for u in'
	has "$(answer "${new[0]}")" "etc/crontab:1"
	row 'ps axu'
	has "$(answer "${new[0]}")" alice
	cp "$all/openssh-9.2/ps-axu.txt" "$tmp/ps.txt"
	cp "$all/openssh-9.2/w.txt" "$tmp"
	says "${new[1]}"
	has "$(cat "$tmp/out")" alice
	row 'killall -u'
	says "${new[1]}"
	has "$(cat "$tmp/out")" "would -r kill 1"
	row 'netstat'
	ask 1 bash -c "$here ${new[0]}" # no connection to a mail port there
	same "" "$output"
}

@test "PHP's mail of a site: blocked, and back" {
	printf '%s\n' '<VirtualHost *:80>' 'ServerName shop.example' \
		'php_admin_value sendmail_path "/usr/sbin/sendmail -t"' \
		'</VirtualHost>' >"$tmp/site.conf"
	cp "$tmp/site.conf" "$tmp/before"
	row 'php_admin_value'
	says "${new[0]}"
	grep -q '^php_admin_value sendmail_path .*/bin/false' "$tmp/site.conf"
	says "${new[1]}"
	cmp "$tmp/before" "$tmp/site.conf"
}

@test "Postfix: listings, messages, sums" {
	local cap=$all/postfix-3.7/03-allstates name
	queue=$cap/spool
	row 'postqueue -p`'
	answer "${new[0]}" >"$tmp/p"
	cmp <(paragraphs "$cap/postqueue-p.out") <(paragraphs "$tmp/p")
	answer "${new[1]}" >"$tmp/j"
	# postqueue lists those, too, that one was redirected from.
	tests/postqueue_same.py "$tmp/j" "$cap/postqueue-j.out" 11518AA6B27
	row 'postcat -qh'
	name=$(printf '%s\n' "$all"/postfix-3.7/postcat/*h* | head -n 1)
	[ -s "$name" ]
	id=$(grep -oE '[0-9A-F]{11}' <<<"${name##*/}")
	answer "${new[0]}" | cmp - "$name"
	answer "${new[1]}" >/dev/null
	row 'postqueue -j \| jq'
	python3 -c 'import json, sys, collections
senders = collections.Counter(json.loads(l)["sender"] for l in sys.stdin)
for k, n in senders.items():
    print(n, "" if k == "MAILER-DAEMON" else k)' <"$cap/postqueue-j.out" |
		counts >"$tmp/theirs"
	# What is not UTF-8 is a ? in postqueue's.
	same "$(cat "$tmp/theirs")" \
		"$(answer "${new[0]}" | sed 's/\\xE9/?/' | counts)"
	row "mailq \\| grep '^"
	same "$(cat "$tmp/theirs")" \
		"$(answer "${new[0]}" | sed 's/\\xE9/?/' | counts)"
}

@test "Postfix: removal" {
	local sender
	cp -a "$all/postfix-3.7/03-allstates/spool" "$tmp/spool-p"
	queue=$tmp/spool-p
	row 'mailq \| tail'
	sender=$(qcount -d "$queue" -k sender | sed -n 's/^[0-9]*\t\([^<]\)/\1/p' |
		head -n 1)
	says "${new[0]//spam@forged.test/$sender}"
	same "$(qgrep -d "$queue" -i -f "$sender" | sort)" \
		"$(cut -f 1 "$tmp/out" | sort)"
	row 'postqueue -p \| grep'
	says "${new[0]}"
	same "$(qgrep -d "$queue" -i -f '<>' | sort)" \
		"$(cut -f 1 "$tmp/out" | sort)"
}

@test "Sendmail, and a listing from elsewhere" {
	tar -xJf "$BATS_TEST_DIRNAME/fixtures/sendmail-8.17.tar.xz" -C "$tmp"
	queue=$tmp/sendmail/01-basic/mqueue
	id=$(qls -d "$queue" -k id | head -n 1)
	row 'rm qfID'
	says "${new[0]}"
	same "$id removed" "$(cut -f 1,2 "$tmp/out" | tr '\t' ' ')"
	same "" "$(find "$queue" -name "?f$id")"
	cp "$all/postfix-3.7/03-allstates/postqueue-p.out" "$tmp/q.txt"
	queue=$tmp/none
	row 'mailq >q'
	has "$(answer "${new[0]}")" "40	bulk@example.test"
	has "$(answer "${new[1]}")" "refused"
}

# The words by which the tests above name rows.
@test "every row of the table is here, once" {
	local word line n
	sed -nE "s/^\trow (.*)/\1/p" "$BATS_TEST_FILENAME" |
		sed "s/'//g; s/\"//g; s/\\\\\\\\/\\\\/g" >"$tmp/words"
	same "$(rows | wc -l)" "$(wc -l <"$tmp/words")"
	while read -r line; do
		n=0
		while read -r word; do
			[[ $(tr -d "'\"" <<<"$line") != "| \`$word"* ]] || ((++n))
		done <"$tmp/words"
		same "1 $line" "$n $line"
	done < <(rows)
}
