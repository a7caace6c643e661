# Completion in real shells: bash through the loader of bash-completion, and
# bash and zsh at a terminal (a pty of zsh's zpty), from what is installed.

load lib
load spools

setup_file() {
	export root=$BATS_FILE_TMPDIR/root
	# What is built stays as it is.
	env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL -u SAN make -s -o all install \
		O="$O" DESTDIR="$root" PREFIX=/usr >/dev/null
	export XDG_DATA_DIRS=$root/usr/share XDG_DATA_HOME=$root/none
	export BASH_COMPLETION_USER_DIR=$root/none HOME=$BATS_FILE_TMPDIR
	mkdir "$BATS_FILE_TMPDIR/zsh"
	cat >"$BATS_FILE_TMPDIR/zsh/.zshrc" <<-END
		fpath=($root/usr/share/zsh/site-functions \$fpath)
		autoload -Uz compinit
		compinit -u -d $BATS_FILE_TMPDIR/zsh/dump
		setopt nobeep
		tell() { print -rn -- \$BUFFER >\$SAID && print '\nTOLD' }
		zle -N tell
		bindkey '^X^P' tell
		PS1='READY> '
	END
	echo 'unsetopt global_rcs' >"$BATS_FILE_TMPDIR/zsh/.zshenv"
	# The 2 seconds that completion gives a tool are enough, however busy the
	# machine is.
	timeout=$(command -v timeout)
	mkdir "$BATS_FILE_TMPDIR/bin"
	cat >"$BATS_FILE_TMPDIR/bin/timeout" <<-END
		#!/bin/sh
		[ "\$1" != 2 ] || { shift; set -- 60 "\$@"; }
		exec $timeout "\$@"
	END
	chmod +x "$BATS_FILE_TMPDIR/bin/timeout"
	export timeout PATH=$BATS_FILE_TMPDIR/bin:$PATH
	cat >"$BATS_FILE_TMPDIR/bashrc" <<-END
		. /usr/share/bash-completion/bash_completion
		tell() { printf %s "\$READLINE_LINE" >\$SAID && printf '\nTOLD\n'; }
		bind -x '"\\C-x\\C-p": tell'
		PS1='READY> '
	END
}

setup() {
	spool=$BATS_TEST_TMPDIR/spool
	export SAID=$BATS_TEST_TMPDIR/said screen=$BATS_TEST_TMPDIR/screen
	cd "$BATS_TEST_TMPDIR" || return
}

# offers WORD...: what bash offers for the last word, one a line, sorted. The
# words are those of COMP_WORDS; LINE is the line if that has no blank
# between some of them.
offers() {
	LINE=${LINE-$*} bash --norc -c '
		. /usr/share/bash-completion/bash_completion
		loader=$(complete -p -D)
		loader=${loader#*-F }
		"${loader%% *}" "$1"
		[ $? = 124 ] || exit 3
		said=$(complete -p "$1")
		[[ $said == "complete -F _qtriage $1" ]] || exit 4
		${SET-}
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
		COMP_LINE=$LINE COMP_POINT=${#LINE}
		before=$(set -o; shopt; pwd)
		_qtriage "$1" "${!#}" "${COMP_WORDS[COMP_CWORD - 1]}" ||
			exit 5
		[ "$before" = "$(set -o; shopt; pwd)" ] || exit 6
		[ ${#COMPREPLY[@]} = 0 ] || printf "%s\n" "${COMPREPLY[@]}"
	' bash "$@" | sort
	return "${PIPESTATUS[0]}"
}

# is_offered WANTED WORD...: exactly the words of WANTED, with blanks.
is_offered() {
	local wanted=$1
	shift
	ask 0 offers "$@"
	same "" "$stderr"
	same "$wanted" "${output//$'\n'/ }"
}

# typed SHELL TEXT: the line as it stands when TEXT has been typed to the
# shell at a terminal; what the terminal shows goes to $screen.
typed() {
	local command
	rm -f "$SAID"
	case $1 in
	bash) command="bash --noprofile --rcfile $BATS_FILE_TMPDIR/bashrc -i" ;;
	zsh) command="zsh -i" ;;
	esac
	# shellcheck disable=SC2016 # zsh's
	TERM=dumb INPUTRC=/dev/null ZDOTDIR=$BATS_FILE_TMPDIR/zsh \
		COLUMNS=200 "$timeout" 120 zsh -f -c '
		zmodload zsh/zpty zsh/zselect
		zpty shell $1
		zpty -r shell out "*READY> *" || exit 3
		zpty -w -n shell $2
		zpty -w -n shell $'\''\C-x\C-p'\''
		while [[ $all != *TOLD* ]]; do
			if zpty -r -t shell out; then all+=$out; else zselect -t 2; fi
		done
		print -rn -- $all >$screen
		zpty -d shell
	' zsh "$command" "$2" 3>&- && cat "$SAID"
}

# slow_qls: one that does not end; how long it is given goes to limits.
slow_qls() {
	mkdir bin
	printf '#!/bin/sh\necho noise >&2\nexec sleep 600\n' >bin/qls
	# shellcheck disable=SC2016
	printf '#!/bin/sh\necho "$1" >>%s\nexec %s "$@"\n' "$PWD/limits" \
		"$timeout" >bin/timeout
	chmod +x bin/*
}

# reads SHELL TEXT WANTED: TEXT is typed, WANTED stands there.
reads() {
	ask 0 typed "$1" "$2"
	same "$3" "$output"
}

# The fields, as a tool names them in an error.
fields() {
	qls -d "$1" -k '?' 2>&1 | sed -n 's/.*the fields are //p'
}

sorted() {
	tr ' ' '\n' <<<"$1" | sort | xargs
}

@test "bash: every field for -k, -O and -w, in each tool" {
	local all
	touch_spool "$spool"
	all=$(sorted "$(fields "$spool")")
	[ -n "$all" ]
	is_offered "$all" qcount -k ''
	is_offered "$all" qgrep -k ''
	is_offered "$all" qls -k ''
	is_offered "$all" qls -O ''
	is_offered "$all" qgrep -w ''
}

@test "bash: cronscan's own fields, files, directories, seconds" {
	mkdir dir
	touch dirt
	is_offered "$(sorted "$(cronscan -k '?' 2>&1 |
		sed -n 's/.*the fields are //p')")" cronscan -k ''
	is_offered "file,mail file,mailto" cronscan -k file,mail
	is_offered "dir dirt" cronscan -ai dir
	is_offered "dir" cronscan -r dir
	is_offered "" cronscan -w dir
	is_offered "dir dirt" cronscan -w 60 dir
	is_offered "-V -a -h -i -j -k -q -r -w" cronscan -
}

@test "bash: postscan's own fields, methods, files, directories" {
	mkdir dir
	touch dirt
	is_offered "$(sorted "$(postscan -k '?' 2>&1 |
		sed -n 's/.*the fields are //p')")" postscan -k ''
	is_offered "path,proto" postscan -k path,pr
	is_offered "POST" postscan -m PO
	is_offered "-mANY" postscan -mA
	is_offered "dir dirt" postscan -ai dir
	is_offered "dir dirt" postscan -u 1h dir
	local letter
	for letter in F s u w; do
		is_offered "" postscan "-$letter" dir
	done
	is_offered "-F -V -a -h -i -j -k -m -p -q -s -u -w" postscan -
}

@test "bash: smtpwho's own fields, directories, no operands" {
	mkdir dir
	touch dirt
	is_offered "$(sorted "$(smtpwho -k '?' 2>&1 |
		sed -n 's/.*the fields are //p')")" smtpwho -k ''
	is_offered "pid,command pid,cwd" smtpwho -k pid,c
	is_offered "dir" smtpwho -r dir
	is_offered "" smtpwho -P dir
	is_offered "" smtpwho dir
	is_offered "-P -V -h -j -k -r" smtpwho -
}

@test "bash: sshwho's own fields, users, files, directories" {
	mkdir dir
	touch dirt
	is_offered "$(sorted "$(sshwho -k '?' 2>&1 |
		sed -n 's/.*the fields are //p')")" sshwho -k ''
	is_offered "dir dirt" sshwho -P dir
	is_offered "dir dirt" sshwho -W dir
	is_offered "dir" sshwho -r dir
	is_offered "root" sshwho -pu roo
	is_offered "" sshwho -u root dir
	is_offered "-P -V -W -a -h -j -k -p -r -u -x" sshwho -
}

# A mailblock that finds these sites.
fake_sites() {
	mkdir bin
	cat >bin/mailblock <<-'END'
		#!/bin/sh
		printf 'x.conf:1\t%s\tfpm\t-\tdefault\t-\n' shop.example \
			blog.example '$(touch\x20ran)' '*' shop.example
	END
	chmod +x bin/mailblock
	PATH=$PWD/bin:$PATH
}

@test "mailblock: sites that are found, kinds, files" {
	mkdir dir
	touch dirt
	fake_sites
	is_offered "blog.example shop.example" mailblock -s ''
	is_offered "-sshop.example" mailblock -ssh
	is_offered "apache fpm ini" mailblock -t ''
	is_offered "dir dirt" mailblock -bi dir
	is_offered "-V -b -h -i -j -n -q -s -t -u" mailblock -
	reads bash $'mailblock -s sh\t' "mailblock -s shop.example "
	reads zsh $'mailblock -s sh\t' "mailblock -s shop.example "
	reads zsh $'mailblock -t f\t' "mailblock -t fpm "
	[ ! -e ran ]
}

@test "bash: the getopt strings are the tools' own" {
	local tool
	# shellcheck source=/dev/null
	. "$root/usr/share/bash-completion/completions/qls"
	for tool in cronscan mailblock postscan qbody qcount qgrep qhdr qlog \
		qls qrm smtpwho sshwho; do
		grep -qF "\"+:$(_qtriage_options $tool)\"" \
			"$BATS_TEST_DIRNAME/../cmd/$tool.c"
	done
}

@test "bash: a list's last item, what stands before stays" {
	is_offered "size" qls -k si
	is_offered "sender,size" qls -k sender,si
	is_offered "id,script id,sender id,size id,state id,subject" qls -k id,s
	is_offered "sender,size,script sender,size,state sender,size,subject" \
		qcount -k sender,size,s
	is_offered "" qls -O sender,si
	is_offered "" qls -k nothing
}

@test "bash: clustered and attached options" {
	is_offered "origin" qcount -gjk or
	is_offered "-korigin" qcount -kor
	is_offered "-gjksize,origin" qcount -gjksize,or
	is_offered "origin" qls -O size -Rk or
}

@test "bash: options, until an operand" {
	is_offered "-G -O -R -V -a -d -h -j -k -m -t -u" qls -
	is_offered "-R" qls -jt -R
	is_offered "-h" qls -k id -h
	touch_spool "$spool"
	touch ./-x
	is_offered "-x" qls file -
	is_offered "-x" qls -- -
	is_offered "-x" qls - -
}

@test "bash: header fields with their colon, in small letters or capitals" {
	is_offered "Subject:" qgrep -H Subj
	is_offered "X-PHP-Originating-Script: X-PHP-Script:" qgrep -vH x-php
	LINE='qgrep -H Subject:' is_offered "" qgrep -H Subject :
	LINE='qgrep -H Subject:a' is_offered "" qgrep -H Subject : a
	touch file
	LINE='qgrep -H Subject:a fi' is_offered file qgrep -H Subject : a 'fi'
	LINE='qgrep -H Subject: fi' is_offered file qgrep -H Subject : 'fi'
}

@test "bash: header fields for qhdr -x, without a colon" {
	is_offered "Subject" qhdr -x Subj
	is_offered "X-PHP-Originating-Script X-PHP-Script" qhdr -j -x x-php
	is_offered "-xSubject" qhdr -xsubj
}

@test "bash: fields of an expression, quoted or not; no more behind it" {
	is_offered "nrcpts" qgrep -w nr
	is_offered "nrcpts" qgrep -w "'nr"
	is_offered "nrcpts" qgrep -w '"nr'
	LINE='qgrep -w via=' is_offered "" qgrep -w via =
	LINE='qgrep -w via=lo' is_offered "" qgrep -w via = lo
	LINE='qgrep -w via=lo -k or' is_offered origin qgrep -w via = lo -k or
}

@test "bash: nothing for free text" {
	local letter
	touch file
	for letter in f r s y o B; do
		is_offered "" qgrep "-$letter" ''
		is_offered file qgrep "-$letter" x 'fi'
	done
}

@test "bash: directories for -d, files for operands" {
	mkdir dir1 dir2
	touch dirt
	is_offered "dir1 dir2" qls -d dir
	is_offered "dir1 dir2 dirt" qls dir
	is_offered "dir1 dir2 dirt" qls -m -k id dir
	is_offered "dir1 dir2 dirt" qls -G x dir
	is_offered "" qls nosuch
}

@test "bash: named queues of -d, of the environment, of the usual places" {
	touch_spool "$spool" bulk/input/x 'two words/input/x' other/file
	is_offered '\* bulk two\ words' qls -d "$spool" -G ''
	is_offered '\* bulk two\ words' qls -jd"$spool" -G ''
	is_offered 'bulk' qls -d "$spool" -G b
	HOME=$BATS_TEST_TMPDIR is_offered 'bulk' qls -d \~/spool -G b
	is_offered 'bulk' qls -d "'$spool'" -G b
	QTRIAGE_QUEUE=$spool is_offered 'bulk' qls -G b
	QTRIAGE_QUEUE=$spool is_offered '*' qls -G "'*"
	QTRIAGE_QUEUE=$spool is_offered '\*' qls -G '\'
	is_offered '\*' qls -d /no/such -G ''
	is_offered '' qls -d /no/such -G x
}

@test "bash: a queue's name is never run" {
	# shellcheck disable=SC2016
	touch_spool "$spool" '$(touch run)/input/x' '`touch run`/input/x' \
		'";touch run;"/input/x'
	ask 0 offers qls -d "$spool" -G ''
	same "" "$stderr"
	same 4 "$(wc -l <<<"$output")"
	[ ! -e run ]
}

@test "bash: the user's shell options make no difference" {
	local options
	touch_spool "$spool" bulk/input/x
	for options in failglob nullglob nocasematch dotglob extglob; do
		export SET="shopt -s $options"
		is_offered 'bulk' qls -d "$spool" -G b
		is_offered 'size' qls -k si
		is_offered '\*' qls -d /no/such -G ''
	done
	for options in nounset noglob posix; do
		export SET="set -o $options"
		is_offered 'bulk' qls -d "$spool" -G b
		is_offered 'size' qls -k si
		is_offered '\*' qls -d /no/such -G ''
	done
}

@test "bash: options, files and directories of the tools that take messages" {
	mkdir dir1 dir2
	touch dirt
	touch_spool "$spool"
	is_offered "-V -d -e -h -j -r -x" qhdr -
	is_offered "-V -d -h -j -r -t" qbody -
	is_offered "-L -V -d -h -j -m" qlog -
	is_offered "-C -V -a -b -d -h -i -n -q -u -v" qrm -
	is_offered "dir1 dir2" qhdr -d dir
	is_offered "dir1 dir2" qrm -b dir
	is_offered "dir1 dir2" qrm -u dir
	is_offered "dir1 dir2 dirt" qrm -C dir
	is_offered "dir1 dir2 dirt" qlog -m -L dir
	is_offered "" qrm -d "$spool" dir
}

# mail ID SUBJECT [SENDER [SPOOL]]: a message by hand.
mail() {
	printf '%s\n' 'user 1001 1001' "<${3-a@b.example}>" '1795278600 0' \
		-local XX 1 to@rcpt.example '' " Subject: $2" |
		put "${4-$spool}" "$1"
}

@test "bash: ids of the queue of -d, of the environment; none is told twice" {
	local tool one=1xUnyH-0006we-0M two=1xUnyH-0006wf-0M
	local new=1xUnyH-00000006we1-01Ab
	mail $one first
	mail $two second
	mail $new third c@d.example "$spool/bulk"
	for tool in qhdr qbody qlog qrm; do
		is_offered "$new $one $two" $tool -d "$spool" ''
		is_offered "$new $one $two" $tool "-d$spool" 1xU
		is_offered "$one" $tool -jd "'$spool'" 1xUnyH-0006we
		is_offered "$new $two" $tool -d "$spool" $one ''
		is_offered "" $tool -d "$spool" $one $two $new ''
		QTRIAGE_QUEUE=$spool is_offered "$one" $tool 1xUnyH-0006we
		QTRIAGE_QUEUE=$spool is_offered "$one" $tool "'1xUnyH-0006we"
		is_offered "" $tool -d "$spool" 2
		is_offered "" $tool -d "$spool" '.*'
		is_offered "" $tool -d /no/such ''
	done
	HOME=$BATS_TEST_TMPDIR is_offered "$one" qrm -d \~/spool 1xUnyH-0006we
}

@test "bash: ids of the copies for qrm -u" {
	mail 1xUnyH-0006we-0M first
	mail 1xUnyH-0006wf-0M second a@b.example "$BATS_TEST_TMPDIR/copies"
	is_offered 1xUnyH-0006wf-0M qrm -u copies -d "$spool" ''
	is_offered 1xUnyH-0006wf-0M qrm -d "$spool" -u copies ''
	is_offered 1xUnyH-0006we-0M qrm -d "$spool" -b copies ''
}

@test "bash: what the messages are is shown in lists only, cut to the screen" {
	local one=1xUnyH-0006we-0M two=1xUnyH-0006wf-0M type
	mail $one 'a subject'
	mail $two "$(printf 'x%.0s' {1..300})"
	for type in '' 9 37 42; do
		COMP_TYPE=$type is_offered "$one $two" qhdr -d "$spool" ''
	done
	for type in 33 63 64; do
		COMP_TYPE=$type COLUMNS=60 ask 0 offers qhdr -d "$spool" ''
		same "$one  (a@b.example: a subject)" "${output%%$'\n'*}"
		[[ ${output#*$'\n'} =~ ^$two\ \ \(a@b.example:\ x*\.\.\.\)$ ]]
		same 59 "$(($(wc -c <<<"${output#*$'\n'}") - 1))"
		COMP_TYPE=$type is_offered "$one" qhdr -d "$spool" "${one%?}"
	done
}

@test "bash: ids that differ in the case of letters stand alone" {
	local type
	mail 1xUnyH-0006we-0M 'same $(touch run)'
	mail 1xUnyH-0006we-0m 'same $(touch run)'
	for type in 9 33 63; do
		COMP_TYPE=$type is_offered \
			"1xUnyH-0006we-0M 1xUnyH-0006we-0m" qhdr -d "$spool" ''
	done
}

@test "bash: at most 200 ids, in 2 seconds, and silence if qls fails" {
	local i
	for i in {1000..1300}; do
		mail 1xUnyH-00$i-0M subject
	done
	ask 0 offers qhdr -d "$spool" ''
	same 200 "$(wc -l <<<"$output")"
	is_offered 1xUnyH-001300-0M qhdr -d "$spool" 1xUnyH-0013
	slow_qls
	SECONDS=0
	PATH=$PWD/bin:$PATH is_offered "" qhdr -d "$spool" ''
	same 2 "$(cat limits)"
	[ $SECONDS -lt 300 ]
	printf '#!/bin/sh\nprintf "1xUnyH-0006we-0M\\nx\\ty\\n"\n' >bin/qls
	PATH=$PWD/bin:$PATH is_offered "" qhdr -d "$spool" ''
	PATH=/usr/bin:/bin is_offered "" qhdr -d "$spool" ''
}

@test "bash: the queue is left as it is" {
	local before
	mail 1xUnyH-0006we-0M subject
	before=$(find "$spool" -printf '%p %i %m %T@ %C@\n' | sort)
	COMP_TYPE=63 is_offered 1xUnyH-0006we-0M qrm -d "$spool" ''
	same "$before" "$(find "$spool" -printf '%p %i %m %T@ %C@\n' | sort)"
}

# Subjects and a sender that would be run, split or expanded if they could.
hostile_mail() {
	# shellcheck disable=SC2016
	mail 1xUnyH-0006we-0A '$(touch ran) `touch ran` "; touch ran; #'
	mail 1xUnyH-0006we-0B "'; touch ran; ' * ? [a-z] ~ {a,b} !! & | > ran"
	mail 1xUnyH-0006we-0C '=?utf-8?Q?=0Atouch_ran=0A=1B[31m=E2=80=AE?='
	mail 1xUnyH-0006we-0D 'a:b:c %F{red}%d%B $(touch ran) \n \\ back'
	# shellcheck disable=SC2016
	mail 1xUnyH-0006we-0E "$(printf 'long%.0s' {1..200})" \
		'"$(touch ran) `touch ran`:*"@b.example'
	mail 1xUnyH-0006we-0F ''
}

@test "bash: no text of a message is run or put into the line" {
	local options type
	hostile_mail
	for options in 'shopt -s failglob' 'shopt -s nullglob' \
		'shopt -s nocasematch' 'set -o nounset' 'set -o noglob' \
		'set -o posix' 'set -o pipefail' :; do
		for type in 9 63; do
			export SET=$options
			COMP_TYPE=$type ask 0 offers qrm -d "$spool" ''
			same "" "$stderr"
			same "$(echo 1xUnyH-0006we-0{A..F} | tr ' ' '\n')" \
				"$(cut -c 1-16 <<<"$output")"
		done
	done
	[[ $output != *$'\e'* ]]
	[ ! -e ran ]
}

@test "bash at a terminal: ids, what they are in the list, only ids in the line" {
	local id=1xUnyH-0006we-0 setting
	hostile_mail
	reads bash $'qhdr -d spool \t' "qhdr -d spool $id"
	reads bash $'qhdr -d spool \t\t\tA\t' "qhdr -d spool ${id}A "
	output=$(tr -d '\r' <"$screen")
	has "$output" "${id}D  (a@b.example: a:b:c %F{red}%d%B \$(touch ran)"
	has "$output" "${id}F  (a@b.example: -)"
	has "$output" "${id}C  (a@b.example: \\ntouch ran\\n\\x1B[31m"
	[ "$(wc -L <<<"$output")" -lt 200 ]
	reads bash $'qrm -d spool '"$id"$'A 1\tB\t' "qrm -d spool ${id}A ${id}B "
	for setting in 'set show-all-if-ambiguous on' \
		'set completion-ignore-case on' 'TAB:insert-completions' \
		'TAB:menu-complete'; do
		cp "$BATS_FILE_TMPDIR/bashrc" "$BATS_FILE_TMPDIR/bashrc.kept"
		echo "bind '$setting'" >>"$BATS_FILE_TMPDIR/bashrc"
		ask 0 typed bash $'qhdr -d spool 1x\t'
		mv "$BATS_FILE_TMPDIR/bashrc.kept" "$BATS_FILE_TMPDIR/bashrc"
		[[ $output =~ ^qhdr\ -d\ spool(\ 1xUnyH-0006we-0[A-F]?)+\ ?$ ]]
	done
	[ ! -e ran ]
}

@test "bash at a terminal" {
	mkdir "a dir"
	touch "a dir/a file"
	touch_spool "$spool" bulk/input/x
	reads bash $'qls -k si\t' "qls -k size"
	reads bash $'qls -k sender,si\t,or\t' "qls -k sender,size,origin"
	reads bash $'qls -O si\t' "qls -O size "
	reads bash $'qcount -gjk or\t' "qcount -gjk origin"
	reads bash $'qgrep -w nr\t' "qgrep -w nrcpts"
	reads bash $'qgrep -H subj\t' "qgrep -H Subject:"
	reads bash $'qgrep -H Subject:\t' "qgrep -H Subject:"
	reads bash $'qgrep -H Subject:x spo\t' "qgrep -H Subject:x spool/"
	reads bash $'qls -d a\t' 'qls -d a\ dir/'
	reads bash $'qls -d \'a\t' "qls -d 'a dir'/"
	reads bash $'qls a\ta\t' 'qls a\ dir/a\ file '
	reads bash $'qls -d spool -G b\t' 'qls -d spool -G bulk '
	reads bash $'qls -d spool -G \\\t' 'qls -d spool -G \* '
	reads bash $'qls -m <spo\tb\t' 'qls -m <spool/bulk/'
}

@test "zsh at a terminal: fields" {
	reads zsh $'qls -k si\t' "qls -k size,"
	reads zsh $'qls -k si\t ' "qls -k size "
	reads zsh $'qls -k sender,si\t' "qls -k sender,size,"
	reads zsh $'qls -k si\tor\t' "qls -k size,origin,"
	reads zsh $'qls -k sender,sender\t' "qls -k sender,sender"
	reads zsh $'qls -O si\t' "qls -O size "
	reads zsh $'qcount -gjk or\t' "qcount -gjk origin,"
	reads zsh $'qgrep -w nr\t' "qgrep -w nrcpts"
	reads zsh $'qgrep -w \'nr\t' "qgrep -w 'nrcpts"
	reads zsh $'qgrep -w via=\t' "qgrep -w via="
}

@test "zsh at a terminal: every field, told what it is" {
	local field
	touch_spool "$spool"
	ask 0 typed zsh $'qls -k \t\t'
	output=$(tr -d '\r' <"$screen")
	[ -n "$(fields "$spool")" ]
	for field in $(fields "$spool"); do
		grep -Eq "(^| )$field +-- [a-zA-Z]" <<<"$output" || {
			echo "no $field in: $output"
			return 1
		}
	done
}

@test "zsh at a terminal: postscan's" {
	mkdir adir
	touch afile
	reads zsh $'postscan -k vh\tag\t' "postscan -k vhost,agent,"
	reads zsh $'postscan -m PO\t' "postscan -m POST "
	reads zsh $'postscan -i af\t' "postscan -i afile "
	reads zsh $'postscan -F af\t' "postscan -F af"
	reads zsh $'postscan -u af\t' "postscan -u af"
	reads zsh $'postscan -u 1h af\t' "postscan -u 1h afile "
}

@test "zsh at a terminal: the rest" {
	mkdir "a dir"
	touch "a dir/a file" afile
	touch_spool "$spool" bulk/input/x
	touch_spool plain
	reads zsh $'qgrep -H subj\t' "qgrep -H Subject:"
	reads zsh $'qgrep -H Subject:\t' "qgrep -H Subject:"
	reads zsh $'qgrep -f x -H x-php-s\t' "qgrep -f x -H X-PHP-Script:"
	reads zsh $'qls -d a\t' 'qls -d a\ dir/'
	reads zsh $'qls a\\ \ta\t' 'qls a\ dir/a\ file '
	reads zsh $'qls -d spool -G b\t' 'qls -d spool -G bulk '
	reads zsh $'qls -d plain -G \t' 'qls -d plain -G \* '
	reads zsh $'qls -d /no/such -G b\t' 'qls -d /no/such -G b'
	reads zsh $'qgrep -f afi\t' 'qgrep -f afi'
	reads zsh $'qls -d "spool" -G b\t' 'qls -d "spool" -G bulk '
	ask 0 typed zsh $'qls -\t\t'
	has "$(cat "$screen")" "sort by a field"
	ask 0 typed zsh $'qls afile -\t\t'
	[[ $(cat "$screen") != *"sort by a field"* ]]
}

@test "zsh at a terminal: ids, what they are in the list, only ids in the line" {
	local id=1xUnyH-0006we-0
	hostile_mail
	reads zsh $'qhdr -d spool \t' "qhdr -d spool $id"
	reads zsh $'qhdr -d spool \t\tA\t' "qhdr -d spool ${id}A "
	output=$(tr -d '\r' <"$screen")
	has "$output" "${id}D  -- a@b.example: a:b:c %F{red}%d%B \$(touch ran)"
	has "$output" "${id}F  -- a@b.example: -"
	has "$output" "${id}C  -- a@b.example: \\ntouch ran\\n\\x1B[31m"
	has "$output" " \\\\n \\\\\\\\ back"
	[ "$(wc -L <<<"$output")" -le 200 ]
	reads zsh $'qrm -d spool '"$id"$'A 1\tB\t' "qrm -d spool ${id}A ${id}B "
	reads zsh $'qbody -d spool \t\t\t' "qbody -d spool ${id}A"
	reads zsh $'qlog -d "spool" 1\tC\t' "qlog -d \"spool\" ${id}C "
	QTRIAGE_QUEUE=$spool reads zsh $'qhdr 1\tD\t' "qhdr ${id}D "
	reads zsh $'qhdr -d /no/such \t' "qhdr -d /no/such "
	reads zsh $'qhdr -d spool .\t' "qhdr -d spool ."
	[ ! -e ran ]
}

@test "zsh at a terminal: the other arguments of the tools that take messages" {
	local one=1xUnyH-0006we-0M two=1xUnyH-0006wf-0M
	mkdir adir
	touch afile
	mail $one first
	mail $two second a@b.example "$BATS_TEST_TMPDIR/copies"
	mail 1xUnyH-00000006we1-01Ab third a@b.example "$spool/bulk"
	reads zsh $'qhdr -x subj\t' "qhdr -x Subject "
	reads zsh $'qlog -L afi\t' "qlog -L afile "
	reads zsh $'qrm -C afi\t' "qrm -C afile "
	reads zsh $'qrm -b a\t' "qrm -b adir/"
	reads zsh $'qrm -u copies -d spool \t' "qrm -u copies -d spool $two "
	reads zsh $'qrm -b copies -d spool 1xUnyH-0006\t' \
		"qrm -b copies -d spool $one "
	reads zsh $'qrm -d spool 1xUnyH-00000\t' \
		"qrm -d spool 1xUnyH-00000006we1-01Ab "
	ask 0 typed zsh $'qrm -u copies -\t\t'
	[[ $(cat "$screen") != *"only how many"* ]]
	ask 0 typed zsh $'qrm -\t\t'
	has "$(cat "$screen")" "only how many"
	ask 0 typed zsh $'qhdr -e -\t\t'
	[[ $(cat "$screen") != *"as exim -Mvh"* ]]
}

@test "zsh at a terminal: ids in 2 seconds, silence if qls fails" {
	mail 1xUnyH-0006we-0M subject
	slow_qls
	PATH=$PWD/bin:$PATH reads zsh $'qhdr -d spool \t' "qhdr -d spool "
	same 2 "$(cat limits)"
	[[ $(cat "$screen") != *noise* ]]
}

# --- for each line of tools.bash

load tools

# letters_of TOOL: its options, by its own help, one a line.
letters_of() {
	"$1" -h | sed -n 's/^  \(-[A-Za-z]\).*/\1/p' | sort
}

each_name() {
	local name rest
	while IFS='|' read -r name rest; do
		[ -n "$name" ] || continue
		echo "tool: ${name// /}" >&2 # told on failure
		"$1" "${name// /}"
	done <<<"$tools$scripts"
}

@test "bash: each tool's file is found by the loader, and offers its options" {
	each_name bash_options
}
bash_options() {
	is_offered "$(letters_of "$1" | xargs)" "$1" -
}

@test "zsh at a terminal: each tool's options are offered, told what they are" {
	each_name zsh_options
}
zsh_options() {
	local letter
	ask 0 typed zsh "$1 -"$'\t\t'
	output=$(tr -d '\r' <"$screen")
	for letter in $(letters_of "$1"); do
		grep -Eq -e "(^| )$letter +(-- )[a-zA-Z]" <<<"$output" || {
			echo "no $letter in: $output"
			return 1
		}
	done
}
