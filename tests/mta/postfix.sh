#!/bin/sh
# postfix.sh ROOT: for tests/mta/postfix.bats, in namespaces of its own: makes
# ROOT's Postfix ready on loopback and starts it, now and whenever there is a
# file /srv/start. What it changes is in memory, so the root stays as it was.
set -eu

# shellcheck source=tests/mta/private.sh
. "$(dirname "$0")/private.sh"
private "$1" etc/postfix etc/sasl var/spool var/lib/postfix var/log
exec chroot "$root" sh -eu <<'INSIDE'
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
postconf -e myhostname=mx1.example.test mydestination= inet_protocols=all \
	inet_interfaces=loopback-only maillog_file=/var/log/mail.log \
	'relayhost=[127.0.0.1]:2525' default_transport=smtp \
	relay_transport=smtp smtp_tls_security_level=none \
	smtpd_tls_security_level=none smtpd_sasl_auth_enable=yes \
	smtpd_sasl_security_options=noanonymous \
	queue_run_delay=3000s \
	minimal_backoff_time=100000s maximal_backoff_time=200000s \
	alias_maps= alias_database= smtputf8_enable=yes \
	default_destination_concurrency_failed_cohort_limit=0 \
	smtpd_authorized_xclient_hosts=127.0.0.0/8 \
	'smtpd_relay_restrictions=check_client_access static:OK, reject'
postconf -F '*/*/chroot=n'
mkdir -p /etc/postfix/sasl
cat >/etc/postfix/sasl/smtpd.conf <<-CONF
	pwcheck_method: auxprop
	auxprop_plugin: sasldb
	sasldb_path: /etc/sasl/db
	mech_list: PLAIN
CONF
echo secret | saslpasswd2 -p -c -f /etc/sasl/db -u mx1.example.test alice
chmod 644 /etc/sasl/db
: >/srv/start
while sleep .1; do
	[ -e /srv/start ] || continue
	rm /srv/start
	setsid -w postfix start >/dev/null 2>&1 ||
		postfix status >/dev/null 2>&1 || {
		[ -e /srv/ready ] || : >/srv/start # slow, perhaps: again
		continue
	}
	: >/srv/ready
done
INSIDE
