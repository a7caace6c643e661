# bash completion for the qtriage tools. Each tool has one line in
# _qtriage_options; tests/docs.bats holds it to the tool's own usage.
# shellcheck shell=bash

_qtriage_options() {
	case $1 in
	qcount) echo '-G -V -d -h' ;;
	esac
}

# Exim's named queues: directories with an input beside the default one's.
_qtriage_queues() {
	local dir=${QTRIAGE_QUEUE:-/var/spool/exim4} i queue
	for ((i = 1; i < COMP_CWORD; i++)); do
		[[ ${COMP_WORDS[i]} == -d ]] && dir=${COMP_WORDS[i + 1]}
	done
	for queue in "$dir"/*/input; do
		queue=${queue%/input}
		[[ -d $queue ]] && printf '%s\n' "${queue##*/}"
	done
	echo '*'
}

_qtriage() {
	local tool=${1##*/} cur=${COMP_WORDS[COMP_CWORD]}
	local prev=${COMP_WORDS[COMP_CWORD - 1]} IFS=$'\n'
	COMPREPLY=()
	case $prev in
	-d)
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -d -- "$cur")
		return
		;;
	-G)
		mapfile -t COMPREPLY < <(compgen -W "$(_qtriage_queues 2>/dev/null)" \
			-- "$cur")
		return
		;;
	esac
	if [[ $cur == -* ]]; then
		mapfile -t COMPREPLY < <(IFS=' ' compgen -W \
			"$(_qtriage_options "$tool")" -- "$cur")
		return
	fi
	compopt -o filenames 2>/dev/null
	mapfile -t COMPREPLY < <(compgen -f -- "$cur")
}

complete -F _qtriage qcount
