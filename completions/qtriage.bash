# bash completion for the qtriage tools. It looks at names of files and, for
# the ids of messages, runs qls, which changes nothing. It says nothing if
# something fails.
# shellcheck shell=bash

# Each tool's getopt string; tests/docs.bats holds it to the tool's own.
_qtriage_options() {
	case $1 in
	cronscan) echo 'Vahi:jk:qr:w:' ;;
	mailblock) echo 'Vbhijnqs:t:u' ;;
	postscan) echo 'F:Vahi:jk:m:pqs:u:w:' ;;
	qbody) echo 'Vd:hjrt' ;;
	qcount) echo 'G:Vd:ghjk:l' ;;
	qgrep) echo 'B:EG:H:RVabcd:f:hijk:lo:r:s:vw:xy:z' ;;
	qhdr) echo 'Vd:ehjrx:' ;;
	qlog) echo 'L:Vd:hjm' ;;
	qls) echo 'G:O:RVad:hjk:mtu' ;;
	qpick) echo 'G:Vd:h' ;;
	qrm) echo 'C:Vab:d:hinqu:v' ;;
	qtriage) echo 'G:Vd:hjn:o:r:' ;;
	smtpwho) echo 'P:Vhjk:r:' ;;
	sshwho) echo 'P:VW:ahjk:pr:u:x' ;;
	esac
}

# What the tool's -k, -O and -w take; tests/completion.bats holds it to the
# tools' lists.
_qtriage_fields() {
	case $1 in
	cronscan)
		echo file user schedule last next mail command kind mailto \
			shell off
		return
		;;
	postscan)
		echo 'time' vhost ip method path status user file date hour \
			day query proto bytes took referer agent xff line
		return
		;;
	smtpwho)
		echo pid user exe remote state since cwd command uid 'local'
		return
		;;
	sshwho)
		echo kind user from tty since pids recorded flags notes uid \
			'command' audit names exe cwd
		return
		;;
	esac
	echo age size id sender state rcpts time date hour day bytes domain \
		nrcpts rdomain reason next via origin user uid auth host ip \
		helo proto script cwd subject msgid 'done' rcptsall mta queue box
}

_qtriage_headers() {
	echo Auto-Submitted Bcc Cc Content-Type Date DKIM-Signature From \
		In-Reply-To List-Id List-Unsubscribe Message-ID MIME-Version \
		Precedence Received References Reply-To Return-Path Sender \
		Subject To User-Agent X-Cron-Env X-Mailer X-Originating-IP \
		X-PHP-Originating-Script X-PHP-Script X-Priority X-Spam-Status
}

# Exim's named queues below directories: those with an input of their own.
# In a subshell, where the caller's choices about globs can be undone.
_qtriage_queues() (
	shopt -u failglob nullglob nocaseglob dotglob
	set +f
	for dir; do
		for queue in "$dir"/*/input; do
			[[ -d $queue ]] || continue
			queue=${queue%/input}
			printf '%q\n' "${queue##*/}"
		done
	done
)

# Lines of id, sender and subject, with tabs between them and escaped: of the
# messages of the queue in the directory (without one the tool's own), the ids
# starting with that. It takes 2 seconds at most, where there is a timeout.
_qtriage_messages() {
	local -a run=(qls -G '*' -k 'id,sender,subject')
	[[ -n $1 ]] && run+=(-d "$1")
	type -P timeout >/dev/null && run=(timeout 2 "${run[@]}")
	command "${run[@]}" </dev/null 2>/dev/null |
		command grep "^$2" | command head -n 200
}

# The ids that start with the caller's value, but for those among the words.
# Where bash will list them, and not put one into the line, each is followed
# by what the message is: so no text of a sender's can get into the line, nor
# can a common part of such texts, as long as two ids differ in more than the
# case of letters, which readline can be told to overlook.
_qtriage_ids() {
	local line id text width=${COLUMNS:-80} several='' lists=''
	local -a lines=() ids=() texts=()
	[[ $value == [\"\']* ]] && value=${value:1}
	[[ $value == *[![:alnum:]-]* ]] && return
	mapfile -t lines < <(_qtriage_messages "$dir" "$value" 2>/dev/null)
	for line in "${lines[@]}"; do
		[[ $line == *$'\t'*$'\t'* ]] || continue
		id=${line%%$'\t'*} line=${line#*$'\t'}
		[[ " $* ${ids[*]-} " == *" $id "* ]] && continue
		text="$id  (${line%%$'\t'*}: ${line#*$'\t'})"
		((${#text} < width || width < 40)) ||
			text="${text:0:width-5}...)"
		ids+=("$id") texts+=("$text")
		[[ ${id,,} == "${ids[0],,}" ]] || several=1
	done
	# ? ! @: a list; not a tab alone, nor % and *, which put them in.
	[[ ${COMP_TYPE-} == 33 || ${COMP_TYPE-} == 6[34] ]] && lists=1
	if [[ -n $several && -n $lists ]]; then
		COMPREPLY+=("${texts[@]}")
	elif ((${#ids[@]} > 0)); then
		COMPREPLY+=("${ids[@]}")
	fi
}

# The sites of this machine; a name of anything but letters,
# digits and . _ - is left out.
_qtriage_sites() {
	local -a run=(mailblock -q)
	type -P timeout >/dev/null && run=(timeout 2 "${run[@]}")
	command "${run[@]}" </dev/null 2>/dev/null | command cut -f 2 |
		command grep -x '[A-Za-z0-9._-]*' | command sort -u |
		command head -n 200
}

# What stands behind the options, the words before it given.
_qtriage_operand() {
	case $tool in
	qbody | qhdr | qlog | qrm) _qtriage_ids "$@" ;;
	qtriage | smtpwho | sshwho) ;;
	*) _qtriage_names default -f ;;
	esac
}

# The words up to the cursor, into the caller's words: COMP_WORDS is also
# parted at : = < > where the line has no blank.
_qtriage_words() {
	local line=${COMP_LINE:0:COMP_POINT} word blanks i
	words=()
	for ((i = 0; i <= COMP_CWORD; i++)); do
		blanks=${line%%[![:blank:]]*}
		if ((i == 0 || ${#blanks} > 0)); then
			words+=('')
		fi
		line=${line#"$blanks"}
		word=${COMP_WORDS[i]}
		((i == COMP_CWORD)) && word=$line
		line=${line#"$word"}
		words[${#words[@]} - 1]+=$word
	done
}

# Reads -abcXVALUE, into the caller's option (X, which takes an argument, or
# none) and value.
_qtriage_cluster() {
	local word=$1 i
	option='' value=''
	for ((i = 1; i < ${#word}; i++)); do
		[[ $options == *"${word:i:1}:"* ]] || continue
		option=${word:i:1} value=${word:i+1}
		return
	done
}

# Offers those words that start with the caller's value, behind its before.
_qtriage_offer() {
	local word
	for word; do
		[[ $word == "$value"* ]] && COMPREPLY+=("$before$word")
	done
}

# Names of files or of directories: readline's own way quotes them best.
_qtriage_names() {
	local how=$1 kind=$2
	compopt -o "$how" 2>/dev/null ||
		mapfile -t COMPREPLY < <(compgen "$kind" -- "$value")
}

# The argument of an option, whose beginning is value; before stands before
# it in the same word.
_qtriage_argument() {
	local chosen name IFS=$' \t\n'
	local -a dirs names
	case $tool:$option in
	cronscan:w | postscan:[Fsuw] | smtpwho:P)
		return
		;;
	sshwho:u)
		mapfile -t COMPREPLY < <(compgen -P "$before" -u -- "$value")
		return
		;;
	mailblock:s)
		mapfile -t names < <(_qtriage_sites)
		_qtriage_offer "${names[@]}"
		return
		;;
	mailblock:t)
		_qtriage_offer apache ini fpm
		return
		;;
	*:[bdu] | cronscan:r | qtriage:[or] | smtpwho:r | sshwho:r)
		[[ -n $before ]] || _qtriage_names dirnames -d
		return
		;;
	*:[CL] | cronscan:i | postscan:i | sshwho:[PW])
		[[ -n $before ]] || _qtriage_names default -f
		return
		;;
	*:G)
		dirs=(/var/spool/exim4 /var/spool/exim)
		[[ -n ${QTRIAGE_QUEUE-} ]] && dirs=("$QTRIAGE_QUEUE")
		[[ -n $dir ]] && dirs=("$dir")
		mapfile -t names < <(_qtriage_queues "${dirs[@]}" 2>/dev/null)
		if [[ $value == [\"\']* ]]; then
			before='' value=${value:1}
			_qtriage_offer "${names[@]}" '*'
		else
			_qtriage_offer "${names[@]}" '\*'
		fi
		return
		;;
	esac
	# Of a quoted word bash takes what stands behind the quote.
	[[ $value == [\"\']* ]] && before='' value=${value:1}
	read -ra names < <(_qtriage_fields "$tool")
	case $option in
	H)
		read -ra names < <(_qtriage_headers)
		for name in "${names[@]}"; do
			[[ ${name,,} == "${value,,}"* ]] &&
				COMPREPLY+=("$before$name:")
		done
		compopt -o nospace 2>/dev/null
		;;
	O)
		_qtriage_offer "${names[@]}"
		;;
	m)
		_qtriage_offer POST GET HEAD PUT PATCH DELETE OPTIONS ANY
		;;
	k)
		chosen=${value%"${value##*,}"}
		before+=$chosen value=${value##*,}
		for name in "${names[@]}"; do
			[[ ,$chosen == *",$name,"* ]] || _qtriage_offer "$name"
		done
		compopt -o nospace 2>/dev/null
		;;
	w)
		_qtriage_offer "${names[@]}"
		compopt -o nospace 2>/dev/null
		;;
	x)
		read -ra names < <(_qtriage_headers)
		for name in "${names[@]}"; do
			[[ ${name,,} == "${value,,}"* ]] &&
				COMPREPLY+=("$before$name")
		done
		;;
	esac
}

_qtriage() {
	local tool=${1##*/} IFS=$' \t\n' dir='' copies='' before='' i cur
	local options option value
	local -a words
	COMPREPLY=()
	options=$(_qtriage_options "$tool")
	_qtriage_words
	cur=${words[${#words[@]} - 1]}
	option=''
	# Options stand before operands, so the first of these ends them.
	for ((i = 1; i < ${#words[@]} - 1; i++)); do
		value=${words[i]}
		if [[ -z $option ]]; then
			[[ $value == -?* && $value != -- ]] || break
			_qtriage_cluster "$value"
			[[ -n $value ]] || continue
		fi
		# The directory as the shell will read it, or nearly.
		value=${value//[\"\'\\]/}
		value=${value/#\~\//${HOME-}/}
		[[ $option == d ]] && dir=$value
		[[ $option == u ]] && copies=$value
		option=''
	done
	# What is restored is what is kept there.
	[[ -n $copies ]] && dir=$copies
	value=$cur
	if ((i < ${#words[@]} - 1)) && [[ -z $option ]]; then
		_qtriage_operand "${words[@]:i:${#words[@]}-1-i}"
	elif [[ -n $option ]]; then
		_qtriage_argument
	elif [[ $cur == -* ]]; then
		_qtriage_cluster "$cur"
		if [[ -n $value ]]; then
			before=${cur%"$value"}
			_qtriage_argument
			return 0
		fi
		value=$cur
		options=${options//:/}
		for ((i = 0; i < ${#options}; i++)); do
			_qtriage_offer "-${options:i:1}"
		done
	else
		_qtriage_operand
	fi
	return 0
}

complete -F _qtriage cronscan mailblock postscan qbody qcount qgrep qhdr qlog \
	qls qpick qrm qtriage smtpwho sshwho
