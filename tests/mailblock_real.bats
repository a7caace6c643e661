# mailblock on real servers: Apache with mod_php, PHP-FPM, php-cgi; nothing is
# sent but to a recorder. Each test is one run of tests/phpmail.bash.

load lib
load phpmail

setup() {
	phpmail_can || skip "needs root"
	dir=$BATS_TEST_TMPDIR/php
	mkdir "$dir"
	open_path
	phpmail_make "$dir"
	conf=$dir/sites/a.conf
	export dir conf
}

# The part of a test that runs beside the servers is the function inside.
runs() {
	declare -f "$1" >"$dir/inside"
	ask 0 phpmail_in "$dir" "$1"
}

# site NAME [LINE...]
site() {
	local name=$1
	shift
	echo "<VirtualHost 127.0.0.1:80>"
	echo "	ServerName $name"
	echo "	DocumentRoot $dir/www"
	[ $# = 0 ] || printf '\t%s\n' "$@"
	echo "</VirtualHost>"
}

@test "mod_php: block, configtest, reload, mail() fails; unblock, it sends" {
	{
		site shop.example \
			"php_admin_value sendmail_path \"$dir/recorder shop\""
		site blog.example \
			"php_admin_value sendmail_path '$dir/recorder blog'"
	} >"$conf"
	runs apache_case
	same "TTT shop:3
TTT blog:3
0 Syntax OK
FFF
TTT blog:3
0 Syntax OK
TTT shop:3" "$(grep -v notice <<<"$output")"
}
apache_case() {
	cp "$conf" "$dir/was"
	apache_start
	by_apache shop.example
	by_apache blog.example
	mailblock -qbis shop.example "$dir/apache.conf" >"$dir/said"
	echo "$? $(apache_test)"
	apache_reload
	by_apache shop.example
	by_apache blog.example
	mailblock -qui -s shop.example "$dir/apache.conf" >"$dir/said"
	cmp "$conf" "$dir/was"
	echo "$? $(apache_test)"
	apache_reload
	by_apache shop.example
}

@test "mod_php: no line, as Debian has it; and what the article says" {
	{
		site shop.example
		site blog.example
	} >"$conf"
	runs apache_default
	same "TTT default:3
Syntax OK
FFF
TTT default:3
TTT default:3
shop.example broken-blank
1
Syntax OK
FFF" "$(grep -v notice <<<"$output")"
}
apache_default() {
	local blank='php_admin_value sendmail_path ""'
	cp "$conf" "$dir/was"
	apache_start
	by_apache shop.example
	mailblock -qbi -s shop.example "$conf" >"$dir/said"
	apache_test
	apache_reload
	by_apache shop.example
	by_apache blog.example
	mailblock -qui -s shop.example "$conf" >"$dir/said"
	cmp "$conf" "$dir/was"
	apache_reload
	by_apache shop.example
	# By hand; and mailblock makes it good.
	sed -i "0,/DocumentRoot/s|DocumentRoot|$blank\n&|" "$conf"
	mailblock "$conf" | awk '$5 != "default" { print $2, $5 }'
	apache_test | grep -c -e 'takes two arguments' -e failed
	mailblock -qbi -s shop.example "$conf" >"$dir/said"
	apache_test
	apache_reload
	by_apache shop.example
}

@test "mod_php: what would override the line does not" {
	site shop.example \
		"php_admin_value sendmail_path \"$dir/recorder one\"" \
		"php_value sendmail_path \"$dir/recorder two\"" \
		"<Directory $dir/www>" \
		"php_admin_value sendmail_path \"$dir/recorder three\"" \
		"</Directory>" "Include $dir/later" >"$conf"
	echo "php_admin_value sendmail_path \"$dir/recorder four\"" >"$dir/later"
	runs apache_over
	same "TTT three:3
Syntax OK
FFF" "$(grep -v notice <<<"$output")"
}
apache_over() {
	apache_start
	by_apache shop.example
	mailblock -qbi -s shop.example "$conf" >"$dir/said"
	apache_test
	apache_reload
	by_apache shop.example
}

@test "mod_php: php_value unsets the line before it, as mailblock says" {
	site shop.example 'php_admin_value sendmail_path "/bin/false"' \
		'php_value sendmail_path "/bin/false"' >"$conf"
	ask 0 mailblock -q "$conf"
	same $'-\tdefault' "$(cut -f 4,5 <<<"$output")"
	runs apache_weak
	same "TTT default:3
FFF" "$output"
}
apache_weak() {
	apache_start
	by_apache shop.example
	mailblock -qbi -s shop.example "$conf" >"$dir/said"
	apache_reload
	by_apache shop.example
}

@test "mod_php: a directory that Apache includes as a whole, copy and all" {
	sed -i 's/^IncludeOptional.*/Include sites/' "$dir/apache.conf"
	site shop.example \
		"php_admin_value sendmail_path \"$dir/recorder shop\"" >"$conf"
	runs apache_directory
	same "TTT shop:3
Syntax OK
FFF
TTT shop:3" "$(grep -v notice <<<"$output")"
}
apache_directory() {
	apache_start
	by_apache shop.example
	mailblock -qbi "$conf" >"$dir/said"
	apache_test
	apache_reload
	by_apache shop.example
	mailblock -qui "$conf" >"$dir/said"
	apache_reload
	by_apache shop.example
}

@test "mod_php: a macro behind the line does not send" {
	sed -i '/^LoadModule dir/aLoadModule macro_module /usr/lib/apache2/modules/mod_macro.so' \
		"$dir/apache.conf"
	{
		echo "<Macro Mail>"
		echo "php_admin_value sendmail_path \"$dir/recorder macro\""
		echo "</Macro>"
		site shop.example "php_admin_value sendmail_path /bin/true" \
			"Use Mail"
	} >"$conf"
	runs apache_over
	same "TTT macro:3
Syntax OK
FFF" "$(grep -v notice <<<"$output")"
}

@test "Apache without PHP starts with a site that is blocked" {
	NO_PHP=1 phpmail_make "$dir"
	site shop.example >"$conf"
	ask 0 mailblock -qbis shop.example "$conf"
	echo 'without() { apache_test; }' >"$dir/inside"
	ask 0 phpmail_in "$dir" without
	same "Syntax OK" "$output"
}

# pool NAME [LINE...]
pool() {
	local name=$1
	shift
	echo "[$name]"
	echo "user = www-data"
	echo "listen = $dir/run/$name.sock"
	echo "pm = static"
	echo "pm.max_children = 1"
	[ $# = 0 ] || printf '%s\n' "$@"
}

@test "PHP-FPM: block, -t, reload, mail() fails; unblock, it sends" {
	conf=$dir/pools/all.conf
	{
		pool shop "php_admin_value[sendmail_path] = $dir/recorder shop" \
			"php_value[sendmail_path] = $dir/recorder second"
		pool blog "php_value[sendmail_path] = $dir/recorder blog"
		pool none
	} >"$conf"
	runs fpm_case
	same "TTT shop:3
TTT blog:3
TTT default:3
0 test is successful
FFF
FFF
FFF
0 test is successful
TTT shop:3
FFF
TTT default:3" "$(grep -v NOTICE <<<"$output")"
}
fpm_case() {
	local name
	cp "$conf" "$dir/was"
	fpm_start "$dir/run/none.sock"
	for name in shop blog none; do by_fpm "$dir/run/$name.sock"; done
	for name in shop blog none; do
		mailblock -qbis $name "$dir/fpm.conf" >>"$dir/said"
	done
	echo "$? $(fpm_test)"
	fpm_reload
	for name in shop blog none; do by_fpm "$dir/run/$name.sock"; done
	mailblock -quis shop "$dir/fpm.conf" >>"$dir/said"
	mailblock -quis none "$dir/fpm.conf" >>"$dir/said"
	echo "$? $(fpm_test)"
	fpm_reload
	for name in shop blog none; do by_fpm "$dir/run/$name.sock"; done
	mailblock -quis blog "$dir/fpm.conf" >>"$dir/said"
	cmp "$conf" "$dir/was"
}

@test "PHP-FPM: what a pool includes does not send" {
	conf=$dir/pools/all.conf
	echo "php_admin_value[sendmail_path] = $dir/recorder included" \
		>"$dir/part"
	{
		pool shop "include = $dir/part"
		pool blog "include = ..$dir/part" \
			"php_admin_value[sendmail_path] = $dir/recorder own"
	} >"$conf"
	runs fpm_include
	same "TTT included:3
TTT included:3
FFF
FFF" "$(grep -v NOTICE <<<"$output")"
}
fpm_include() {
	local name
	cp "$conf" "$dir/was"
	fpm_start "$dir/run/blog.sock"
	for name in shop blog; do by_fpm "$dir/run/$name.sock"; done
	for name in shop blog; do
		mailblock -qbis $name "$dir/fpm.conf" >>"$dir/said"
	done
	fpm_reload
	for name in shop blog; do by_fpm "$dir/run/$name.sock"; done
	for name in shop blog; do
		mailblock -quis $name "$dir/fpm.conf" >>"$dir/said"
	done
	cmp "$conf" "$dir/was"
}

@test "php-cgi: php.ini of a user; blank as the article says runs a command" {
	conf=$dir/cgi/php.ini
	printf '[mail function]\r\nsendmail_path = "%s"' "$dir/recorder cgi" \
		>"$conf"
	runs cgi_case
	same "TTT cgi:3
FFF
TTT cgi:3
T trick:1
FFF
TTT cgi:3" "$output"
}
cgi_case() {
	cp "$conf" "$dir/was"
	by_cgi "$dir/cgi"
	mailblock -qbi "$conf" >"$dir/said"
	by_cgi "$dir/cgi"
	mailblock -qui "$conf" >"$dir/said"
	cmp "$conf" "$dir/was"
	by_cgi "$dir/cgi"
	echo 'sendmail_path = ""' >"$conf"
	by_cgi "$dir/cgi" | cut -c 3-
	mailblock -qbi "$conf" >"$dir/said"
	by_cgi "$dir/cgi"
	cp "$dir/was" "$conf"
	by_cgi "$dir/cgi"
}

@test "php-cgi: [HOST=] and [PATH=], each alone" {
	conf=$dir/cgi/php.ini
	mkdir "$dir/www/sub"
	cp "$dir/www/mail.php" "$dir/www/sub"
	cat >"$conf" <<-END
		sendmail_path = $dir/recorder all
		[HOST=Shop.example]
		sendmail_path = "$dir/recorder host"
		[PATH=$dir/www/sub/]
		mail.add_x_header = On
	END
	runs cgi_sections
	same "TTT all:3
TTT host:3
TTT all:3
--
TTT all:3
FFF
FFF
--
FFF
FFF
FFF" "$output"
}
cgi_sections() {
	three() {
		by_cgi "$dir/cgi" blog.example
		by_cgi "$dir/cgi" shop.example
		by_cgi "$dir/cgi" blog.example "$dir/www/sub/mail.php"
	}
	cp "$conf" "$dir/was"
	three
	mailblock -qbis shop.example "$conf" >"$dir/said"
	mailblock -qbis "$dir/www/sub" "$conf" >"$dir/said"
	echo --
	three
	mailblock -qbis '*' "$conf" >"$dir/said"
	echo --
	three
	mailblock -quis '*' "$conf" >"$dir/said"
	mailblock -quis "$dir/www/sub" "$conf" >"$dir/said"
	mailblock -quis shop.example "$conf" >"$dir/said"
	cmp "$conf" "$dir/was"
}
