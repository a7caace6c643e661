# web.sh: which script was called when they came, and whose it is; of qtriage.
# shellcheck shell=sh disable=SC2016,SC2034,SC2154 # awk's; the script's

# plain FILE: one to be read: no link, and below the root.
plain() {
	{ [ -f "$1" ] && [ ! -L "$1" ]; } || return
	case $1 in
	*error.log | *error_log | *bytes_log | *.bytes | *ftp_log | \
		*ftpxferlog | *.offset | *.bkup | *.gz) return 1 ;;
	esac
	[ -n "$root" ] || return 0
	[ "${1%/*}" = "$plain_dir" ] || {
		plain_dir=${1%/*}
		plain_at=$(cd -P -- "$plain_dir" && pwd -P)
	}
	case $plain_at in "$root"/*) ;; *) return 1 ;; esac
}

# with_logs COMMAND...: it, with the web servers' logs, and PHP's, behind it.
with_logs() {
	words=$#
	plain_dir='' plain_at=''
	for place in "$root"/var/log/nginx/*access[._]log \
		"$root"/var/log/nginx/*access.log.1 \
		"$root"/var/log/apache2/*access[._]log \
		"$root"/var/log/apache2/*access.log.1 \
		"$root"/var/log/httpd/*access[._]log \
		"$root"/var/www/httpd-logs/*.access.log \
		"$root"/var/www/*/data/logs/*access.log \
		"$root"/etc/apache2/logs/domlogs/* \
		"$root"/usr/local/apache/domlogs/* \
		"$root"/var/www/vhosts/system/*/logs/access_log \
		"$root"/var/www/vhosts/system/*/logs/access_ssl_log \
		"$root"/var/www/vhosts/system/*/logs/proxy_access_log \
		"$root"/var/www/vhosts/system/*/logs/proxy_access_ssl_log \
		"$root"/var/log/nginx/domains/*.log \
		"$root"/var/log/apache2/domains/*.log \
		"$root"/var/log/httpd/domains/*.log \
		"$root"/var/log/ispconfig/httpd/*/access.log \
		"$root"/usr/local/lsws/logs/access.log \
		"$root"/var/log/php*mail*.log "$root"/var/log/php/*mail*.log \
		"$root"/var/log/mail-php.log; do
		! plain "$place" || set -- "$@" "$place"
	done
	[ $# -gt $words ] || return 3
	run "$@"
}

# scripts: which script was called on the web when they came.
scripts() {
	step "web logs for $(escaped "$origin")"
	rc=0
	set -- -k vhost,method,path,file,line -i "$m"
	with_logs postscan "$@" >"$tmp/rank" || rc=$?
	if [ $rc = 3 ]; then
		note E "no logs of web servers in the usual places"
		return
	fi
	[ -s "$tmp/rank" ] || with_logs postscan -m ANY "$@" >"$tmp/rank" || :
	left=$(sed -n 's/^postscan: unexplained: //p' "$tmp/said")
	telling
	theirs
	if [ ! -s "$tmp/rank" ]; then
		note E "no request on the web explains when they came"
		return
	fi
	noted '
	{
		split($NF, key, " ")
		if (NR == 1)
			top = $1
		if (NR > 3 || $1 < top / 2)
			exit
		if (key[2] == "mail()")
			print "E\tPHP\047s mail.log: mail() in " show(key[3]) \
				":" key[5] " was called when " $3 " came (" \
				show(key[4]) ")"
		else
			print "E\t" show(key[2]) " " \
				(key[1] == "-" ? "" : show(key[1])) \
				show(key[3]) ": with its " $5 " requests" \
				" came " $3 " messages, " $4 \
				" would by chance; " \
				($6 == "-" ? "by many clients" : \
				"most by " $6) " (" show(key[4]) ")"
	}' "$tmp/rank"
	[ -z "$left" ] || note E "not explained by requests: $left looked at"
	called
	site
}

# telling: of the ranking in the file rank what has more than a few hits.
telling() {
	messages=$(($(wc -l <"$m") - 1)) awk -F '\t' '
		BEGIN {
			n = ENVIRON["messages"]
			least = n < 3 ? n : n < 60 ? 3 : n / 20
		}
		$3 >= least' "$tmp/rank" >"$tmp/said" &&
		cp "$tmp/said" "$tmp/rank"
}

# sites: the sites that mailblock knows to the file sites, and to pools those of
# PHP-FPM with the user whom their scripts run as.
sites() {
	[ ! -e "$tmp/pools" ] || return 0
	[ -n "$root" ] || mailblock -q >"$tmp/sites" 2>/dev/null </dev/null
	[ -e "$tmp/sites" ] || : >"$tmp/sites"
	a '
	$3 == "fpm" && $1 !~ /\\/ && match($1, /:[0-9]+$/) {
		file = substr($1, 1, RSTART - 1)
		line = substr($1, RSTART + 1) + 0
		for (n = 1; (getline text <file) > 0; n++) {
			if (n > line && text ~ /^[ \t]*\[/)
				break
			if (n <= line || text !~ /^[ \t]*user[ \t]*=/)
				continue
			sub(/^[^=]*=[ \t]*/, "", text)
			gsub(/["\047]|[ \t]*(;.*)?$/, "", text)
			print tolower($2) "\t" \
				(text == "$pool" ? $2 : esc(text))
		}
		close(file)
	}' "$tmp/sites" >"$tmp/pools"
}

# theirs: of the ranking those sites whose scripts do not run as another user.
theirs() {
	sites
	user=$user a '
	file == 0 {
		runs[$1] = $2
		next
	}
	{
		split($NF, key, " ")
		site = tolower(key[1])
		if (env("user") == "-" || !(site in runs) || \
			runs[site] == env("user"))
			print
	}' file=0 "$tmp/pools" file=1 "$tmp/rank" >"$tmp/said" &&
		cp "$tmp/said" "$tmp/rank"
}

# called: the first line of the log that has the request.
called() {
	a 'NR == 1 { split($NF, key, " "); for (i = 2; i < 6; i++)
		print show(key[i]) }' "$tmp/rank" >"$tmp/key"
	{
		IFS= read -r method
		IFS= read -r path
		IFS= read -r file
		IFS= read -r line
	} <"$tmp/key"
	case $path$file in *\\*) return ;; esac
	text="$method $path"
	[ "$method" != 'mail()' ] || text="[$path:$line]"
	LC_ALL=C grep -a -n -m 1 -F -e "$text" -- "$file" 2>/dev/null |
		first=$file a 'BEGIN { FS = "\001" }
		{ print "E\tfirst: " \
			clean(env("first")) ":" short(clean($0)) }' >>"$f"
}

# site: whose script that is, by the configurations that mailblock knows; how
# to block it.
site() {
	sites
	a '
	NR == FNR {
		if (FNR == 1)
			split($NF, key, " ")
		next
	}
	{
		if (tolower($2) == tolower(key[1]) || \
			index(key[3], "/" $2 "/") && key[2] == "mail()") {
			sub(/:[0-9]+$/, "", $1)
			if (!file || $2 == site) {
				site = $2
				if (!(($1) in have))
					file = file " " sh($1)
				have[$1]
			}
		}
	}
	END {
		if (site == "")
			site = key[1]
		if (site == "-")
			exit
		more = " -s " sh(site) file
		print "B\tmailblock -b -n -i" more
		print "B\tmailblock -b -i" more
		print "U\tmailblock -u -i" more
	}' "$tmp/rank" "$tmp/sites" >>"$f"
}
