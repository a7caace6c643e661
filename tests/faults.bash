# System calls that fail, one at a time: for faults.bats and full/faults.bats.
# Loaded after lib, tools and scene.

# learn TOOL ARGUMENT...: what it prints undisturbed, to $tmp/wanted and
# $tmp/said, with status $wanted; which calls it makes from prog_start on, to
# $tmp/calls, a line each: call, how many came before (the loader's), how many
# from there on.
learn() {
	wanted=0
	"$@" >"$tmp/wanted" 2>"$tmp/said" </dev/null || wanted=$?
	strace -f -o "$tmp/trace" "$@" >/dev/null 2>&1 </dev/null || :
	count_calls
}

# older TOOL ARGUMENT...: undisturbed it prints another thing by now than
# $wanted_out has, as an age has changed; that is what it has from here on.
older() {
	local now=$tmp/now.$BASHPID
	"$@" >"$now" 2>/dev/null </dev/null || :
	! cmp -s "$now" "${wanted_out:=$tmp/wanted}" || return
	mv "$now" "$wanted_out"
}

# count_calls: $tmp/calls from $tmp/trace.
count_calls() {
	awk '{ sub(/^[0-9]+ +/, "") }
		/^fcntl\(0, F_GETFD\)/ { begun = 1 }
		!/^[a-z0-9_]+\(/ { next }
		{ sub(/\(.*/, "") }
		begun { after[$0]++ }
		!begun { before[$0]++ }
		END { for (call in after)
			print call, before[call] + 0, after[call] }' \
		"$tmp/trace" | LC_ALL=C sort >"$tmp/calls"
	[ -s "$tmp/calls" ]
}

# injections ERRORS WHICH: lines "call what when" for the calls of learn: each
# error at each of WHICH, which are first, second, middle, last and all (from
# the first on), or each. Left out is what cannot fail, and futex, of which libc knows that
# it does not. brk has no errors: it fails by giving the break as it was.
# ENOENT is of what takes a path.
injections() {
	awk -v errors="$1" -v which="$2" '
		/^(exit|exit_group|futex|rt_sigreturn|execve|restart_syscall) / {
			next
		}
		# The sanitizer asks for memory on its own and needs it.
		ENVIRON["SAN"] != "" && /^(mmap|munmap|mremap|mprotect|brk|madvise) / {
			next
		}
		{
			n = split(errors, error, " ")
			m = which == "each" ? $3 : split(which, at, " ")
			delete seen
			for (j = 1; j <= m; j++) {
				when = which == "each" ? j : \
					at[j] == "first" || at[j] == "all" ? 1 : \
					at[j] == "second" ? 2 : \
					at[j] == "middle" ? int(($3 + 1) / 2) : $3
				if (when > $3)
					continue
				when = ($2 + when) (at[j] == "all" ? "+" : "")
				if (when in seen)
					continue
				seen[when] = 1
				for (i = 1; i <= n && $1 != "brk"; i++)
					if (error[i] != "ENOENT" ||
					    $1 ~ /at$|^(open|access|mkdir|stat)/)
						print $1, "error=" error[i], when
				if ($1 == "brk")
					print $1, "retval=0", when
			}
		}' "$tmp/calls"
}

# survives TOOL ARGUMENT...: each injection of standard input leaves it right, or
# is told as an error: exit 2 and a line on standard error. It never ends by a
# signal or hangs, and never as if undisturbed with another output.
survives() {
	local n
	cat >"$tmp/injections"
	: >"$tmp/wrong"
	for ((n = 0; n < $(nproc); n++)); do
		worker "$n" "$@" 3>&- &
	done
	wait
	runs=$((${runs:-0} + $(wc -l <"$tmp/injections")))
	[ ! -s "$tmp/wrong" ] || {
		cat "$tmp/wrong"
		return 1
	}
}

# others_survive ERRORS WHICH: of Postfix's and of Sendmail's queue.
others_survive() {
	local queue tool
	mkpostfix 5 "$tmp/postfix" "$(id -u)" 0
	mkmqueue 5 "$tmp/sendmail"
	for queue in "$tmp/postfix" "$tmp/sendmail"; do
		for tool in qls qcount "qls -m" "qls -k id,reason,subject" \
			"qgrep -B hi"; do
			# shellcheck disable=SC2086 # words
			set -- "$1" "$2" $tool -d "$queue"
			learn "${@:3}"
			injections "$1" "$2" | survives "${@:3}"
		done
	done
}

worker() {
	local nth=$1 call what when rc i=0 wanted_out=$tmp/wanted.$1
	shift
	cp "$tmp/wanted" "$wanted_out"
	while read -r call what when; do
		[ $((i++ % $(nproc))) = "$nth" ] || continue
		until injected "$@"; do
			older "$@" && continue
			echo "$call $what $when: exit $rc of $*:" \
				"$(head -c 300 "$tmp/err.$nth")" >>"$tmp/wrong"
			break
		done
	done <"$tmp/injections"
}

# injected TOOL ARGUMENT...: with that call of the worker's, it is right.
injected() {
	rc=0
	timeout -k 1 60 strace -f -qq -o /dev/null -e trace="$call" \
		-e inject="$call:$what:when=$when" "$@" \
		>"$tmp/out.$nth" 2>"$tmp/err.$nth" </dev/null || rc=$?
	judge "$rc" "$nth" "$1" "$what"
}

# What is ENOENT has left. What there was no right to see is told without an
# error where a part can be: other users' processes, in a word or by a ?.
is_gone_or_told() {
	[ "$2" = error=ENOENT ] || { [ "$2" = error=EACCES ] &&
		{ ! cmp -s "$tmp/said" "$tmp/err.$1" ||
			[ "$(unseen "$tmp/out.$1")" -gt \
				"$(unseen "$wanted_out")" ]; }; }
}

unseen() {
	tr -dc '?' <"$1" | wc -c
}

# judge STATUS NTH TOOL WHAT
judge() {
	: "${wanted_out:=$tmp/wanted}"
	case $1 in
	2) # without any write there is no telling
		grep -q "^$3: " "$tmp/err.$2" || [ "$call $when" = "write 1+" ]
		;;
	"$wanted") cmp -s "$wanted_out" "$tmp/out.$2" ||
		is_gone_or_told "$2" "$4" ;;
	1) is_gone_or_told "$2" "$4" ;;
	127) grep -q 'error while loading shared libraries' "$tmp/err.$2" ;;
	*) return 1 ;;
	esac
}

# Calls that Linux has got since 3.10, of those that a program or its libc can
# do without.
newer=landlock_create_ruleset,landlock_add_rule,landlock_restrict_self,seccomp
newer=$newer,statx,openat2,getrandom,copy_file_range,renameat2,clone3,faccessat2
newer=$newer,close_range,preadv2,pwritev2,memfd_create,pidfd_open,rseq,membarrier
newer=$newer,mlock2,execveat,userfaultfd,pkey_mprotect,epoll_pwait2

# old_kernel TOOL ARGUMENT...: what it prints is the same without them.
old_kernel() {
	local rc
	wanted=0
	"$@" >"$tmp/wanted" 2>"$tmp/said" </dev/null || wanted=$?
	until without_newer "$@"; do
		older "$@" || return
	done
	# It was one indeed.
	grep -q '= -1 .*(INJECTED)' "$tmp/trace"
	same "$wanted" "$rc"
	cmp "$tmp/said" "$tmp/err"
}

without_newer() {
	rc=0
	strace -f -qq -o "$tmp/trace" -e trace="$newer,prctl" \
		-e inject="$newer:error=ENOSYS" -e inject=prctl:error=EINVAL \
		"$@" >"$tmp/out" 2>"$tmp/err" </dev/null || rc=$?
	cmp "$tmp/wanted" "$tmp/out"
}

# closed_right "FD..." TOOL ARGUMENT...: with those descriptors closed it prints
# where it can what it prints (after learn); what it opens itself does not get
# their place; if it cannot print it fails.
closed_right() {
	until closed_once "$@"; do
		older "${@:2}" && continue
		echo "closed: $1"
		return 1
	done
}

closed_once() {
	local fds=$1 fd rc=0 close=
	shift
	for fd in $fds; do
		close="$close $fd>&-"
	done
	: >"$tmp/out"
	: >"$tmp/err"
	# shellcheck disable=SC2016 # the inner shell's
	timeout 60 bash -c 'exec >"$1" 2>"$2" </dev/null; shift 2
		exec '"$close"'; exec "$@"' bash "$tmp/out" "$tmp/err" "$@" ||
		rc=$?
	case $fds in
	*1*) same 2 "$rc" && [ ! -s "$tmp/out" ] ;;
	*) same "$wanted" "$rc" && cmp "$tmp/wanted" "$tmp/out" ;;
	esac
}

# nowhere_right TOOL ARGUMENT...: a full disk below either stream, a reader that
# has gone.
nowhere_right() {
	local rc=0 why="$1: standard output: No space left on device"
	learn "$@"
	# What says nothing needs no place.
	[ -s "$tmp/wanted" ] || return 0
	"$@" >/dev/full 2>"$tmp/err" </dev/null || rc=$?
	same 2 "$rc"
	grep -qxF "$why" "$tmp/err"
	until told_nowhere "$@"; do
		older "$@" || return
	done
	# A reader ends by SIGPIPE; qrm goes on, and it is an error in the end.
	rc=0
	rm -f "$tmp/pipe"
	mkfifo "$tmp/pipe"
	true <"$tmp/pipe" 3>&- &
	exec 8>"$tmp/pipe"
	wait $!
	"$@" >&8 2>"$tmp/err" </dev/null 8>&- || rc=$?
	exec 8>&-
	if [ "$1" = qrm ]; then
		same 2 "$rc"
	else
		same 141 "$rc"
	fi
	# Nothing is said of it, beside what was said before.
	! grep -vxFf "$tmp/said" "$tmp/err" || return 1
}

told_nowhere() {
	rc=0
	"$@" 2>/dev/full >"$tmp/out" </dev/null || rc=$?
	same "$wanted" "$rc" && cmp "$tmp/wanted" "$tmp/out"
}
