# findings.sh: each of the top origins, and what is past the queue; of qtriage.
# shellcheck shell=sh disable=SC2016,SC2034,SC2154 # awk's; the script's

# Notes in the finding's file f are lines of a letter and the text: O origin,
# C counts, T what it is, S of the sample, E evidence, I innocent, A advice,
# and commands: L look, N dry run, B block, K lock, R remove, U undo.
note() {
	printf '%s\t%s\n' "$1" "$2" >>"$f"
}

# of_user COMMAND...: the record's words for sh and to show, in the environment
# of awk for a note.
noted() {
	program=$1
	shift
	user=$user origin=$origin id=$id nq=$nq ng=$ng more=$more look=$look \
		a "$program" "$@" >>"$f"
}

# whole: -a for qrm, which refuses all of a queue without it, if these are.
whole() {
	a '
	{
		queue = env("mta") == "exim" ? $3 : ""
		of[queue] += $1
		if ($2 == env("origin"))
			mine[queue] += $1
	}
	END {
		for (queue in mine)
			if (mine[queue] == of[queue] && of[queue] > 10) {
				print " -a"
				exit
			}
	}' "$tmp/in"
}

# commands: look, dry run, remove, undo: of what is in the queue or the log.
commands() {
	export all
	all=$(whole)
	noted '
	BEGIN {
		w = " -w " sh("origin\\x20=\\x20" env("origin"))
		q0 = "qgrep" env("opt_dG")
		if (ENVIRON["nq"] + 0) {
			print "L\t" q0 w " -k date,sender,rcpts,subject | head"
			print "L\t" q0 " -i" w " | head -n 1 | qhdr" \
				env("opt_d")
			print "L\t" q0 " -i" w " | head -n 1 | qbody -t" \
				env("opt_d") " | head -n 40"
			print "N\t" q0 w " | qrm -n" env("opt_d")
			print "R\t" q0 w " | qrm" env("opt_d") env("all") \
				" -b /root/removed"
			print "U\tqls -d /root/removed -k id" \
				(env("mta") == "exim" ? " -G \047*\047" : "") \
				" | qrm" env("opt_d") " -u /root/removed"
		}
		if (!ENVIRON["ng"] || env("log") == "")
			exit
		file = sh(esc(substr(env("log"), length(env("root")) + 1)))
		if (env("mta") == "exim")
			print "L\tqgrep -w " sh("origin\\x20=\\x20" \
				(ENVIRON["more"] + 0 && env("user") != "-" ? \
				"local:" env("user") : env("origin"))) \
				" -k date,sender,rcpts,subject " file " | tail"
		else if (env("look") !~ /^-?$/)
			print "L\tgrep -a -n -F -e " sh(env("look")) " " \
				file " | tail"
	}'
}

# finding: one origin's file.
finding() {
	via=${origin%%:*}
	id=$(awk -F '\t' 'END { print $1 }' "$m")
	id_time=$(awk -F '\t' 'END { print int($2) }' "$m")
	look=$(awk -F '\t' '$1 == ENVIRON["origin"] { print $2; exit }' \
		"$tmp/looks")
	[ "$nq" = 0 ] || sample
	case $via in
	php)
		note T "mail() of PHP, in a script of that user and owner"
		scripts
		jobs
		directories
		noted 'BEGIN {
			n = split(substr(env("origin"), 5), o, "/")
			split(o[2], s, ":")
			if (s[2] ~ /^[A-Za-z0-9_.-]+$/ && s[1] ~ /^[0-9]+$/)
				print "L\tfind /home /var/www /srv -xdev" \
					" -type f -user " s[1] " -name " \
					sh(s[2])
		}'
		;;
	auth)
		note T "a login of SMTP: if its owner does not send that, \
somebody else knows the password"
		addresses
		;;
	cron)
		note T "output of a cron job of that user"
		jobs
		;;
	local)
		note T "handed in here by that user: a script of the web, a \
cron job, a session, a program"
		scripts
		jobs
		directories
		sessions
		;;
	loop)
		note T "a program on this machine that speaks SMTP to its \
mail server"
		scripts
		note L "smtpwho -P 25,587"
		;;
	remote) note T "another machine handed it in" ;;
	bounce) note T "made here: nobody to send it back to" ;;
	esac
	[ "$nq" = 0 ] || innocent
	[ "$more" = 0 ] || noted 'BEGIN { print "E\t" env("more") " more of" \
		" user " show(env("user")) " came and are gone, by the log," \
		" which names no script" }'
	logged
	commands
}

# findings: of each of the top origins, then of what is past the queue.
findings() {
	with origin | sed "${top}q" >"$tmp/tops"
	at=$tmp a '
	FNR == 1 { title = $0 }
	file == 0 {
		want[$5] = ++n
		queued[$5] = $3
		next
	}
	FNR == 1 {
		for (o in want)
			if (file == (queued[o] ? 1 : 2)) {
				head[o] = title
			}
		next
	}
	$5 in want && file == (queued[$5] ? 1 : 2) {
		ring[$5, ++c[$5] % 2000] = $0
	}
	END {
		for (o in want) {
			file = env("at") "/m" want[o]
			print head[o] >file
			for (i = c[o] > 2000 ? c[o] - 1999 : 1; i <= c[o]; i++)
				print ring[o, i % 2000] >file
			close(file)
		}
	}' file=0 "$tmp/tops" file=1 "$tmp/queue" file=2 "$tmp/gone"
	found=0
	export origin
	while IFS=$tab read -r _ _ nq ng origin from_time to_time user more <&4
	do
		found=$((found + 1))
		f=$tmp/f$found m=$tmp/m$found
		printf 'O\t%s\nC\t%s\t%s\t%s\t%s\n' "$origin" "$nq" "$ng" \
			"$from_time" "$to_time" >"$f"
		finding
		section
	done 4<"$tmp/tops"
	past_queue
	suspicious
}

# past_queue: a finding for each program of a user that sends past the queue.
past_queue() {
	cut -f 2,3 "$tmp/smtp" | sort -u >"$tmp/tops"
	while IFS=$tab read -r user exe <&4; do
		found=$((found + 1))
		f=$tmp/f$found nq=0 ng=0 more=0 origin=direct:$user
		user=$user exe=$exe a '
		$2 == env("user") && $3 == env("exe") {
			n++
			print "E\tpid " $1 ", " show($3) " in " show($7) \
				": to " show($4) " (" $5 ") since " $6 ": " \
				show($8)
			if (!($1 in seen) && $1 ~ /^[0-9]+$/) {
				print "K\tsmtpwho -k pid | grep -x " $1 \
					" | xargs -r kill"
				print "L\tls -l /proc/" $1 "/exe /proc/" $1 \
					"/cwd"
			}
			seen[$1]
		}
		END {
			print "O\tdirect:" env("user")
			print "C\t0\t0\t0\t0\t" n
			print "T\tspeaks SMTP to the outside, past the queue" \
				" and its logs"
		}' "$tmp/smtp" >"$f"
		sessions
		section
	done 4<"$tmp/tops"
}

# suspicious: a finding for each user with ssh sessions that have flags, but
# for those that past_queue told of.
suspicious() {
	awk -F '\t' '
		file == 1 { told[$2] }
		file == 2 && $8 != "-" && !($2 in told) { print $2 }' \
		file=1 "$tmp/smtp" file=2 "$tmp/ssh" | sort -u >"$tmp/tops"
	while IFS= read -r user <&4; do
		found=$((found + 1))
		f=$tmp/f$found nq=0 ng=0 more=0 origin=ssh:$user
		printf 'O\t%s\nC\t0\t0\t0\t0\t%s\nT\t%s\n' "$origin" \
			"$(user=$user a '$2 == env("user") && $8 != "-" {
				n++ } END { print n }' "$tmp/ssh")" \
			"ssh sessions that deserve a look (sshwho -x)" >"$f"
		sessions
		[ "$user" != root ] ||
			note K "sshwho -p -x -u root | xargs -r kill"
		section
	done 4<"$tmp/tops"
}
