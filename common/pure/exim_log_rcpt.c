/*
 * Sources of the format: Exim's specification, "Log files"; its sources of
 * 4.50 to 4.99 (receive.c, deliver.c, log.c, tod.c, parse.c); and lines that
 * exim 4.96 was made to write (tests/unit/exim_log.c).
 */
#include "pure/address.h"
#include "pure/exim_log.h"

static const struct span nothing = {NULL, 0};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Whether what can follow a recipient stands there. */
static bool
is_after(struct span text)
{
	static const char *const after[] = {" F=<", " Q=", " P=<",
	    " R=", " T=", " S=", " H=", " DT=", " defer (", " routing defer (",
	    " transporting defer (", " : ", ": "};
	size_t i;

	if (text.n > 0 && text.p[0] != ' ' && text.p[0] != ':')
		return false;
	for (i = 0; i < sizeof after / sizeof after[0]; i++)
		if (span_starts(text, after[i]))
			return true;
	return text.n == 0;
}

/* Goes on behind " F=<sender>", " Q=queue" and " P=<return path>". */
static size_t
behind_senders(struct span text, size_t at)
{
	size_t n;

	for (;;) {
		struct span rest = span_from(text, at), word;

		if (span_starts(rest, " F=<") || span_starts(rest, " P=<")) {
			n = address_bracketed_end(span_from(rest, 3));
			if (n == 0)
				return at;
			at += 3 + n;
		} else if (span_starts(rest, " Q=")) {
			span_skip(&rest, 1);
			word = span_upto(&rest, ' ');
			at += 1 + word.n;
		} else {
			return at;
		}
	}
}

/* Whether text is what Exim shows of an address that it unquotes to deliver
 * to: the same without quotes, or only its local part. */
static bool
is_unquoted(struct span text, struct span address)
{
	size_t i = 0, j = 0, end = address_local_end(address);
	bool pair;

	for (; j < address.n; j++) {
		if (j == end && i == text.n)
			return true;
		if (j < end && address.p[j] == '"')
			continue;
		pair = j < end && address.p[j] == '\\' && j + 1 < end;
		j += pair;
		if (i == text.n ||
		    !span_caseis(
			span_of(text.p + i, 1), span_of(address.p + j, 1)))
			return false;
		i++;
	}
	return i == text.n;
}

/* At " <address>" with what can follow: how long that is. Else 0. */
static size_t
original(struct span text, size_t at, struct span *address)
{
	struct span rest = span_from(text, at);
	size_t n;

	if (!span_starts(rest, " <"))
		return 0;
	n = address_end(span_from(rest, 2), false) + 2;
	if (n == 2 || n == rest.n || rest.p[n] != '>' ||
	    !is_after(span_from(rest, n + 1)))
		return 0;
	*address = span_of(rest.p + 2, n - 2);
	return n + 1;
}

/*
 * An address that came in quoted is shown without quotes and, then, as it
 * came in: so whatever the first of these looks like, the second tells where
 * it ends. A sender, which has quotes of its own, is not looked into.
 */
static size_t
quoted_rcpt(struct span text, struct span *address)
{
	size_t at = address_end(text, false), n;
	const char *p;

	at = at > 0 ? behind_senders(text, at) : 0;
	for (; at < text.n; at++) {
		p = memchr(text.p + at, '<', text.n - at);
		if (p == NULL)
			return 0;
		at = (size_t)(p - text.p);
		n = at == 0 ? 0 : original(text, at - 1, address);
		if (n > 0 && is_unquoted(span_of(text.p, at - 1), *address))
			return at - 1 + n;
	}
	return 0;
}

/*
 * "child (parents) <original>": of pipes, files, replies and :blackhole:,
 * which start with a sign, the original always stands, and their text can have
 * what else ends a child. Returns where it ends, 0 if there is no recipient.
 */
static size_t
plain_rcpt(struct span text, struct span *address)
{
	size_t end = address_end(text, false), at = 0, n;
	bool sign = end == 0 && text.n > 0 &&
	    (strchr("|>/:", text.p[0]) != NULL || span_starts(text, "save "));
	bool quotes = true;

	while (at < text.n && (sign || !is_after(span_from(text, at)))) {
		n = original(text, at, address);
		if (n > 0)
			return at + n;
		n = quotes && text.p[at] == '"' ? address_quoted_end(text, at)
						: 0;
		quotes = quotes && (n > 0 || text.p[at] != '"');
		at = n > 0 ? n : at + 1;
	}
	if (end == 0 || (end < at && !span_is_edge(text, end)))
		return 0;
	*address = span_of(text.p, end < at ? end : at);
	return address->n;
}

/* " DT=0.012s" of Exim's own may be last. */
static struct span
without_time(struct span text)
{
	size_t n = text.n;

	while (n > 0 && text.p[n - 1] != ' ')
		n--;
	if (span_starts(span_from(text, n), "DT=") && n + 3 < text.n &&
	    is_digit(*(text.p + n + 3)))
		text.n = n > 0 ? n - 1 : 0;
	return text;
}

static struct span
behind(struct span text, const char *mark)
{
	const char *at = span_find(text, span_str(mark), false);

	if (at == NULL)
		return nothing;
	return span_from(text, (size_t)(at - text.p) + strlen(mark));
}

/* Behind the fields, of which only DN="..." can have a colon and a blank. */
static struct span
failure(struct span text)
{
	struct span text_of_dn = behind(text, " DN=\""), reason;

	reason = behind(text, ": ");
	if (text_of_dn.p != NULL && reason.p != NULL &&
	    text_of_dn.p < reason.p) {
		span_upto(&text_of_dn, '"');
		reason = text_of_dn.p == NULL ? nothing
					      : behind(text_of_dn, ": ");
	}
	return reason.p == NULL ? reason : without_time(reason);
}

int
exim_log_rcpt(
    const struct exim_log *l, struct span *address, struct span *reason)
{
	enum exim_log_kind kind = exim_log_kind(l);
	struct span text = l->text, why = nothing;
	size_t end;

	if (kind != EXIM_LOG_DELIVERED && kind != EXIM_LOG_DEFERRED &&
	    kind != EXIM_LOG_FAILED)
		return -1;
	span_skip(&text, 3);
	end = quoted_rcpt(text, address);
	if (end == 0)
		end = plain_rcpt(text, address);
	if (end == 0)
		return -1;
	text = span_from(text, behind_senders(text, end));
	if (kind == EXIM_LOG_FAILED)
		why = failure(text);
	else if (kind == EXIM_LOG_DEFERRED)
		why = behind(behind(text, " defer ("), ": ");
	if (reason != NULL)
		*reason = why.n > 0 ? why : nothing;
	return 0;
}
