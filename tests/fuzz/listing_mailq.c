/* Sendmail's mailq, all of its forms; what was read is listed again */
#include "fuzz_msg.h"
#include "pure/mailq_form.h"
#include "pure/mailq_line.h"

static void
put(struct buf *b, const struct msg *m)
{
	mailq_form_put(b, m, span_of(NULL, 0),
	    m->state == MSG_ACTIVE	  ? '*'
		: m->state == MSG_DAMAGED ? '?'
					  : ' ');
}

static void
read_line(struct span line)
{
	struct mailq_first f;
	struct span dir = {0};

	if (mailq_first_read(line, &f) == 0) {
		INSIDE(f.id, line);
		INSIDE(f.sender, line);
		HOLDS(f.id.p == line.p && f.id.n > 0);
		HOLDS(memchr(" *?-X", f.mark, 5) != NULL);
		HOLDS(f.whole == (f.sender.p != NULL));
		HOLDS(!mailq_is_frame(line));
	}
	if (mailq_is_title(line, &dir)) {
		INSIDE(dir, line);
		HOLDS(memchr(dir.p, '/', dir.n) == NULL);
		HOLDS(mailq_is_frame(line));
	}
	HOLDS(!mailq_is_failure(line) || line.p[0] == ' ');
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = fuzz_span(data, size);

	fuzz_lines(data, size, read_line);
	fuzz_listing(&listing_mailq, text);
	fuzz_listing_again(&listing_mailq, text, put);
	return 0;
}
