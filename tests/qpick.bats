# qpick at a terminal of tmux, with the real fzf; what the rules of all tools
# ask of it without one is in contract.bats.

load lib
load spools

setup() {
	spool=$BATS_TEST_TMPDIR/spool
	screens=0
	export TMPDIR=$BATS_TEST_TMPDIR/t
	mkdir "$TMPDIR"
	unset FZF_DEFAULT_OPTS FZF_DEFAULT_COMMAND FZF_DEFAULT_OPTS_FILE
	cd "$BATS_TEST_TMPDIR" || return
}

# Nothing is left behind, and nothing was run by what a message says.
teardown() {
	[ ! -S "${screen-}" ] || tmux -S "$screen" kill-server 2>/dev/null || :
	[ ! -e ran ]
	same "" "$(ls "$TMPDIR")"
}

# --- the terminal

# at_terminal COMMAND: sh runs it there; its status is in the file ended, what
# it prints in out, standard error in err.
at_terminal() {
	# A new server each, as one that ends still takes its socket away.
	screen=$BATS_TEST_TMPDIR/tmux$((++screens))
	rm -f ended out err
	printf '%s\n' "{ $1" "} >out 2>err" 'echo $? >ended.new' \
		'mv ended.new ended' 'sleep 600' >run.sh
	tmux -S "$screen" -f /dev/null new-session -d -x 150 -y 50 \
		'exec sh run.sh' 3>&- 4>&-
}

keys() {
	tmux -S "$screen" send-keys "$@"
}

shown() {
	tmux -S "$screen" capture-pane -p 2>/dev/null
}

# until_so COMMAND...: within; what is on the screen is shown if it is not.
until_so() {
	within "$@" || {
		shown
		cat err
		return 1
	}
}

# sees TEXT...: each is on the screen soon.
sees() {
	local text
	for text; do
		until_so on_screen "$text"
	done
}
on_screen() { shown | grep -qF -e "$1"; }

# sees_number "SHOWN/ALL (MARKED)"; older versions of fzf show no (0).
sees_number() { until_so number_is "$1"; }
number_is() {
	local got
	got=$(shown | grep -oE '^  [0-9]+/[0-9]+( \([0-9]+\))?' | head -n 1)
	[[ $got == "  $1" || "$got (0)" == "  $1" ]]
}

# sees_order SUBJECT...: in that order, one line each.
sees_order() { until_so order_is "$*"; }
order_is() {
	[ "$(shown | sed '/^[╭┌]/,$d' | grep -oE 'subj-[a-z]+' | xargs)" = "$1" ]
}

# ends STATUS [ID...]: it ends so, and has printed those.
ends() {
	local status=$1
	shift
	until_so test -e ended
	same "$status" "$(cat ended)"
	same "$*" "$(xargs <out)"
}

# --- messages

one=1xUnyH-0006wA-0M two=1xUnyI-0006wB-0M three=1xUnyJ-0006wC-0M

# mail ID SUBJECT [SENDER [BODY [RCPT]]]
mail() {
	printf '%s\n' 'user 1001 1001' "<${3-a@b.example}>" '1795278600 0' \
		-local XX 1 "${5:-to@rcpt.example}" '' " Subject: $2" |
		put "$spool" "$1" "${4-body}"
}

three_messages() {
	mail $one subj-one m@one.example "$(printf 'x%.0s' {1..300})"
	mail $two subj-two z@two.example body
	mail $three subj-three a@three.example "$(printf 'x%.0s' {1..900})"
}

@test "what is typed filters, tab marks, enter prints the ids" {
	three_messages
	at_terminal "qpick -d '$spool'"
	sees_number "3/3 (0)"
	sees subj-one subj-two subj-three
	keys -l 'SUBJ-T'
	sees_number "2/3 (0)"
	keys Tab
	sees_number "2/3 (1)"
	keys Tab
	sees_number "2/3 (2)"
	keys Enter
	ends 0 $two $three
	same "" "$(cat err)"
}

@test "enter alone takes the one under the cursor; text is text, not a pattern" {
	three_messages
	at_terminal "qpick -d '$spool'"
	sees_number "3/3 (0)"
	keys -l sone # would fit, letter by letter
	sees_number "0/3 (0)"
	keys C-u
	sees_number "3/3 (0)"
	keys -l 'one.example !two'
	sees_number "1/3 (0)"
	keys Enter
	ends 0 $one
}

@test "marks outlast a filter; ctrl-a marks what is shown, ctrl-d none" {
	three_messages
	at_terminal "qpick -d '$spool'"
	sees_number "3/3 (0)"
	keys -l subj-t
	sees_number "2/3 (0)"
	keys C-a
	sees_number "2/3 (2)"
	keys C-u
	sees_number "3/3 (2)"
	keys C-d
	sees_number "3/3 (0)"
	keys -l two
	sees_number "1/3 (0)"
	keys C-a
	sees_number "1/3 (1)"
	keys C-u
	sees_number "3/3 (1)"
	keys -l subj-one
	sees_number "1/3 (1)"
	keys Tab
	sees_number "1/3 (2)"
	keys Enter
	ends 0 $two $one
}

@test "keys sort by age, size and sender" {
	three_messages
	at_terminal "qpick -d '$spool'"
	sees_order subj-one subj-two subj-three
	keys M-n
	sees_order subj-three subj-two subj-one
	keys M-s
	sees_order subj-three subj-one subj-two
	keys M-f
	sees_order subj-three subj-one subj-two
	keys M-a
	sees_order subj-one subj-two subj-three
	keys M-f
	sees_order subj-three subj-one subj-two
	keys Tab
	sees_number "3/3 (1)"
	keys M-n # marks are gone, and a new one counts
	sees_number "3/3 (0)"
	sees_order subj-three subj-two subj-one
	keys -l subj-two
	sees_number "1/3 (0)"
	keys Enter
	ends 0 $two
}

@test "by sender alone: the order of three others" {
	mail $one subj-one c@x.example
	mail $two subj-two a@x.example
	mail $three subj-three b@x.example
	at_terminal "qpick -d '$spool'"
	sees_order subj-one subj-two subj-three
	keys M-f
	sees_order subj-two subj-three subj-one
	keys C-c
	ends 1
}

@test "the preview: header, log and text of the one under the cursor" {
	printf '%s\n' 'user 1001 1001' '<a@b.example>' '1795278600 0' -local XX 1 \
		to@rcpt.example '' ' Subject: subj-one' ' X-Odd: in-header' \
		' MIME-Version: 1.0' \
		' Content-Type: text/plain; charset=koi8-r' \
		' Content-Transfer-Encoding: base64' |
		put "$spool" $one "$(echo привет-тело | iconv -t koi8-r -f utf-8 |
			base64)
"
	echo '2026-11-21 17:44:48 Received from in-log' >"$spool/msglog/$one"
	mail $two subj-two a@b.example other-text
	at_terminal "qpick -d '$spool'"
	sees "X-Odd: in-header" "Received from in-log" привет-тело
	keys Down
	sees other-text
	until_so eval '! on_screen in-header'
	keys Escape
	ends 1
}

@test "a queue of Postfix: listed, sorted, shown" {
	mkpostfix 5 pf "$(id -u)" 0
	at_terminal "qpick -d pf"
	sees_number "5/5 (0)"
	sees "Subject: "
	keys M-n
	until_so pf_first_is "$(qls -R -k id -d pf | head -n 1)"
	sees_number "5/5 (0)" # and all others
	keys Enter
	ends 0 "$(qls -R -k id -d pf | head -n 1)"
}
pf_first_is() {
	[ "$(shown | grep -oE '^> [0-9]+[mhd] .*' |
		awk '{ print $4; exit }')" = "$1" ]
}

@test "a long text is scrolled" {
	mail $one subj-one a@b.example "$(seq -f 'line %g.' 1 400)"
	at_terminal "qpick -d '$spool'"
	sees 'line 1.' 1/404 # and the last
	keys C-f
	sees 'line 30.'
	run ! on_screen 'line 1.'
	keys C-b
	sees 'line 1.'
	keys Escape
	ends 1
}

@test "escape and ctrl-c: nothing is printed, exit 1" {
	local key
	three_messages
	for key in Escape C-c; do
		at_terminal "qpick -d '$spool'"
		sees_number "3/3 (0)"
		keys C-a
		sees_number "3/3 (3)"
		keys $key
		ends 1
		same "" "$(cat err)"
		tmux -S "$screen" kill-server
	done
}

@test "no messages: said, exit 1, the screen is not taken" {
	touch_spool "$spool"
	ask 1 setsid -w qpick -d "$spool" </dev/null
	same "" "$output"
	same "qpick: no messages to choose from" "$stderr"
	ask 1 setsid -w qpick -d "$spool" - </dev/null
	same "" "$output"
	same "qpick: no messages to choose from" "$stderr"
}

@test "no terminal: said, exit 2" {
	three_messages
	ask 2 setsid -w qpick -d "$spool" </dev/null
	same "" "$output"
	same "qpick: no terminal to choose on" "$stderr"
}

# bin WITHOUT...: a directory that has what is in PATH but for these.
bin_without() {
	local dir name
	mkdir bin
	for dir in /bin /usr/bin /sbin /usr/sbin; do
		ln -s "$dir"/* bin/ 2>/dev/null || :
	done
	for name; do
		rm -f "bin/$name"
	done
}

@test "without fzf: one line says how to get it, exit 2" {
	three_messages
	bin_without fzf
	PATH=$BATS_TEST_TMPDIR/bin ask 2 "$O/bin/qpick" -d "$spool" </dev/null
	same "" "$output"
	same 1 "$(wc -l <<<"$stderr")"
	has "$stderr" "qpick: fzf: not installed"
	has "$stderr" "apt-get install fzf"
	has "$stderr" "dnf install fzf"
}

@test "an fzf that cannot list anew: no keys to sort, all else" {
	three_messages
	bin_without fzf
	cat >bin/fzf <<-END
		#!/bin/sh
		case "\$*" in *reload*)
			echo "unknown action: reload" >&2
			exit 2
		esac
		exec $(command -v fzf) "\$@"
	END
	chmod +x bin/fzf
	at_terminal "PATH=$PWD/bin $O/bin/qpick -d '$spool'"
	sees_number "3/3 (0)"
	sees ctrl-a
	run ! on_screen alt-
	keys -l two
	sees_number "1/3 (0)"
	keys Enter
	ends 0 $two
}

@test "lists: a pipe, -, a file, standard input from a file; ids and records" {
	local command
	three_messages
	qls -d "$spool" >list
	qls -k id -d "$spool" >ids
	qls -m -d "$spool" >bp
	for command in "qgrep -d spool -f .example | qpick" \
		"qgrep -id spool -f .example | qpick" \
		"qls -jd spool | qpick -" "qpick <list" "qpick list" \
		"qpick bp" "qpick ids"; do
		echo "command: $command"
		at_terminal "export QTRIAGE_QUEUE=spool; $command"
		sees_number "3/3 (0)"
		keys M-s
		until_so listed_are "$three $one $two"
		keys M-a
		until_so listed_are "$one $two $three"
		keys M-n
		until_so listed_are "$three $two $one"
		keys Down Enter
		ends 0 $two
		tmux -S "$screen" kill-server
	done
}
listed_are() {
	[ "$(shown | sed '/^[╭┌]/,$d' | grep -oE '1xUny[A-Z]-[0-9A-Za-z]+-0M' |
		xargs)" = "$1" ]
}

@test "what goes through a pipe and qpick: only what it chose from" {
	three_messages
	at_terminal "qgrep -d spool -f one.example | qpick -d spool |
		qrm -nd spool"
	sees_number "1/1 (0)"
	keys C-a
	sees_number "1/1 (1)"
	keys Enter
	until_so test -e ended
	same 0 "$(cat ended)"
	same "$one would-remove" "$(cut -f 1,2 out | tr '\t' ' ')"
}

@test "a list with an error: told, what is good is shown, exit 2" {
	three_messages
	printf '%s\n' $one 1xUnyH-000000-0M $two >ids
	at_terminal "qpick -d spool ids"
	sees_number "2/2 (0)"
	keys C-a
	sees_number "2/2 (2)"
	keys Enter
	ends 2 $one $two
	same "qpick: 1xUnyH-000000-0M: no such message" "$(cat err)"
	ask 2 qpick /no/such
	same "qpick: /no/such: No such file or directory" "$stderr"
	ask 2 qpick - <<<"no list"
	has "$stderr" "qpick: standard input: no list of messages"
}

@test "a damaged message is shown, told afterwards, and no error" {
	three_messages
	echo no >"$spool/input/$two-H"
	at_terminal "qpick -d spool"
	sees_number "3/3 (0)"
	sees damaged
	keys -l damaged
	sees_number "1/3 (0)"
	keys Enter
	ends 0 $two
	same "qpick: $two: damaged" "$(cut -d ' ' -f 1-3 err)"
}

@test "-G: that queue, all; a name is no part of a command" {
	local name="x' \$(touch ran) \"; touch ran;"
	three_messages
	printf '%s\n' 'u 1 1' '<q@named.example>' '1795278600 0' -local XX 1 \
		t@x.example '' ' Subject: subj-named' |
		put "$spool/$name" 1xUnyK-0006wD-0M in-named-queue
	spool=$spool/$name mail 1xUnyL-0006wE-0M subj-later
	export NAME=$name
	at_terminal 'qpick -d spool -G "$NAME"'
	sees_order subj-named subj-later
	sees in-named-queue
	keys M-n
	sees_order subj-later subj-named
	keys Enter
	ends 0 1xUnyL-0006wE-0M
	tmux -S "$screen" kill-server
	at_terminal "qpick -d spool -G '*'"
	sees_number "5/5 (0)"
	keys M-n
	sees_order subj-later subj-named subj-three subj-two subj-one
	keys C-a
	sees_number "5/5 (5)"
	keys Escape
	ends 1
	ask 2 qpick -d spool -G nosuch </dev/null
	has "$stderr" "qpick: spool: no queue named nosuch"
}

@test "-d: a directory's name is no part of a command" {
	three_messages
	mv spool "a 'b\" \$(touch ran) {1} ; touch ran"
	export DIR="a 'b\" \$(touch ran) {1} ; touch ran"
	at_terminal 'qpick -d "$DIR"'
	sees_number "3/3 (0)"
	sees 'Subject: subj-one'
	keys M-n
	sees_order subj-three subj-two subj-one
	sees 'Subject: subj-three'
	keys Enter
	ends 0 $three
}

@test "hostile subjects, senders, recipients, texts: shown, never run" {
	local i=0 id subject sender
	# shellcheck disable=SC2016
	while IFS='|' read -r subject sender; do
		i=$((i + 1))
		mail "1xUnyH-0006w$i-0M" "$subject" "$sender" \
			"$subject"$'\e]0;title\a\e[31m' "$sender"
	done <<-'END'
		$(touch ran) `touch ran` ${IFS}|"$(touch$IFS"ran")"@b.example
		'; touch ran; '|"';touch ran;'"@b.example
		{1} {} {q} {+f} {n} \{1}|{1}@b.example
		=?utf-8?Q?=1B[31mred=0A1xUnyJ-0006we-0M=09x=E2=80=AE?=|
		) + execute(touch ran) abort:|a@b.example
		-n -e %s %n \x24\x28touch ran\x29 \\|-x@b.example
	END
	at_terminal "qpick -d spool"
	sees_number "6/6 (0)"
	for id in $(qls -k id -d spool); do
		sees "qlog: $id: no log of its own" # in the preview
		keys Down
	done
	sees '\x1B[31mred\n1xUnyJ-0006we-0M\tx\xE2\x80\xAE' "touch ran"
	keys M-s
	until_so ids_are "$(qls -RO bytes -k id -d spool)"
	keys M-f
	until_so ids_are "$(qls -O sender -k id -d spool)"
	keys C-a
	sees_number "6/6 (6)"
	keys Enter
	until_so test -e ended
	same "$(echo 1xUnyH-0006w{1..6}-0M | tr ' ' '\n')" "$(sort out)"
}

ids_are() {
	[ "$(shown | grep -oE ' 1xUnyH-0006w.-0M  ' | xargs)" = "$(xargs <<<"$1")" ]
}

@test "of the user's settings of fzf only colours count; his shell does not" {
	three_messages
	mkdir fake
	printf '#!/bin/sh\ntouch ran\n' >fake/fish
	chmod +x fake/fish
	echo '--filter=x' >opts
	export FZF_DEFAULT_OPTS='--ansi --print-query --expect=enter
		--filter=x -1 --with-nth=1 --tac --color=light,hl+:#00ff00
		--bind=start:execute-silent(touch${IFS}ran)+abort
		--bind=enter:execute(touch${IFS}ran)+abort --color=$(touch'
	export FZF_DEFAULT_COMMAND='touch ran' FZF_DEFAULT_OPTS_FILE=$PWD/opts
	at_terminal "SHELL=$PWD/fake/fish qpick -d spool"
	sees_order subj-one subj-two subj-three
	sees 'Subject: subj-one'
	keys M-n
	sees_order subj-three subj-two subj-one
	keys -l two
	sees_number "1/3 (0)"
	until_so is_green
	keys Enter
	ends 0 $two
}

is_green() {
	tmux -S "$screen" capture-pane -pe | grep -q '38;2;0;255;0'
}

@test "the tools beside it come first; of PATH only absolute places count" {
	local name
	three_messages
	for name in qls qcount qhdr qlog qbody awk cut fzf head; do
		printf '#!/bin/sh\ntouch %s/ran\n' "$PWD" >$name
	done
	chmod +x q* awk cut fzf head
	at_terminal "PATH=.::x:\$PATH $O/bin/qpick -d spool"
	sees_number "3/3 (0)"
	sees 'Subject: subj-one'
	keys Enter
	ends 0 $one
	tmux -S "$screen" kill-server
	mkdir fake
	mv q* fake
	ln -s "$O/bin/qpick" mine
	at_terminal "PATH=$PWD/fake:\$PATH; export PATH; ./mine -d spool"
	sees_number "3/3 (0)"
	sees 'Subject: subj-one'
	keys Enter
	ends 0 $one
}

@test "the first messages are on the screen before the last is read" {
	mkdir slow
	cp "$O"/bin/q{pick,count,hdr,log,body} slow
	cat >slow/qls <<-'END'
		#!/bin/sh
		i=1000
		while [ $i -lt 1400 ]; do
			printf '1h\t1K\t1xUnyH-00%s-0M\ta@b.c\tqueued\td@e.f\tx\n' $i
			i=$((i + 1))
		done
		while [ ! -e go ]; do sleep .1; done
		printf '1h\t1K\t1xUnyH-00zzzz-0M\ta@b.c\tqueued\td@e.f\tlast\n'
	END
	chmod +x slow/qls
	three_messages
	at_terminal "slow/qpick -d spool"
	sees 1xUnyH-001000-0M
	run ! on_screen /401
	touch go
	sees_number "401/401 (0)"
	keys -l last
	sees_number "1/401 (0)"
	keys Enter
	ends 0 1xUnyH-00zzzz-0M
}

@test "a choice made early ends the list quietly" {
	mkdir long
	mkspool -n 20000 long >/dev/null
	at_terminal "qpick -d long"
	sees 1x
	keys Enter
	until_so test -e ended
	same 0 "$(cat ended)"
	same 1 "$(wc -l <out)"
	same "" "$(cat err)"
}

@test "a full disk, a closed output, a reader that has gone" {
	three_messages
	at_terminal "qpick -d spool >/dev/full"
	sees_number "3/3 (0)"
	keys Enter
	ends 2
	same "qpick: standard output: No space left on device" "$(cat err)"
	tmux -S "$screen" kill-server
	at_terminal "qpick -d spool >&-"
	sees_number "3/3 (0)"
	keys Enter
	ends 2
	same "qpick: standard output: Bad file descriptor" "$(cat err)"
	tmux -S "$screen" kill-server
	mkfifo gone
	at_terminal "exec 9<>gone 8>gone 9<&-; qpick -d spool >&8 8>&-"
	sees_number "3/3 (0)"
	keys Enter
	ends 141
	same "" "$(cat err)"
}

@test "a terminal that goes away leaves nothing behind" {
	three_messages
	at_terminal "echo \$PPID >parent; exec qpick -d spool"
	sees_number "3/3 (0)"
	[ -n "$(ls "$TMPDIR")" ]
	tmux -S "$screen" kill-server
	until_so eval '[ -z "$(ls "$TMPDIR")" ]'
}

@test "no place for what it keeps: told, exit 2" {
	three_messages
	TMPDIR=/no/such ask 2 setsid -w qpick -d "$spool" </dev/null
	same "" "$output"
	same "qpick: /no/such: No such file or directory" "$stderr"
}

# qrm's own question is on the terminal that fzf had.
@test "the whole page: chosen, asked, removed, and put back" {
	need_root
	local id ids wanted
	exim_conf "$PWD"
	exim_send "$PWD" 5 -f spam@x.example
	exim_send "$PWD" 3 -f honest@x.example
	qls -k id -d spool >before
	mapfile -t ids < <(qgrep -i -f spam@x.example -d spool)
	at_terminal "qpick -d spool | qrm -i -d spool -C '$PWD/conf' \
		-b '$PWD/kept'"
	sees_number "8/8 (0)"
	keys -l spam@x
	sees_number "5/8 (0)"
	keys Down Tab Tab
	sees_number "5/8 (2)"
	keys Enter
	sees "[y/N]"
	keys y Enter
	until_so test -e ended
	same 0 "$(cat ended)"
	wanted=$(printf '%s\n' "${ids[1]}" "${ids[2]}" | sort)
	same "$wanted" "$(awk '$2 == "removed" { print $1 }' out | sort)"
	same "$wanted" "$(qls -k id -d spool | sort | comm -13 - <(sort before))"
	same 6 "$(exim "$PWD" -bpc)"
	tmux -S "$screen" kill-server
	# And another way: what was removed is chosen from the copies.
	at_terminal "qpick -d kept | qrm -u '$PWD/kept' -d spool \
		-C '$PWD/conf'"
	sees_number "2/2 (0)"
	keys C-a
	sees_number "2/2 (2)"
	keys Enter
	until_so test -e ended
	same 0 "$(cat ended)"
	same "$(sort before)" "$(qls -k id -d spool | sort)"
}

@test "the whole page: not chosen, or not agreed to, nothing is gone" {
	need_root
	exim_conf "$PWD"
	exim_send "$PWD" 3
	at_terminal "qpick -d spool | qrm -i -d spool -C '$PWD/conf'"
	sees_number "3/3 (0)"
	keys Escape
	until_so test -e ended
	same 3 "$(qcount -d spool)"
	tmux -S "$screen" kill-server
	at_terminal "qpick -d spool | qrm -i -d spool -C '$PWD/conf'"
	sees_number "3/3 (0)"
	keys Enter
	sees "[y/N]"
	keys n Enter
	until_so test -e ended
	same 3 "$(qcount -d spool)"
}
