# mailblock: what the sites of a configuration are, what block and unblock
# make of it, and that no file is ever half changed.

load lib

setup() {
	tmp=$BATS_TEST_TMPDIR
	cd "$tmp" || return
}

# records FILE...: fields 2, 4 and 5 of each site
records() {
	ask 0 mailblock -q "$@"
	output=$(cut -f 2,4,5 <<<"$output")
}

# changes FILE SITE: block changes it, once, and unblock undoes it; the diff
# says the same. The blocked text is in FILE.blocked.
changes() {
	mailblock -qbs "$2" "$1" >"$1.blocked"
	! cmp -s "$1" "$1.blocked" || return
	mailblock -qbs "$2" "$1.blocked" | cmp - "$1.blocked" || return
	mailblock -qus "$2" "$1.blocked" | cmp - "$1" || return
	mailblock -qus "$2" "$1" | cmp - "$1" || return
	mailblock -qbns "$2" "$1" >"$1.diff"
	patch -s -o "$1.patched" "$1" "$1.diff" || return
	cmp "$1.blocked" "$1.patched"
}

# blocks FILE SITE: and afterwards that site alone is blocked.
blocks() {
	mailblock -q "$1" >"$1.before"
	changes "$1" "$2" || return
	mailblock -q "$1.blocked" | awk -F '\t' -v site="$2" \
		'tolower($2) == tolower(site) && $5 != "blocked" { exit 1 }' ||
		return
	# What is set for all holds for who sets nothing.
	[ "$2" != '*' ] || return 0
	same "$(awk -F '\t' -v site="$2" 'tolower($2) != tolower(site) {
		print $2, $4, $5 }' "$1.before")" \
		"$(mailblock -q "$1.blocked" | awk -F '\t' -v site="$2" \
		'tolower($2) != tolower(site) { print $2, $4, $5 }')"
}

# refuses FILE SITE REASON
refuses() {
	ask 2 mailblock -bs "$2" "$1"
	same "" "$output"
	has "$stderr" "$3"
}

# vhost NAME PORT
vhost() {
	printf '<VirtualHost *:%s>\n\tServerName %s\n</VirtualHost>\n' "$2" "$1"
}

# --- what is told

@test "Apache: a record a section: file:line site kind path state warnings" {
	cat >a.conf <<-'END'
		<VirtualHost *:80>
		ServerName one.example
		php_admin_value sendmail_path "/usr/sbin/sendmail -t -i -f a@b"
		</VirtualHost>
		<VirtualHost *:443>
		ServerName https://two.example:443
		</VirtualHost>
		<virtualhost 10.0.0.1>
		PHP_Admin_Value sendmail_path '/bin/false'
		</virtualhost>
		<VirtualHost *:80>
		ServerName four.example
		php_admin_value sendmail_path ""
		</VirtualHost>
		<VirtualHost *:80>
		ServerName five.example
		php_admin_value sendmail_path "/usr/sbin/sendmail -t -i -f
		</VirtualHost>
	END
	chmod 644 a.conf
	ask 0 mailblock a.conf
	same 'a.conf:3	one.example	apache	/usr/sbin/sendmail\x20-t\x20-i\x20-f\x20a@b	open	-
a.conf:5	two.example	apache	-	default	-
a.conf:9	10.0.0.1	apache	/bin/false	blocked	-
a.conf:13	four.example	apache	-	broken-blank	Apache refuses to start with this line
a.conf:17	five.example	apache	/usr/sbin/sendmail\x20-t\x20-i\x20-f	broken-quotes	Apache takes the rest of the line' "$output"
	ask 0 mailblock -js 10.0.0.1 a.conf
	same '{"file": "a.conf:9", "site": "10.0.0.1", "kind": "apache", "sendmail_path": "/bin/false", "state": "blocked"}' "$output"
}

@test "php.ini: the whole, hosts and directories; FPM: pools" {
	cat >php.ini <<-'END'
		[PHP]
		[HOST=Shop.example]
		sendmail_path = none
		[mail function]
		sendmail_path = /usr/sbin/sendmail -t -i ; as it is
		[PATH = /srv/blog/]
		sendmail_path = '/bin/true'
	END
	records php.ini
	same '*	/usr/sbin/sendmail\x20-t\x20-i	open
shop.example	-	broken-blank
/srv/blog	/bin/true	blocked' "$output"
	ask 0 mailblock -s /srv/blog php.ini
	has "$output" "mail() says that it has sent"
	cat >pool.conf <<-'END'
		[global]
		pid = /run/x
		[shop]
		listen = /run/shop
		php_value[sendmail_path] = /usr/sbin/sendmail -t
		php_admin_value["sendmail_path"] = /bin/false
		[blog]
		php_admin_value[sendmail_path] =
		[none]
		user = x
	END
	records pool.conf
	same 'shop	/bin/false	blocked
blog	-	broken-blank
none	-	default' "$output"
}

@test "the kind is told from the content; -t names it" {
	echo 'sendmail_path = x' >ini
	echo '<VirtualHost *>' >apache
	echo '</VirtualHost>' >>apache
	printf '; x\n[a]\npm.max_children = 3\n' >fpm
	local kind
	for kind in ini apache fpm; do
		ask 0 mailblock -q $kind
		same $kind "$(cut -f 3 <<<"$output")"
		ask 0 mailblock -q - <$kind
		same $kind "$(cut -f 3 <<<"$output")"
	done
	printf '[a]\nx = 1\n' >either
	ask 0 mailblock -qt fpm either
	same $'a\tfpm' "$(cut -f 2,3 <<<"$output")"
	echo 'Dear all,' >none
	ask 2 mailblock none
	has "$stderr" "none: neither Apache's, PHP's nor PHP-FPM's"
	ask 2 mailblock -t nginx none
	has "$stderr" "-t: nginx: not apache, ini or fpm"
}

@test "Apache: what a value does in sections, conditions, twice" {
	cat >a.conf <<-'END'
		php_admin_value sendmail_path /all
		<VirtualHost *>
		ServerName one.example
		php_admin_value sendmail_path /open
		php_admin_value sendmail_path /bin/false
		</VirtualHost>
		<VirtualHost *>
		ServerName two.example
		php_admin_value sendmail_path /bin/false
		<Directory />
		php_admin_value sendmail_path /open
		</Directory>
		</VirtualHost>
		<VirtualHost *>
		ServerName three.example
		<IfModule php7_module>
		php_admin_value sendmail_path /bin/false
		</IfModule>
		</VirtualHost>
		<VirtualHost *>
		ServerName four.example
		<IfModule !php7_module>
		php_admin_value sendmail_path /bin/false
		</IfModule>
		<IfModule mod_php7.c>
		php_admin_flag sendmail_path off
		</IfModule>
		</VirtualHost>
	END
	records a.conf
	same '*	/all	open
one.example	/bin/false	blocked
two.example	/open	open
three.example	-	default
four.example	0	open' "$output"
	blocks a.conf two.example
	blocks a.conf three.example
	blocks a.conf four.example
	blocks a.conf '*'
}

@test "where PHP does not run in Apache, it is said" {
	cat >a.conf <<-'END'
		<VirtualHost *>
		ServerName one.example
		<FilesMatch \.php$>
		SetHandler "proxy:unix:/run/one.sock|fcgi://localhost"
		</FilesMatch>
		</VirtualHost>
	END
	ask 0 mailblock a.conf
	has "$output" "PHP does not run in Apache: proxy:unix:/run/one.sock"
	ask 0 mailblock -b a.conf
	has "$stderr" "one.example: its PHP does not run in Apache"
	cat >a.conf <<-'END'
		<VirtualHost *>
		ServerName one.example
		ProxyPass /static http://127.0.0.1:8080/
		ProxyPassMatch "^/(.*\.php)$" fcgi://127.0.0.1:9000/srv/$1
		</VirtualHost>
	END
	ask 0 mailblock a.conf
	has "$output" "PHP does not run in Apache: fcgi://127.0.0.1:9000/srv/"
	sed -i /fcgi/d a.conf
	ask 0 mailblock a.conf
	[[ $output != *"does not run"* ]]
}

@test "where PHP does not run in Apache for any site, as on Debian" {
	mkdir conf
	cat >conf/php.conf <<-'END'
		<FilesMatch ".+\.ph(?:ar|p|tml)$">
		SetHandler "proxy:unix:/run/php/php-fpm.sock|fcgi://localhost"
		</FilesMatch>
		<Directory /srv/all>
		php_admin_value sendmail_path /open
		</Directory>
	END
	printf '<VirtualHost *>\nServerName s\n</VirtualHost>\n' >conf/s.conf
	ask 0 mailblock -s s conf/s.conf
	has "$output" $'\tdefault\t-'
	ask 0 mailblock -b conf/s.conf
	has "$stderr" "s: this holds if PHP runs in Apache; with PHP-FPM"
	ask 0 mailblock -s s conf/php.conf conf/s.conf
	has "$output" "PHP does not run in Apache: proxy:unix:/run/php"
	ask 0 mailblock -bins s conf/php.conf conf/s.conf
	has "$stderr" "s: its PHP does not run in Apache but in proxy:unix:"
	has "$stderr" "conf/php.conf:5: this holds in its <Directory> of any site"
}

@test "a site that sets nothing has what is set for all in its file" {
	printf 'sendmail_path = /all\n[HOST=h]\na = 1\n' >p.ini
	ask 0 mailblock -s h p.ini
	same $'p.ini:1\th\tini\t/all\topen\tset for all sites' "$output"
	ask 0 mailblock -qbs h p.ini
	has "$output" $'a = 1\n; mailblock added'
	ask 0 mailblock -qbs '*' p.ini
	ask 0 mailblock -qus h - <<<"$output"
}

@test "Apache: a line in a section that may not be read, a mark alone: told" {
	printf '<VirtualHost *>\nServerName s\n<IfDefine X>\n%s\n%s\n' \
		'php_admin_value sendmail_path /x' \
		'</IfDefine>
</VirtualHost>' >a.conf
	ask 0 mailblock a.conf
	has "$output" $'\topen\tonly if Apache reads the section around it'
	echo '; mailblock was: sendmail_path = x' >p.ini
	ask 0 mailblock p.ini
	has "$output" $'\tdefault\ta mark of mailblock\'s without its line'
}

@test "a site in <Macro>" {
	printf '<Macro Site $n>\n<VirtualHost *>\nServerName $n\n</VirtualHost>\n</Macro>\n' >a.conf
	blocks a.conf '$n'
}

# --- block, unblock

@test "Apache: every way to write the line is one that is undone" {
	local line
	while IFS= read -r line; do
		printf '# x\n<VirtualHost *>\n ServerName s\n%b</VirtualHost>' \
			"$line" >a.conf
		printf '\n<VirtualHost *>\n ServerName t\n%b</VirtualHost>' \
			"$line" >>a.conf
		blocks a.conf s
		sed 's/$/\r/' a.conf >crlf.conf
		blocks crlf.conf s
	done <<-'END'
		\n
		php_admin_value sendmail_path "/usr/sbin/sendmail -t"\n
		\tphp_admin_value\tsendmail_path\t'/usr/sbin/sendmail -t'  \n
		php_admin_value sendmail_path ""\n
		php_admin_value sendmail_path\n
		php_admin_value sendmail_path none\n
		php_admin_value sendmail_path " "\n
		php_admin_value \\\n sendmail_path \\\n\\\n "/x \\\n y"\n
		"php_admin_value" "sendmail_path" x\n
		php_value sendmail_path x\n
		php_admin_flag sendmail_path on\n
		# php_admin_value sendmail_path x\n
		# comment \\\nphp_admin_value sendmail_path x\n
		php_admin_value sendmail_path /a\nphp_admin_value sendmail_path /b\n
		<IfModule mod_php7.c>\nphp_admin_value sendmail_path /a\n</IfModule>\n
		<Directory />\nphp_admin_value sendmail_path /a\n</Directory>\n
		Include /nowhere\n
		php_admin_value sendmail_path /a\nInclude /nowhere\n
		php_admin_value sendmail_path /bin/falsehood\n
		php_admin_value sendmail_path "/bin/false; sendmail -t"\n
	END
}

@test "php.ini: every way to write the line is one that is undone" {
	local line
	while IFS= read -r line; do
		printf '%b' "$line" >p.ini
		blocks p.ini '*'
		printf 'a = 1\n%b\n[HOST=h]\n%b\n\n; x\n[PATH=/p]\n%b' "$line" \
			"$line" "$line" >p.ini
		blocks p.ini '*'
		blocks p.ini h
		blocks p.ini /p
		sed 's/$/\r/' p.ini >crlf.ini
		blocks crlf.ini h
		tr '\n' '\r' <p.ini >cr.ini
		blocks cr.ini h
		blocks cr.ini /p
	done <<-'END'
		b = 2
		b = 2\n
		sendmail_path =
		sendmail_path = ""\n
		sendmail_path = "/usr/sbin/sendmail -t" ; x "
		  sendmail_path\t=\t'/usr/sbin/sendmail -t'
		sendmail_path = /usr/sbin/sendmail -t -i -f"a b"
		sendmail_path = "/x\n; y\n[HOST=z]"
		sendmail_path = "/x \\" y"\nc = "d\\"\n
		sendmail_path = off
		sendmail_path = /a\nsendmail_path = /b\n
		; sendmail_path = /a
		[x] b = 2
	END
}

@test "Apache: what stands behind a section's > is nothing" {
	printf '<VirtualHost *> # s > t\nServerName s\n<Files x> # x\n%s\n</Files> # x\n</VirtualHost> # s\n' \
		'php_admin_value sendmail_path x' >a.conf
	blocks a.conf s
	printf '"<VirtualHost" *>\nServerName s\n"</VirtualHost>"\n' >a.conf
	blocks a.conf s
}

@test "Apache: none is blank, nonesuch is a command" {
	printf '<VirtualHost *>\nphp_admin_value sendmail_path %s\n</VirtualHost>\n' \
		None nonesuch None/x >a.conf
	records a.conf
	same '*	-	broken-blank
*	nonesuch	open
*	None/x	open' "$output"
}

@test "Apache: behind a macro, or a name that is a variable, a line is added" {
	local line
	for line in 'Use Mail' '${X} sendmail_path y' 'Include ${X}' \
		'php_admin_value ${X} y' 'php_value "${X}" y'; do
		printf '<VirtualHost *>\nServerName s\n%s\n%s\n</VirtualHost>\n' \
			'php_admin_value sendmail_path x' "$line" >a.conf
		blocks a.conf s
		same "$line" "$(grep -A 1 'mailblock added' -B 1 a.conf.blocked |
			head -n 1)"
		ask 0 mailblock -s s a.conf
		has "$stderr" "a.conf: not followed: $line"
	done
}

@test "PHP-FPM: every way to write the line is one that is undone" {
	local line
	while IFS= read -r line; do
		printf '[s]\nuser = x\n%b\n; y\n\n[t]\nuser = x\n%b' "$line" \
			"$line" >f.conf
		blocks f.conf s
		blocks f.conf t
		sed 's/$/\r/' f.conf >crlf.conf
		blocks crlf.conf s
		blocks crlf.conf t
	done <<-'END'
		b = 2
		php_admin_value[sendmail_path] = /usr/sbin/sendmail -t -i -f a@b
		php_admin_value[sendmail_path] =
		php_admin_value [ "sendmail_path" ] = "x"
		php_value[sendmail_path] = /x
		php_admin_flag[sendmail_path] = off
		php_admin_value[sendmail_path] = /a\nphp_admin_value[sendmail_path] = /b
	END
}

@test "PHP-FPM: a php_value that blocks is none that an include cannot undo" {
	echo 'php_value[sendmail_path] = /open' >part
	printf '[s]\nuser = x\nphp_value[sendmail_path] = /bin/false\n' >f.conf
	echo "include = $tmp/part" >>f.conf
	cp f.conf was
	ask 0 mailblock -qbis s f.conf
	same blocked "$(cut -f 5 <<<"$output")"
	same 'php_admin_value[sendmail_path] = /bin/false' \
		"$(grep php_admin f.conf)"
	# Before the include, as the first one counts.
	[ "$(grep -n php_admin f.conf | cut -d: -f1)" -lt \
		"$(grep -n '^include' f.conf | cut -d: -f1)" ]
	ask 0 mailblock -quis s f.conf
	cmp was f.conf
	# What blocks itself already needs nothing.
	sed -i s/php_value/php_admin_value/ f.conf
	ask 0 mailblock -bs s f.conf
	has "$stderr" "nothing to change: blocked already"
}

@test "PHP-FPM: a line is put before what a pool includes, which would win" {
	echo 'php_admin_value[sendmail_path] = /included' >part
	local own='php_admin_value[sendmail_path] = /own'
	printf '[s]\nuser = x\ninclude = %s\n%s\n[t]\n%s\ninclude = %s\n' \
		"$tmp/part" "$own" "$own" "$tmp/part" >f.conf
	ask 0 mailblock -q f.conf
	same "$tmp/part:1	s	/included	open
f.conf:6	t	/own	open
$tmp/part:1	*	/included	open" "$(cut -f 1,2,4,5 <<<"$output")"
	mailblock -qbs s f.conf >s.conf
	same $'[s]\n; mailblock added: 1 line
php_admin_value[sendmail_path] = /bin/false\nuser = x' "$(head -n 4 s.conf)"
	changes f.conf s
	changes f.conf t
	run ! grep -q added f.conf.blocked
	# A file that sets nothing is no reason.
	echo 'user = x' >part
	printf '[s]\ninclude = %s\n%s\n' "$tmp/part" "$own" >f.conf
	blocks f.conf s
	run ! grep -q added f.conf.blocked
}

@test "what is added where nothing was: exactly that" {
	printf '[s]\nuser = x\n\n; t\n[t]\nuser = x' >f.conf
	ask 0 mailblock -qbs s f.conf
	same $'[s]\n; mailblock added: 1 line
php_admin_value[sendmail_path] = /bin/false\nuser = x\n\n; t\n[t]\nuser = x' "$output"
	ask 0 mailblock -qbs t f.conf
	same $'[s]\nuser = x\n\n; t\n[t]\n; mailblock added: 1 line
php_admin_value[sendmail_path] = /bin/false\nuser = x' "$output"
	printf '[t]' >f.conf
	ask 0 mailblock -qbt fpm f.conf
	same $'[t]\n; mailblock added: 1 line
php_admin_value[sendmail_path] = /bin/false' "$output"
	printf '[t]\r\nuser = x' >f.conf
	blocks f.conf t
	printf '<VirtualHost *>\nServerName a\n  </VirtualHost>' >a.conf
	ask 0 mailblock -qb a.conf
	same '<VirtualHost *>
ServerName a
# mailblock added: 9 lines
  	<IfModule php_module>
  		php_admin_value sendmail_path "/bin/false"
  	</IfModule>
  	<IfModule php7_module>
  		php_admin_value sendmail_path "/bin/false"
  	</IfModule>
  	<IfModule php5_module>
  		php_admin_value sendmail_path "/bin/false"
  	</IfModule>
  </VirtualHost>' "$output"
}

@test "-s: names, aliases, the only one, one that is not there" {
	cat >a.conf <<-'END'
		<VirtualHost *:80>
		ServerName shop.example
		ServerAlias www.shop.example "shop.test"
		</VirtualHost>
		<VirtualHost *:443>
		ServerName SHOP.example
		</VirtualHost>
		<VirtualHost *:443>
		ServerName myshop.example
		</VirtualHost>
	END
	ask 0 mailblock -qbs Shop.Example a.conf
	same 2 "$(grep -c 'mailblock added' <<<"$output")"
	# The port that lacks the alias is the site's, too.
	ask 0 mailblock -bs shop.test a.conf
	same 2 "$(grep -c 'mailblock added' <<<"$output")"
	has "$stderr" "a.conf:1: the site shop.example, which has that alias"
	ask 1 mailblock -bs shop a.conf
	same "" "$output"
	same "mailblock: shop: no such site; there are: SHOP.example, myshop.example, shop.example" "$stderr"
	ask 1 mailblock -s shop a.conf
	ask 2 mailblock -b a.conf
	has "$stderr" "-s: which site? There are: SHOP.example"
	head -n 4 a.conf >one.conf
	ask 0 mailblock -b one.conf
	ask 0 mailblock -qb <one.conf
	has "$output" /bin/false
}

@test "-s: of many names a hundred are listed" {
	for i in {100..201}; do vhost "s$i" 80; done >a.conf
	vhost s100 443 >>a.conf
	ask 1 mailblock -bs nosuch a.conf
	has "$stderr" "there are: s100, s101, "
	has "$stderr" ", s199 and 2 more"
	[[ $stderr != *s200* ]]
}

@test "-b: a <Directory> of all sites that blocks is not told" {
	cat >a.conf <<-'END'
		<Directory /srv/all>
		php_admin_value sendmail_path /bin/false
		</Directory>
		<Directory /srv/open>
		php_admin_value sendmail_path /open
		</Directory>
	END
	vhost s 80 >>a.conf
	ask 0 mailblock -bs s a.conf
	has "$stderr" "a.conf:5: this holds in its <Directory> of any site"
	[[ $stderr != *a.conf:2:* ]]
}

@test "what is to be done, and what a block does not stop" {
	printf '[s]\nuser = x\n' >f.conf
	ask 0 mailblock -b f.conf
	has "$stderr" "test and reload: php-fpm -t && systemctl reload php-fpm"
	has "$stderr" "not SMTP to localhost"
	has "$stderr" "cron's php-cli"
	ask 0 mailblock -b <<<"$output"
	same "mailblock: nothing to change: blocked already" "$stderr"
	printf '<VirtualHost *>\n</VirtualHost>\n' >a.conf
	ask 0 mailblock -b a.conf
	has "$stderr" "apachectl configtest && systemctl reload apache2"
	ask 0 mailblock -qb a.conf
	same "" "$stderr"
}

@test "-u undoes only what -b did" {
	echo 'sendmail_path = /bin/false' >p.ini
	ask 2 mailblock -u p.ini
	has "$stderr" "p.ini:1: it was not mailblock that blocked it"
	ask 0 mailblock -qb p.ini
	same "$(cat p.ini)" "$output"
	local text
	for text in '; mailblock was: extension = evil.so' \
		'; mailblock was: sendmail_path = x\n; mailblock was: y = z' \
		'; mailblock was: ' '; mailblock was: [HOST=x]'; do
		printf "$text"'\nsendmail_path = "/bin/false"\n' >p.ini
		ask 2 mailblock -u p.ini
		has "$stderr" "p.ini:1: what this comment has is no line"
		same "" "$output"
	done
	for text in '; mailblock was: sendmail_path = x\nsendmail_path = /other' \
		'; mailblock added: 1 line\nextension = x' \
		'; mailblock was: sendmail_path = x'; do
		printf "$text"'\n' >p.ini
		ask 2 mailblock -u p.ini
		has "$stderr" "p.ini:1: a mark of mailblock's without its line"
		ask 2 mailblock -b p.ini
	done
}

# --- bad input

@test "sections and quotes that are not closed: refused, file:line" {
	printf '<VirtualHost *>\nServerName s\n' >a.conf
	refuses a.conf s "a.conf:1: a section that is not closed"
	printf '<VirtualHost *>\nServerName s\n</Directory>\n</VirtualHost>\n' \
		>a.conf
	refuses a.conf s "a.conf:3: a section ends that did not start"
	printf '<VirtualHost *>\nServerName s\n%s\n</VirtualHost>\n' \
		'php_admin_value sendmail_path "/x' >a.conf
	refuses a.conf s "a.conf:3: a quote that is not closed"
	printf '<VirtualHost *>\nServerName "s\n</VirtualHost>\n' >a.conf
	refuses a.conf s "a.conf:2: a quote that is not closed"
	printf 'a = 1\nb = "x\nsendmail_path = y\n' >p.ini
	refuses p.ini '*' "p.ini:2: a quote that is not closed"
	printf 'a = 1\nsendmail_path = "x\nc = y\n' >p.ini
	refuses p.ini '*' "p.ini:2: a quote that is not closed"
	ask 2 mailblock -q p.ini
	same broken-quotes "$(cut -f 5 <<<"$output")"
	local text
	for text in '[HOST=x' ' [HOST=x]' 'a = b=c' '= 1' 'a = (' "a = '" \
		'a = "${x"'; do
		printf 'sendmail_path = x\n%s\n' "$text" >p.ini
		refuses p.ini '*' "p.ini:2: "
	done
	printf '[s]\nsendmail_path = "x\n' >f.conf
	refuses f.conf s "f.conf:2: "
	printf '[x] sendmail_path = y\n' >p.ini
	refuses p.ini '*' "p.ini:1: sendmail_path is not alone in its line"
	# Two sites of that name, and no place for the first one's line.
	printf '[x][HOST=*]\n' >p.ini
	refuses p.ini '*' "p.ini:1: cannot be changed safely"
	printf '[HOST=*][x]\nsendmail_path = y\n' >p.ini
	refuses p.ini '*' "p.ini:1: cannot be changed safely"
	printf '<VirtualHost *>\n</VirtualHost>\nphp_admin_value sendmail_path x\\' \
		>a.conf
	refuses a.conf '*' "a.conf:3: sendmail_path is not alone"
}

@test "sections without their >; quotes over several lines of FPM: refused" {
	printf '<VirtualHost *\nServerName s\n</VirtualHost>\n' >a.conf
	refuses a.conf s "a.conf:1: a section without its >"
	printf '<VirtualHost *>\nServerName s\n</VirtualHost >\n' >a.conf
	refuses a.conf s "a.conf:3: a section without its >"
	printf '[s]\nenv[X] = "a\n[t]\n"\nuser = x\n' >f.conf
	refuses f.conf s "f.conf:2: a quote that is not closed"
}

@test "what would be too large to be unblocked is not blocked" {
	printf '<VirtualHost *>\nServerName s\n' >a.conf
	yes 'php_admin_value sendmail_path x' | head -n 400000 >>a.conf
	echo '</VirtualHost>' >>a.conf
	refuses a.conf s "a.conf: would be larger than 16 MiB; nothing changed"
}

@test "a diff of a file with a blank in its name is one that patch takes" {
	printf '[s]\nuser = x\n' >'a b.conf'
	mailblock -qb 'a b.conf' >blocked
	mailblock -qbn 'a b.conf' | patch -s
	cmp 'a b.conf' blocked
}

@test "binary, large, empty, a directory, not there, not ours" {
	printf 'sendmail_path = x\n\0' >nul
	refuses nul '*' "nul: binary: it has a NUL"
	truncate -s 100M large
	refuses large '*' "large: larger than 16 MiB: not read"
	yes 'sendmail_path = x' | head -c 20M >text
	refuses text '*' "text: larger than 16 MiB: not read"
	: >empty
	refuses empty '*' "empty: neither"
	ask 0 mailblock -t ini empty
	refuses . '*' ".: Is a directory"
	refuses missing '*' "missing: No such file or directory"
}

@test "names of sites that are none: shown escaped, never taken for more" {
	printf '<VirtualHost *>\nServerName "a\tb\x1b[31m\xff"\n</VirtualHost>\n' \
		>a.conf
	ask 0 mailblock a.conf
	has "$output" 'a\tb\x1B[31m\xFF'
	ask 1 mailblock -s x a.conf
	[[ $stderr != *$'\e'* ]]
	printf '[%%{x}]\n[]\n["; mailblock was: "]\n[a\\]\nuser = x\n' >f.conf
	blocks f.conf '%{x}'
	changes f.conf '; mailblock was: '
	changes f.conf 'a\'
}

@test "a comment that would go on hides no line" {
	printf '<VirtualHost *>\nServerName s\n# x \\\n</VirtualHost>\n' >a.conf
	refuses a.conf s "a.conf:1: a section that is not closed"
	printf '<VirtualHost *>\nServerName s\nphp_admin_value sendmail_path x\n# y \\\n</VirtualHost>\n</VirtualHost>\n' >a.conf
	blocks a.conf s
	printf 'a = "x\n; mailblock was: sendmail_path = y\n"\nb = 1\n' >p.ini
	blocks p.ini '*'
	printf '; x\rsendmail_path = /open\n' >p.ini
	records p.ini
	same $'*\t/open\topen' "$output"
	blocks p.ini '*'
}

@test "random texts: what is blocked is undone, or it is refused" {
	command -v python3 >/dev/null || skip python3
	cat >make.py <<-'END'
		import random, sys
		r = random.Random(7)
		pieces = {"apache": ["<VirtualHost *>\n", "</VirtualHost>\n",
		  "ServerName s\n", "ServerName t\n", "php_admin_value sendmail_path ",
		  "x\n", '"x y"\n', "'", '"', "\\\n", "\n", "# ", "<Directory />\n",
		  "</Directory>\n", "php_value sendmail_path z\n", "Include x\n",
		  "# mailblock was: ", "# mailblock added: 1 line\n", "\r\n",
		  'php_admin_value sendmail_path "/bin/false"\n', "<IfModule php7_module>\n",
		  "</IfModule>\n"],
		 "ini": ["[HOST=s]", "\n", "[x]\n", "sendmail_path = ", "x\n", '"', "'",
		  ";", "\r", "[PATH=/p]\n", "a = b\n", "\\", "(", ")", "${", "}", "=",
		  "; mailblock was: ", "; mailblock added: 1 line\n", " ",
		  'sendmail_path = "/bin/false"\n'],
		 "fpm": ["[s]\n", "[t]\n", "\n", "php_admin_value[sendmail_path] = ",
		  "php_value[sendmail_path] = y\n", "x\n", '"', "'", ";", "a = b\n", "\\",
		  "; mailblock was: ", "; mailblock added: 1 line\n", " ",
		  "php_admin_value[sendmail_path] = /bin/false\n"]}
		for kind, p in pieces.items():
		    for i in range(120):
		        text = "".join(r.choice(p) for _ in range(r.randrange(14)))
		        if kind == "apache" and r.randrange(4):
		            text = ("<VirtualHost *>\nServerName s\n" + text +
		                "\n</VirtualHost>\n")
		        with open(f"{kind}.{i}", "w", newline="") as f: f.write(text)
	END
	python3 make.py
	local i x kind site done=0
	for ((i = 0; i < 120; i++)); do
		for kind in apache:s ini:* ini:s fpm:s; do
			site=${kind#*:} kind=${kind%:*} x=${kind%:*}.$i
			mailblock -qbt $kind -s "$site" $x >y 2>said || {
				[ ! -s y ]
				[ -s said ]
				continue
			}
			mailblock -qbt $kind -s "$site" y | cmp - y
			grep -q mailblock $x || cmp -s $x y ||
				mailblock -qut $kind -s "$site" y | cmp - $x
			done=$((done + 1))
		done
	done
	[ $done -gt 60 ]
}

@test "large texts of nothing but marks, sections, lines, quotes: in time" {
	local text size=12M
	[ -z "$SAN" ] || size=2M # six times as slow
	for text in '; mailblock was: x' '; mailblock added: 1 line' '[HOST=a]' \
		'sendmail_path = "x' "a = 'b" ';' '[a] b = c' '# \' '<a>' \
		'<VirtualHost *>' 'Include x' 'php_admin_value[sendmail_path] = x' \
		'php_admin_value sendmail_path x'; do
		yes "$text" | head -c $size >x
		for kind in ini apache fpm; do
			timeout 60 mailblock -qbt $kind -s x x >y 2>&1 ||
				[ $? -lt 3 ]
			timeout 60 mailblock -qbt $kind -s '*' x >y 2>&1 ||
				[ $? -lt 3 ]
		done
	done
}

@test "options that do not go together" {
	ask 2 mailblock -bu
	ask 2 mailblock -i
	ask 2 mailblock -n
	ask 2 mailblock -bi -
	ask 2 mailblock -bj x
	ask 2 mailblock -b x y
	has "$stderr" "y: one file, or -i"
	ask 2 mailblock -s ''
}

# --- what is included

@test "includes are followed: patterns, directories, relative, once" {
	mkdir -p conf/sites conf/more
	printf '<VirtualHost *>\nServerName %s\n</VirtualHost>\n' one \
		>conf/sites/one.conf
	printf '<VirtualHost *>\nServerName %s\n</VirtualHost>\n' two \
		>conf/more/two
	cat >conf/main.conf <<-END
		ServerRoot $tmp/conf
		IncludeOptional sites/*.conf
		Include more
		Include $tmp/conf/sites/one.conf main.conf
		Include main.conf
		IncludeOptional none/*
		Include \${VAR}/x
	END
	ask 0 mailblock conf/main.conf
	same "$tmp/conf/sites/one.conf:1	one
$tmp/conf/more/two:1	two" "$(cut -f 1,2 <<<"$output")"
	has "$stderr" 'not followed: Include ${VAR}/x'
	ask 0 mailblock -qbis two conf/main.conf
	grep -q /bin/false conf/more/two
	run ! grep -q mailblock conf/sites/one.conf conf/main.conf
}

@test "a directory that is included: all in it and below, as Apache does" {
	mkdir -p conf/sites/sub/deeper user
	vhost one 80 >conf/sites/one.conf
	vhost two 80 >conf/sites/sub/deeper/two
	vhost three 80 >conf/sites/.three.old
	echo "Include $tmp/conf/site?" >conf/main.conf
	ask 0 mailblock -q conf/main.conf
	same $'three\none\ntwo' "$(cut -f 2 <<<"$output")"
	# Apache does not start with a loop either.
	ln -s . conf/sites/sub/loop
	ln -s . conf/sites/sub/pool
	ask 2 timeout 60 mailblock -q conf/main.conf
	rm conf/sites/sub/?oop
	[ "$(id -u)" != 0 ] || {
		vhost secret 80 >user/x
		ln -s "$tmp/user" conf/sites/user
		chown -h 1234 conf/sites/user
		ask 2 mailblock -q conf/main.conf
		has "$stderr" "sites/user: a symbolic link, not followed"
	}
}

@test "large texts with includes: in time" {
	{
		printf '<VirtualHost *>\nServerName s\nInclude %s\n' "$tmp/part"
		yes 'php_admin_value sendmail_path x' | head -n 150000
		echo '</VirtualHost>'
	} >a.conf
	yes 'php_admin_value sendmail_path x' | head -n 150000 >part
	timeout 60 mailblock -qbs s a.conf >y
	same 150000 "$(grep -c '^php_admin_value.*false' y)"
}

@test "what a site includes counts, and is overridden" {
	echo 'php_admin_value sendmail_path /included' >part
	cat >a.conf <<-END
		<VirtualHost *>
		ServerName s
		php_admin_value sendmail_path /own
		Include $tmp/part
		</VirtualHost>
		<VirtualHost *>
		ServerName t
		php_admin_value sendmail_path /own
		Include $tmp/none/*.conf
		</VirtualHost>
	END
	ask 0 mailblock -q a.conf
	same "$tmp/part:1	s	/included	open
a.conf:8	t	/own	open" "$(cut -f 1,2,4,5 <<<"$output")"
	ask 0 mailblock -qbns s a.conf
	same 2 "$(grep -c '^+php_admin\|^+	php_admin' <<<"$output")"
	ask 0 mailblock -qbns t a.conf
	same 1 "$(grep -c '^+php_admin\|^+	php_admin' <<<"$output")"
	printf '<Files x>\n%s\n</Files>\n' \
		'php_admin_value sendmail_path /included' >part
	ask 2 mailblock -qbns s a.conf
	has "$stderr" "$tmp/part:2: s is not blocked in this <Files>"
}

@test "what a site includes and is not read, or includes more: not sure" {
	printf 'x\0y' >binary
	echo "Include $tmp/none" >"more"
	cat >a.conf <<-END
		<VirtualHost *>
		ServerName s
		php_admin_value sendmail_path /bin/false
		Include $tmp/binary
		</VirtualHost>
	END
	sed "s/binary/more/" a.conf >b.conf
	ask 2 mailblock a.conf
	has "$stderr" "$tmp/binary: binary: it has a NUL"
	# What may set it is overridden behind it.
	ask 2 mailblock -qbns s a.conf
	has "$output" '+	php_admin_value sendmail_path "/bin/false"'
	ask 0 mailblock -qbns s b.conf
	has "$output" '+	php_admin_value sendmail_path "/bin/false"'
}

# --- in place

@test "-i: same owner and mode, a copy, and records" {
	printf '[s]\nuser = x\n' >f.conf
	chmod 640 f.conf
	[ "$(id -u)" != 0 ] || chown 12:34 f.conf
	cp -p f.conf was
	ask 0 mailblock -qbi f.conf
	same "f.conf:3	s	fpm	/bin/false	blocked" "$(cut -f 1-5 <<<"$output")"
	same "$(stat -c '%u:%g %a' was)" "$(stat -c '%u:%g %a' f.conf)"
	cmp was .f.conf.mailblock~
	same "$(stat -c '%u:%g %a %y' was)" "$(stat -c '%u:%g %a %y' .f.conf.mailblock~)"
	ask 0 mailblock -qui f.conf
	cmp was f.conf
	same "./.f.conf.mailblock~" "$(find . -name '.?*' ! -name .)"
	ask 0 mailblock -ui f.conf
	same "mailblock: nothing to change: not blocked already" "$stderr"
}

@test "-i: the same site in several files, all or none" {
	printf '<VirtualHost *:80>\nServerName s\n</VirtualHost>\n' >80.conf
	printf '<VirtualHost *:443>\nServerName s\n</VirtualHost>\n' >443.conf
	printf '<VirtualHost *:81>\nServerName s\nphp_admin_value sendmail_path "\n</VirtualHost>\n' >bad.conf
	cp 80.conf was
	ask 2 mailblock -bis s 80.conf 443.conf bad.conf
	has "$stderr" "bad.conf:3: a quote that is not closed; nothing changed"
	cmp was 80.conf
	ask 0 mailblock -qbis s 80.conf 443.conf
	same "blocked blocked" "$(cut -f 5 <<<"$output" | xargs)"
}

@test "-i: a file that cannot be read may have the site: all untouched" {
	vhost s 80 >80.conf
	cp 80.conf was
	ask 2 mailblock -bis s 80.conf missing.conf
	has "$stderr" "missing.conf: No such file or directory"
	has "$stderr" "not all files could be read; nothing changed"
	printf '</Directory>\n' >bad.conf
	ask 2 mailblock -bis s 80.conf bad.conf
	has "$stderr" "bad.conf:1: a section ends that did not start"
	cmp was 80.conf
	ask 0 mailblock -qbis s 80.conf 80.conf ./80.conf
}

@test "-i: the copy of Apache's is comments: it may include all files" {
	printf '<VirtualHost *>\\\n\r\nServerName s\n\n</VirtualHost>' >a.conf
	cp a.conf was
	ask 0 mailblock -qbi a.conf
	same "./.a.conf.mailblock~" "$(find . -name '.?*' ! -name .)"
	run ! grep -v '^#' .a.conf.mailblock~
	sed 's/^#//' .a.conf.mailblock~ | cmp - was
	ask 0 mailblock -qt apache .a.conf.mailblock~
	same "" "$output"
}

@test "-i: what cannot be put back is told, and where it is" {
	printf '[s]\nuser = x\n' >a.conf
	cp a.conf b.conf
	ASAN_OPTIONS=detect_leaks=0 ask 2 strace -o trace -qq \
		-e inject=renameat2:error=EIO:when=2+ \
		mailblock -qbi -s s a.conf b.conf
	local old
	old=$(echo .a.conf.mailblock-*)
	same "mailblock: b.conf: Input/output error; a.conf is changed, and what it was is in $old; nothing else changed" "$stderr"
	cmp b.conf "$old"
	same "$old" "$(echo .*mailblock*)"
}

@test "-i: a copy that cannot have its name keeps another" {
	printf '[s]\nuser = x\n' >a.conf
	cp a.conf was
	mkdir .a.conf.mailblock~
	ask 0 mailblock -qbi a.conf
	cmp was .a.conf.mailblock-*
}

@test "-i: a full disk, a directory that cannot be written: all untouched" {
	need_root
	mkdir full
	printf '[s]\nuser = x\n' >a.conf
	cat >inside <<-'END'
		mount -t tmpfs -o size=64k none full
		printf '[s]\nuser = x\n' >full/b.conf
		head -c 1M /dev/zero >full/fill 2>/dev/null
		mailblock -bis s a.conf full/b.conf 2>said
		echo $?
		cat full/b.conf said
		ls -A full
		mount -o remount,ro full
		mailblock -bis s a.conf full/b.conf
		echo $?
	END
	ask 0 unshare -m bash inside
	same $'2\n[s]\nuser = x
mailblock: full/b.conf: No space left on device; nothing changed
b.conf\nfill\n2' "$output"
	has "$stderr" "full/b.conf: Read-only file system; nothing changed"
	same $'[s]\nuser = x' "$(cat a.conf)"
	[ ! -e .a.conf.mailblock~ ]
	same "" "$(find . -name '.*mailblock*')"
}

# held N COMMAND...: starts it, and it stands still behind its Nth fsync until
# it is told to go on; pid is its own.
held() {
	local n=$1
	shift
	ASAN_OPTIONS=detect_leaks=0 strace -D -o "trace.$n" -e trace=fsync \
		-e "inject=fsync:signal=STOP:when=$n" "$@" 3>&- &
	pid=$!
	until grep -q 'stopped by SIGSTOP' "trace.$n" 2>/dev/null; do
		kill -0 $pid
		sleep .02
	done
}

@test "-i: a file that changes meanwhile is left alone" {
	printf '[s]\nuser = x\n' >f.conf
	printf '[s]\nuser = x\n' >a.conf
	local call pid
	# While it works, at the first and second look at what is there.
	for call in 1 2 3; do
		cp a.conf f.conf
		held $call mailblock -qbi -s s a.conf f.conf >said 2>&1
		echo '; new' >>f.conf
		kill -CONT $pid
		wait $pid || :
		grep -q '; new' f.conf || grep -q '; new' .f.conf.mailblock~ || {
			cat f.conf said
			return 1
		}
	done
}

@test "-i: replaced meanwhile: refused, nothing changed" {
	printf '[s]\nuser = x\n' >a.conf
	cp a.conf f.conf
	echo '[s]' >new
	local pid
	held 1 mailblock -qbi -s s a.conf f.conf >out 2>said
	compgen -G '.a.conf.mailblock-*'
	mv new f.conf
	kill -CONT $pid
	wait $pid && return 1
	has "$(cat said)" "f.conf: it has changed since it was read; nothing changed"
	same '[s]' "$(cat f.conf)"
	same $'[s]\nuser = x' "$(cat a.conf)"
	same "" "$(find . -name '.*mailblock*')"
}

@test "-i: killed at each call that changes something: old or new, whole" {
	local call n name
	printf '[s]\nuser = x\n' >was
	mailblock -qb was >blocked
	for call in openat write fchown fchmod fsync renameat2 renameat unlinkat; do
		for n in 1 2 3 4 5 6 7 8; do
			cp was a.conf
			cp was b.conf
			ASAN_OPTIONS=detect_leaks=0 strace -o trace -P a.conf -P b.conf \
				-P . -P "$tmp" -e "trace=$call" \
				-e "inject=$call:signal=KILL:when=$n" \
				mailblock -qbi -s s a.conf b.conf >said 2>&1 3>&- || :
			for name in a b; do
				cmp -s was $name.conf || cmp -s blocked $name.conf || {
					echo "$call $n:"
					cat $name.conf
					return 1
				}
			done
			# The next run does what is left to do.
			ask 0 mailblock -qbi -s s a.conf b.conf
			cmp blocked a.conf
			cmp blocked b.conf
			rm -f .*.mailblock*
		done
	done
}

@test "-i: one of two cannot be changed: both are as they were, no copy left" {
	[ -z "$SAN" ] || return 0 # the sanitizer cannot be traced
	vhost s 80 >a.conf
	cp a.conf b.conf
	ask 2 strace -qq -o trace -e inject=renameat2:error=EIO:when=2 \
		mailblock -qbis s a.conf b.conf
	has "$stderr" "nothing changed"
	vhost s 80 | cmp - a.conf
	vhost s 80 | cmp - b.conf
	same "" "$(find . -name '.*mailblock*')"
}

@test "-i: paths with a dot in them, and too deep ones" {
	printf '[s]\nuser = x\n' >f.conf
	ask 0 mailblock -qbi ././f.conf
	grep -q /bin/false f.conf
	local deep
	deep=$(printf 'd/%.0s' {1..300})
	mkdir -p "$deep"
	printf '[s]\nuser = x\n' >"$deep/f.conf"
	ask 2 mailblock -qbi "$deep/f.conf"
	has "$stderr" "File name too long; nothing changed"
	printf '[s]\nuser = x\n' | cmp - "$deep/f.conf"
}

@test "-i: without renameat2 it is as safe" {
	local n
	printf '[s]\nuser = x\n' >was
	mailblock -qb was >blocked
	cp was a.conf
	ASAN_OPTIONS=detect_leaks=0 ask 0 strace -o trace \
		-e inject=renameat2:error=EINVAL mailblock -qbi a.conf
	cmp blocked a.conf
	cmp was .a.conf.mailblock~
	for n in 1 2 3 4; do
		cp was a.conf
		ASAN_OPTIONS=detect_leaks=0 strace -o trace \
			-e inject=renameat2:error=EINVAL \
			-e inject=renameat,linkat:signal=KILL:when=$n \
			mailblock -qbi a.conf >said 2>&1 3>&- || :
		cmp -s was a.conf || cmp blocked a.conf
		rm -f .*.mailblock*
	done
}

@test "-i: a closed pipe: it finishes, then 2" {
	printf '[s]\nuser = x\n' >a.conf
	mkfifo pipe
	ask 2 bash -c 'exec 8<>pipe 9>pipe 8>&-; exec mailblock -qbi a.conf >&9'
	grep -q /bin/false a.conf
}

@test "-i: links: root's own are followed, others are not" {
	need_root
	mkdir -p own/enabled user
	printf '[s]\nuser = x\n' >own/real.conf
	cp own/real.conf was
	ln -s ../real.conf own/enabled/a.conf
	cat >inside <<-'END'
		mount --bind own /opt
		mailblock -qbi /opt/enabled/a.conf >/dev/null
		readlink /opt/enabled/a.conf
		grep -c /bin/false /opt/real.conf
		chown -h 1234 /opt/enabled/a.conf
		mailblock -qui /opt/enabled/a.conf
		chown -h 0 /opt/enabled/a.conf
		chmod 777 /opt/enabled
		mailblock -qui /opt/enabled/a.conf
		chmod 755 /opt/enabled
		chown 1234 /opt
		mailblock -qui /opt/enabled/a.conf
		chown 0 /opt
		mailblock -qui /opt/enabled/a.conf >/dev/null
		cmp /opt/real.conf was
	END
	ask 0 unshare -m bash inside
	same $'../real.conf\n1' "$output"
	same "$(printf 'mailblock: %s\n' "/opt/enabled/a.conf: a link that is not root's own, not followed; nothing changed"{,,})" "$stderr"
	# Not even root's in a directory like /tmp.
	ln -s "$tmp/own/real.conf" link.conf
	[ "$(stat -c %a /tmp)" = 755 ] || {
		ask 2 mailblock -qbi link.conf
		has "$stderr" "not followed"
	}
}

@test "-i: who can undo it is told" {
	need_root
	mkdir home
	printf '[s]\nuser = x\n' >home/f.conf
	chown 65534 home
	ask 0 mailblock home/f.conf
	has "$output" "nobody can change this file"
	ask 0 mailblock -bi home/f.conf
	has "$stderr" "home/f.conf: nobody can change this file, and so undo it"
	chown 0 home
	chmod 777 home
	ask 0 mailblock home/f.conf
	has "$output" "others than root can change this file"
	chmod 755 home
	chown 65534 home/f.conf
	ask 0 mailblock -ui home/f.conf
	has "$stderr" "nobody can change this file"
	same 65534 "$(stat -c %u home/f.conf)"
	ln home/f.conf second
	ask 0 mailblock -bi home/f.conf
	has "$stderr" "it has another name"
}

# --- this machine

# machine COMMAND...: runs it where /etc, /var/www, /home, /opt and /usr/local
# are those of the test's root.
machine() {
	mkdir -p root/{etc,var/www,home,opt,usr/local}
	[ -e root/etc/passwd ] || cp /etc/passwd root/etc
	cat >enter <<-'END'
		for place in etc var/www home opt usr/local; do
			mkdir -p /$place
			mount --bind root/$place /$place
		done
		exec "$@"
	END
	ask "$1" unshare -m bash enter "${@:2}"
}

put() {
	mkdir -p "root/${1%/*}"
	cat >"root/$1"
}

@test "the usual places: Debian's and the panels' files, each once" {
	need_root
	put etc/apache2/apache2.conf <<<'IncludeOptional sites-enabled/*.conf'
	vhost debian 80 | put etc/apache2/sites-available/debian.conf
	mkdir root/etc/apache2/sites-enabled
	ln -s ../sites-available/debian.conf root/etc/apache2/sites-enabled/
	vhost isp 80 | put etc/apache2/vhosts/user/isp.conf
	vhost hestia 80 | put home/u/conf/web/hestia/apache2.conf
	vhost plesk 80 | put var/www/vhosts/system/plesk/conf/httpd.conf
	vhost admin 80 |
		put usr/local/directadmin/data/users/x/httpd.conf
	vhost cpanel 80 | put etc/apache2/conf/httpd.conf
	put var/www/alice/data/php-bin/php.ini <<<'sendmail_path = "/s -t"'
	put var/www/bob/data/php-bin/fast.example/php.ini <<<'a = 1'
	put var/www/vhosts/system/pl.example/etc/php.ini <<<'a = 1'
	put home/carol/etc/php8.2/php.ini <<<'a = 1'
	put etc/php/8.2/cgi/php.ini <<<'a = 1'
	put etc/php/8.2/cgi/conf.d/20-x.ini <<<'extension = x'
	put etc/php/8.2/cgi/conf.d/30-y.ini <<<'sendmail_path = x'
	put etc/php/8.2/cli/php.ini <<<'a = 1'
	printf '[deb]\nuser = x\n' | put etc/php/8.2/fpm/pool.d/deb.conf
	printf '[cp]\nuser = x\n' |
		put opt/cpanel/ea-php82/root/etc/php-fpm.d/cp.example.conf
	machine 0 mailblock
	same "debian apache
cpanel apache
isp apache
plesk apache
hestia apache
admin apache
* ini
* ini
pl.example ini
alice ini
fast.example ini
carol ini
deb fpm
cp fpm" "$(cut -f 2,3 <<<"$output" | tr '\t' ' ')"
	local panel
	for panel in ISPmanager:isp Plesk:plesk Hestia:hestia \
		DirectAdmin:admin cPanel:cpanel ISPmanager:alice \
		Plesk:pl.example cPanel:cp; do
		has "$(grep -P "\t${panel#*:}\t" <<<"$output")" \
			"${panel%:*} writes this file anew"
	done
	machine 0 mailblock -t fpm
	same "deb fpm
cp fpm" "$(cut -f 2,3 <<<"$output" | tr '\t' ' ')"
	machine 0 mailblock -bis debian
	has "$stderr" "apachectl configtest && systemctl reload apache2"
	grep -q /bin/false root/etc/apache2/sites-available/debian.conf
	[ -L root/etc/apache2/sites-enabled/debian.conf ]
	machine 0 mailblock -bis deb
	has "$stderr" "php-fpm8.2 -t && systemctl reload php8.2-fpm"
	machine 0 mailblock -bis cp
	has "$stderr" "/opt/cpanel/ea-php82/root/usr/sbin/php-fpm -t && systemctl reload ea-php82-php-fpm"
	machine 0 mailblock -bis alice
	has "$stderr" "ISPmanager writes this file anew"
	[[ $stderr != *reload* ]]
	machine 1 mailblock -bis nobody
	has "$stderr" "no such site; there are: "
	machine 0 mailblock -uis alice
	same 'sendmail_path = "/s -t"' \
		"$(cat root/var/www/alice/data/php-bin/php.ini)"
}

@test "the usual places: users' links and pipes are not read" {
	need_root
	echo 'sendmail_path = secret' >secret
	mkdir -p root/var/www/{a,b}/data/php-bin
	ln -s "$tmp/secret" root/var/www/a/data/php-bin/php.ini
	chown -h 1234 root/var/www/a/data/php-bin/php.ini
	mkfifo root/var/www/b/data/php-bin/php.ini
	machine 2 timeout 60 mailblock
	same "" "$output"
	has "$stderr" "/var/www/a/data/php-bin/php.ini: a symbolic link, not followed"
	has "$stderr" "/var/www/b/data/php-bin/php.ini: no regular file, not read"
}

@test "nothing in the usual places: said, nothing printed" {
	need_root
	machine 0 mailblock
	same "mailblock: no sites found" "$stderr"
	machine 1 mailblock -bis x
	has "$stderr" "no sites found"
}

@test "php.ini is read as PHP reads it" {
	command -v php >/dev/null || skip php
	cat >ask.php <<-'END'
		<?php
		$v = @parse_ini_file($argv[1], true);
		if ($v === false) exit(1);
		foreach ($v as $k => $s)
			if ($k === 'sendmail_path') die(json_encode($s));
		foreach ($v as $s)
			if (is_array($s) && isset($s['sendmail_path']))
				die(json_encode($s['sendmail_path']));
		echo '""';
	END
	local i text faults=0 good=0
	while IFS= read -r text; do
		printf '%b' "$text" >p.ini
		if php -n ask.php p.ini >wanted; then
			ask 0 mailblock -qjt ini p.ini
			python3 - "$output" "$(cat wanted)" <<-'PY'
				import json, sys
				got = json.loads(sys.argv[1]).get("sendmail_path", "")
				assert got == json.loads(sys.argv[2]), sys.argv
			PY
			good=$((good + 1))
		else
			ask 2 mailblock -qt ini p.ini
			faults=$((faults + 1))
		fi
	done <<-'END'
		sendmail_path=b=c\nz=1
		sendmail_path='x\ny'\nz=1
		sendmail_path='x\nz=1
		sendmail_path=''\nz=1
		sendmail_path='abc'd\nz=1
		sendmail_path="x\\"\nz=1
		sendmail_path="x\\"y"\nz=1
		sendmail_path="x\\\\"\nz=1
		sendmail_path="x\\\\" ;c"\nz=1
		sendmail_path=(\nz=1
		sendmail_path=x ; c"\nz=1
		sendmail_path=x\rz=1
		sendmail_path="b" c 'd'\nz=1
		sendmail_path=NONE\n
		sendmail_path=On\n
		sendmail_path="none"\n
		sendmail_path=/x[1]\nz=1
		sendmail_path\nz=1
		sendmail_path="b"c=d\nz=1
		sendmail_path=b 'c\nz=1'\ny=2
		sendmail_path="${x\nz=1"
		  sendmail_path = b  \nz=1
		sendmail_path=/usr/bin/x -f"q" -i\nz=1
		; "\nsendmail_path=1
		#sendmail_path=1\nz=1
		\xEF\xBB\xBFsendmail_path=1\nz=1
		[x\nsendmail_path=1
		 [x]\nsendmail_path=1
		=3\nsendmail_path=1
		sendmail_path = '\nz=1\nb='\ny=1
		sendmail_path=x"\nq
		sendmail_path="\\${"\nz=1
		sendmail_path=a  'b'  c\nz=1
		sendmail_path='a' "b" c\nz=1
		sendmail_path=''/bin/false\nz=1
		sendmail_path=x ''/bin/'f\nz=1
		sendmail_path='' (\nz=1
		sendmail_path='' "\nz=1"
		sendmail_path="x\\'y \\$ \\n"\nz=1
	END
	[ $good -gt 15 ] && [ $faults -gt 8 ]
}
