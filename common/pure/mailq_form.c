/* As mailq_line.c reads it; what 8.17 printed is in tests/sendmail.bats. */
#include <time.h>

#include "pure/mailq_form.h"
#include "pure/num.h"
#include "pure/sendmail_qf.h"

enum { SENDER = 39, RECIPIENT = 38, STATUS = 60 }; /* columns */

static const char columns[] =
    "-----Q-ID----- --Size-- -----Q-Time----- ------------Sender/Recipient"
    "-----------\n";

void
mailq_form_put_title(struct buf *b, struct span dir, uint64_t n)
{
	if (n > 0)
		buf_puts(b, "\t\t");
	buf_put(b, dir.p, dir.n);
	if (n == 0) {
		buf_puts(b, " is empty\n");
		return;
	}
	buf_putf(
	    b, " (%llu request%s)\n", (unsigned long long)n, n == 1 ? "" : "s");
	buf_puts(b, columns);
}

void
mailq_form_put_total(struct buf *b, uint64_t n)
{
	buf_putf(b, "\t\tTotal requests: %llu\n", (unsigned long long)n);
}

/*
 * An address: a backslash is two of them, what cannot be printed \ooo; cut
 * where a column is lacking, which for those is one more than they take.
 */
static void
put_address(struct buf *b, struct span s, size_t room)
{
	size_t i, need;

	for (i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		bool plain = c >= ' ' && c < 0x7F;

		need = c == '\\' ? 2 : plain ? 1 : 5;
		if (room < need)
			return;
		if (!plain)
			buf_putf(b, "\\%03o", c);
		else if (c == '\\')
			buf_puts(b, "\\\\");
		else
			buf_putc(b, (char)c);
		room -= need == 5 ? 4 : need;
	}
}

static void
put_cut(struct buf *b, struct span s)
{
	buf_put(b, s.p, s.n < STATUS ? s.n : STATUS);
}

/* "Sat Nov 21 16:47", local time. */
static void
put_time(struct buf *b, struct when w)
{
	static const char days[] = "SunMonTueWedThuFriSat";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	time_t t = (time_t)(w.digits < 0 ? 0 : w.sec);
	struct tm tm = {0};

	localtime_r(&t, &tm);
	buf_putf(b, "%.3s %.3s %2d %02d:%02d", days + (size_t)tm.tm_wday * 3,
	    months + (size_t)tm.tm_mon * 3, tm.tm_mday, tm.tm_hour, tm.tm_min);
}

/* What the lines before the sender say. */
struct before {
	struct span quarantine, body, status;
};

static void
put_first(struct buf *b, const struct msg *m, struct span sender,
    const struct before *f)
{
	buf_putf(b, "%8lld ", (long long)m->bytes);
	put_time(b, m->time);
	buf_putc(b, ' ');
	put_address(b, sender, SENDER);
	if (f->quarantine.n > 0) {
		buf_puts(b, "\n     QUARANTINE: ");
		put_cut(b, f->quarantine);
	}
	if (f->body.n == 0 && f->status.n == 0)
		return;
	buf_putf(b, "\n    %10.*s", (int)(f->body.n < 10 ? f->body.n : 10),
	    f->body.n > 0 ? f->body.p : "");
	if (f->status.n > 0) {
		buf_puts(b, "   (");
		put_cut(b, f->status);
		buf_putc(b, ')');
	}
}

static void
put_rcpt(struct buf *b, struct span address)
{
	buf_puts(b, "\n\t\t\t\t\t ");
	put_address(b, address, RECIPIENT);
}

static void
put_file(struct buf *b, const struct msg *m, struct span text)
{
	struct before f = {0};
	struct span value;
	char letter;

	while (sendmail_qf_line(&text, &letter, &value) == 1)
		switch (letter) {
		case 'q':
			f.quarantine = value;
			break;
		case 'B':
			f.body = value;
			break;
		case 'M':
			f.status = value;
			break;
		case 'S':
			put_first(b, m, value, &f);
			break;
		case 'R':
			put_rcpt(b, sendmail_qf_rcpt(value));
			break;
		default:
			break;
		}
}

void
mailq_form_put(struct buf *b, const struct msg *m, struct span text, char mark)
{
	buf_putf(b, "%13.*s%c", (int)m->id.n, m->id.p, mark);
	put_file(b, m, text);
	buf_putc(b, '\n');
}
