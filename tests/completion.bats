# Completion in real shells: bash through the loader of bash-completion, and
# bash and zsh at a terminal (a pty of zsh's zpty), from what is installed.

load lib

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
		tell() { print -rn -- \$BUFFER >\$SAID.new && mv \$SAID.new \$SAID }
		zle -N tell
		bindkey '^X^P' tell
		PS1='READY> '
	END
	echo 'unsetopt global_rcs' >"$BATS_FILE_TMPDIR/zsh/.zshenv"
	cat >"$BATS_FILE_TMPDIR/bashrc" <<-END
		. /usr/share/bash-completion/bash_completion
		tell() { printf %s "\$READLINE_LINE" >\$SAID.new && mv \$SAID.new \$SAID; }
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
		COLUMNS=200 timeout 60 zsh -f -c '
		zmodload zsh/zpty zsh/zselect
		zpty shell $1
		zpty -r shell out "*READY> *" || exit 3
		zpty -w -n shell $2
		zpty -w -n shell $'\''\C-x\C-p'\''
		while [[ ! -e $SAID ]]; do zselect -t 2; done
		while zpty -r -t shell out; do print -rn -- $out; done >$screen
		zpty -d shell
	' zsh "$command" "$2" 3>&- && cat "$SAID"
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

@test "bash: the getopt strings are the tools' own" {
	local tool
	# shellcheck source=/dev/null
	. "$root/usr/share/bash-completion/completions/qls"
	for tool in qcount qgrep qls; do
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
