/*
 * Sendmail's mailq (sendmail -bp, with -v, too), by its operation guide and as
 * 8.17 prints it (tests/listings.bats). Around messages:
 *   "MTA Queue status..." and "MSP Queue status..." (Debian's mailq),
 *   "\t\t/DIR (N requests)", or ", only N printed)"; "/DIR is empty";
 *   a heading "-----Q-ID-----..."; "\t\tTotal requests: N".
 * A message: "ID", a mark (* in delivery, ? lost, X and - not to be tried
 * now), its body's size, a time to the minute without a year, the sender;
 * with -v a priority before the time, '+' behind it after a warning. Then
 *   "     QUARANTINE: text"
 *   "    BODYTYPE   (status)", each perhaps left out, of the whole message
 *   "\t\t\t\t\t recipient", with -v six tabs, and behind it, of it,
 *   "\t\t (status)"; and "(---user---)" of who controls what follows.
 * Addresses are cut, without a mark, at 39 and 38 columns (78 and 71 with
 * -v), a status at 60 (100); control bytes of addresses are \ooo there, those
 * of a status are raw.
 */
#include "pure/mailq_line.h"
#include "pure/msgid.h"
#include "pure/num.h"
#include "pure/stamp.h"

/* "Sat Nov 21 16:47" or, with -v, "Nov 21 16:47". */
static int
take_time(struct span *rest, bool verbose)
{
	struct stamp s = {0};

	if (!verbose) {
		if (rest->n < 4 || rest->p[3] != ' ')
			return -1;
		span_skip(rest, 4);
	}
	return stamp_take(rest, span_str("%b %e %R"), &s);
}

/* Digits, perhaps behind a minus sign: how many bytes. */
static size_t
digits_at(struct span s)
{
	size_t from = span_starts(s, "-"), n = from;

	while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9')
		n++;
	return n > from ? n : 0;
}

int
mailq_columns(struct span rest, struct mailq_first *f)
{
	struct span size = span_field(&rest);
	size_t n;

	if (num_i(size, &f->bytes) == -1)
		return -1;
	while (span_starts(rest, " "))
		span_skip(&rest, 1);
	n = digits_at(rest);
	f->verbose = n > 0 && n < rest.n;
	if (f->verbose)
		span_skip(&rest, n + 1);
	if (take_time(&rest, f->verbose) == -1 || !span_starts(rest, " "))
		return -1;
	f->sender = span_from(rest, 1);
	return 0;
}

/* Eight characters, then the digits of a process. */
static struct span
id_at(struct span line)
{
	size_t n = 8;

	if (line.n < n)
		return span_of(NULL, 0);
	while (n < line.n && line.p[n] >= '0' && line.p[n] <= '9')
		n++;
	line.n = n;
	return msgid_kinds(line) & MSGID_SENDMAIL ? line : span_of(NULL, 0);
}

/* Why there is nothing to show, behind the mark or a blank in its place. */
static struct span
failure(struct span rest)
{
	while (span_starts(rest, " "))
		span_skip(&rest, 1);
	return rest;
}

bool
mailq_is_failure(struct span line)
{
	if (!span_starts(line, " "))
		return false;
	line = failure(line);
	return span_is(line, "(job completed)") ||
	    span_is(line, "(no control file)") ||
	    span_is(line, "(permission denied)");
}

int
mailq_first_read(struct span line, struct mailq_first *f)
{
	struct span rest;

	*f = (struct mailq_first){.id = id_at(line), .mark = ' ', .bytes = -1};
	if (f->id.p == NULL)
		return -1;
	rest = span_from(line, f->id.n);
	if (rest.n == 0 || memchr(" *?-X", rest.p[0], 5) == NULL)
		return 0;
	f->mark = rest.p[0];
	span_skip(&rest, 1);
	f->whole = mailq_columns(rest, f) == 0;
	f->gone = span_is(failure(rest), "(job completed)");
	return 0;
}

bool
mailq_is_title(struct span line, struct span *dir)
{
	const char *at = span_find(line, span_str(" ("), false);
	size_t n;

	if (!span_starts(line, "\t\t/") || at == NULL ||
	    (!span_ends(line, " requests)") && !span_ends(line, " request)") &&
		!span_ends(line, " printed)")))
		return false;
	*dir = span_of(line.p + 2, (size_t)(at - line.p) - 2);
	if (span_ends(*dir, "/df") || span_ends(*dir, "/qf"))
		dir->n -= 3;
	for (n = dir->n; n > 0 && dir->p[n - 1] != '/'; n--)
		;
	span_skip(dir, n);
	return true;
}

bool
mailq_is_frame(struct span line)
{
	struct span dir;

	return span_starts(line, "-----Q-ID-----") ||
	    span_starts(line, "\t\tTotal requests: ") ||
	    span_is(line, "MSP Queue status...") ||
	    span_is(line, "MTA Queue status...") ||
	    (span_starts(line, "/") && span_ends(line, " is empty")) ||
	    mailq_is_title(line, &dir);
}
