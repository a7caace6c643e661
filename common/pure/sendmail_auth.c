/*
 * "sm-mta[79]: AUTH=server, relay=host [203.0.113.45], authid=alice,
 * mech=PLAIN, bits=0". A host's name is whatever its owner has put into the
 * DNS, so all is taken from the end.
 */
#include "pure/sendmail_auth.h"
#include "pure/num.h"

/* Where the text stands last, NULL if nowhere. */
static const char *
find_last(struct span in, const char *text)
{
	const char *at = NULL, *next;
	struct span rest = in;

	while ((next = span_find(rest, span_str(text), false)) != NULL) {
		at = next;
		rest = span_from(rest, (size_t)(next - rest.p) + 1);
	}
	return at;
}

static struct span
before(struct span in, const char *at)
{
	return span_of(in.p, (size_t)(at - in.p));
}

static int
read_pid(struct span tag, uint64_t *pid)
{
	const char *at = find_last(tag, "[");

	if (at == NULL || !span_ends(tag, "]"))
		return -1;
	tag = span_from(tag, (size_t)(at - tag.p) + 1);
	tag.n--;
	return num_u(tag, INT32_MAX, pid);
}

/* "host [IPv6:2001:db8::25] (may be forged)" */
static int
read_ip(struct span relay, struct span *ip)
{
	const char *open = find_last(relay, "["), *close;

	if (open == NULL)
		return -1;
	*ip = span_from(relay, (size_t)(open - relay.p) + 1);
	close = ip->n == 0 ? NULL : memchr(ip->p, ']', ip->n);
	if (close == NULL)
		return -1;
	*ip = before(*ip, close);
	if (span_starts(*ip, "IPv6:"))
		span_skip(ip, 5);
	return 0;
}

int
sendmail_auth_read(const struct syslog_line *l, struct sendmail_auth *a)
{
	struct span text = l->text;
	const char *mech, *authid;

	if (!span_starts(text, "AUTH=server, relay="))
		return -1;
	mech = find_last(text, ", mech=");
	if (mech == NULL)
		return -1;
	text = before(text, mech);
	authid = find_last(text, ", authid=");
	if (authid == NULL)
		return -1;
	a->login = span_from(text, (size_t)(authid - text.p) + 9);
	if (a->login.n == 0 || read_ip(before(text, authid), &a->ip) == -1)
		return -1;
	return read_pid(l->tag, &a->pid);
}
