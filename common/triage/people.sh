# people.sh: cron jobs, sessions, logins behind an origin; of qtriage.
# shellcheck shell=sh disable=SC2016,SC2034,SC2154 # awk's; the script's

# jobs: which cron jobs were due when they came, and how to stop the first.
jobs() {
	step "cron jobs for $(escaped "$origin")"
	run cronscan ${root:+-r "$root"} -i "$m" >"$tmp/rank"
	telling
	noted '
	{
		if (NR == 1)
			top = $1
		if (NR > 3 || $1 < top / 2)
			exit
		print "E\t" show($7) ": \"" show($6) " " show($5) " " show($8) \
			"\" was due when " $3 " came, " $4 " would by chance"
		if (NR > 1 || !match($7, /:[0-9]+$/))
			next
		line = substr($7, RSTART + 1)
		file = sh(substr($7, 1, RSTART - 1))
		print "L\tsed -n " line "p " file
		print "B\tsed -i " q line "s/^/#/" q " " file
		print "U\tsed -i " q line "s/^#//" q " " file
	}' "$tmp/rank"
	[ -s "$tmp/rank" ] || note E "no cron job explains when they came"
}

# person NAME: an account of a person, as a field has it, that can be locked.
person() {
	account=$1 a 'BEGIN { FS = ":" }
		esc($1) == env("account") && $3 >= 500 && $3 < 60000 {
			found = 1
		}
		END { exit !found }' "$root/etc/passwd" 2>/dev/null
}

# directories: from where the user's messages were handed in, if Exim logs it.
directories() {
	[ -n "$log" ] && [ "$mta" = exim ] || return 0
	[ -e "$tmp/directories" ] || qcount -k origin,cwd,queue "$tmp/log" \
		>"$tmp/directories" 2>/dev/null
	noted '
	$2 == "local:" env("user") && $3 != "-" && ++n <= 3 {
		print "E\t" $1 " were handed in from " show($3) ", by the log"
	}' "$tmp/directories"
}

# sessions: the user's, and his connections past the queue.
sessions() {
	noted '
	file == 1 && $2 == env("user") {
		print "E\tssh session: " $1 " from " show($3) " since " $5 \
			", pids " $6 ($8 == "-" ? "" : ", flags " show($8)) \
			": " show($10)
		ssh = 1
	}
	file == 2 && $2 == env("user") && env("origin") !~ /^direct:/ {
		print "E\tspeaks SMTP past the queue: pid " $1 ", " show($3) \
			" to " show($4) ": " show($8)
	}
	END {
		if (!ssh)
			print "E\tthe user has no ssh session now"
	}' file=1 "$tmp/ssh" file=2 "$tmp/smtp"
	case $origin in
	local:*)
		grep -q -e "^E${tab}ssh session: " \
			-e "^E${tab}speaks SMTP past" "$f" || return 0
		;;
	esac
	lock
}

# lock: the user out, and what is left of him in ssh sessions ended.
lock() {
	person "$user" || return 0
	noted 'BEGIN {
		u = sh(env("user"))
		print "K\tpasswd -l -- " u "; usermod -L -e 1 -- " u
		print "K\tsshwho -u " u
		print "K\tsshwho -p -u " u " | xargs -r kill"
		print "U\tpasswd -u -- " u "; usermod -U -e \"\" -- " u
	}'
}

# addresses: from where a login came.
addresses() {
	[ -e "$tmp/clients" ] || qcount -k origin,ip,host "$tmp/queue" \
		"$tmp/gone" >"$tmp/clients" 2>/dev/null
	noted '
	$2 != env("origin") { next }
	{
		n++
		sum += $1
		split($3, part, /[.:]/)
		if (!((part[1], part[2]) in seen))
			nets++
		seen[part[1], part[2]]
		if (match($4, /\.[A-Za-z]+$/)) {
			end = tolower(substr($4, RSTART))
			if (!(end in ends))
				list = list " " end
			ends[end]
		}
		if (n <= 5)
			line[n] = "E\t" $1 " from " show($3) \
				($4 == "-" ? "" : " " show($4))
	}
	END {
		if (!n)
			exit
		print "E\t" sum " messages from " n " addresses in " nets \
			\
				" networks (/16)" \
				(list == "" ? "" : ", names in" list)
		if (line[1] ~ / from (127\.|::1)/)
			print "E\tmost came through this machine, as of" \
				" webmail: its own log has the addresses"
		if (nets > 2)
			print "E\ta person is rarely in so many networks at" \
				" once: the password is likely known to others"
		for (i = 1; i <= n && i <= 5; i++)
			print line[i]
	}' "$tmp/clients"
	login=${origin#auth:}
	note A "change the password of that login, in the panel or where \
its mailbox is kept, and look for forwards and filters in it; then end its \
sessions:"
	noted 'BEGIN { print "B\tdoveadm kick " sh(substr(env("origin"), 6)) }'
	user=$login
	lock
}
