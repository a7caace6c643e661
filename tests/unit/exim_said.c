/* exim_said: what Exim says, what it almost says, and what others would. */
#include "pure/exim_said.h"
#include "pure/msgid.h"
#include "unit.h"

static const char *const ids[] = {"1xUnyH-0006we-0M", "zzzzzz-zzzzzz-zz",
    "000000-000000-00", "1xUnyH-00000006we0-0M00"};

/* As Exim 4.96 prints them; %s is the id. */
static const struct sentence {
	const char *before, *behind;
	enum exim_said said;
} sentences[] = {
    {"Message ", " has been removed", EXIM_SAID_REMOVED},
    {"Message ", " has been removed or did not exist",
	EXIM_SAID_REMOVED_OR_NONE},
    {"Message ", " is locked", EXIM_SAID_LOCKED},
    {"Message ", " is now frozen", EXIM_SAID_FROZEN},
    {"Message ", " is already frozen", EXIM_SAID_WAS_FROZEN},
    {"Message ", " is no longer frozen", EXIM_SAID_THAWED},
    {"Spool data file for ", " does not exist", EXIM_SAID_NO_BODY},
    {"Spool read error for ", "-H: No such file or directory",
	EXIM_SAID_NO_HEAD},
    {"Spool format error for ", "-H", EXIM_SAID_DAMAGED},
    {"Couldn't open spool file for ", ": Permission denied", EXIM_SAID_DENIED},
};

/* The sentence that the line is, by putting each together; NULL: none. */
static const struct sentence *
sentence_of(struct span line, struct span id)
{
	char text[128];
	size_t i;
	int n;

	for (i = 0; id.p != NULL && i < LEN(sentences); i++) {
		n = snprintf(text, sizeof text, "%s%.*s%s", sentences[i].before,
		    (int)id.n, id.p, sentences[i].behind);
		if (n > 0 && (size_t)n < sizeof text &&
		    span_same(line, span_of(text, (size_t)n)))
			return &sentences[i];
	}
	return NULL;
}

/* What is read of any line is such a sentence, or nothing is. */
static enum exim_said
reads(struct span line)
{
	struct span id = {"never set", 9};
	enum exim_said said = exim_said_read(line, &id);
	const struct sentence *s = sentence_of(line, id);

	if (id.p == NULL) {
		CHECK(said == EXIM_SAID_OTHER || said == EXIM_SAID_DENIED);
		return said;
	}
	CHECK(s != NULL && s->said == said);
	CHECK(id.p >= line.p && id.p + id.n <= line.p + line.n);
	CHECK((msgid_kinds(id) & MSGID_EXIM) != 0);
	return said;
}

static size_t
put_sentence(char *to, size_t size, size_t which, size_t id)
{
	return (size_t)snprintf(to, size, "%s%s%s", sentences[which].before,
	    ids[id], sentences[which].behind);
}

static void
each_sentence(void)
{
	struct span id, line;
	char text[128];
	size_t i, j;

	for (i = 0; i < LEN(sentences); i++)
		for (j = 0; j < LEN(ids); j++) {
			line = unit_span(
			    text, put_sentence(text, sizeof text, i, j));
			unit_row = text;
			CHECK_INT(reads(line), sentences[i].said);
			exim_said_read(line, &id);
			CHECK_STR(id.p, id.n, ids[j]);
		}
	unit_row = NULL;
}

/* Cut anywhere, at either end, it says nothing, or what it then is. */
static void
cut(void)
{
	char text[128], removed[128];
	size_t i, j, n, len;
	enum exim_said said;

	for (i = 0; i < LEN(sentences); i++)
		for (j = 0; j < LEN(ids); j++) {
			len = put_sentence(text, sizeof text, i, j);
			unit_row = text;
			for (n = 0; n < len; n++) {
				said = reads(unit_span(text, n));
				snprintf(removed, sizeof removed, "%.*s",
				    (int)n, text);
				if (said == EXIM_SAID_REMOVED)
					CHECK(strcmp(removed + n - 7,
						  "removed") == 0);
				else
					CHECK_INT(said, EXIM_SAID_OTHER);
				said = reads(unit_span(text + len - n, n));
				CHECK(said == EXIM_SAID_OTHER ||
				    (said == EXIM_SAID_DENIED &&
					sentences[i].said == EXIM_SAID_DENIED));
			}
		}
	unit_row = NULL;
}

static void
near_misses(void)
{
	static const char *const lines[] = {"", " ", "Message ", "Message",
	    "Message  has been removed", "Message  is locked",
	    "Message has been removed", " has been removed",
	    " Message 1xUnyH-0006we-0M has been removed",
	    "Message 1xUnyH-0006we-0M has been removed ",
	    "Message 1xUnyH-0006we-0M has been removed.",
	    "Message 1xUnyH-0006we-0M has been removed\r",
	    "Message 1xUnyH-0006we-0M has been removed\n",
	    "Message 1xUnyH-0006we-0M  has been removed",
	    "Message  1xUnyH-0006we-0M has been removed",
	    "message 1xUnyH-0006we-0M has been removed",
	    "Message 1xUnyH-0006we-0M Has been removed",
	    "Message 1xUnyH-0006we-0M has not been removed",
	    "Message 1xUnyH-0006we-0 has been removed",
	    "Message 1xUnyH-0006we-0Mx has been removed",
	    "Message 1xUnyH-0006we-0M-H has been removed",
	    "Message 1xUnyH_0006we-0M has been removed",
	    "Message <1xUnyH-0006we-0M> has been removed",
	    "Message ../1xUnyH-0006we has been removed",
	    "Message 1xUnyH-0006we-0M 1xUnyH-0006we-0N has been removed",
	    "Message 1xUnyH-0006we-0M is locked has been removed",
	    "Message 1xUnyH-0006we-0M has been removed has been removed",
	    "Message A1B2C3D4E5 has been removed",
	    "Message 3Pt2mN2VXxznjll has been removed",
	    "Message v3TAbC12012345 has been removed",
	    "Message 1xUnyH-0006we-0M is frozen",
	    "Message 1xUnyH-0006we-0M is now frozen and more",
	    "Message 1xUnyH-0006we-0M could not be frozen: disk full",
	    "Message 1xUnyH-0006we-0M could not be unfrozen: x",
	    "Spool data file for 1xUnyH-0006we-0M-D does not exist",
	    "Spool read error for 1xUnyH-0006we-0M: No such file or directory",
	    ("Spool read error for 1xUnyH-0006we-0M-D: No such file or "
	     "directory"),
	    "Spool read error for 1xUnyH-0006we-0M-H: Input/output error",
	    "Spool read error for 1xUnyH-0006we-0M-H",
	    "Spool format error for 1xUnyH-0006we-0M",
	    "Spool format error for 1xUnyH-0006we-0M-D",
	    "Spool format error for 1xUnyH-0006we-0M-H-H",
	    "Continuing to ensure all files removed",
	    "Continuing, to ensure all files removed",
	    "exim: malformed message id 1xUnyH-0006we-0Mx after -Mrm option",
	    "LOG: MAIN", "1xUnyH-0006we-0M",
	    "1xUnyH-0006we-0M removed by root"};
	size_t i;

	for (i = 0; i < LEN(lines); i++) {
		unit_row = lines[i];
		CHECK_INT(reads(unit_span(lines[i], strlen(lines[i]))),
		    EXIM_SAID_OTHER);
	}
	unit_row = NULL;
	CHECK_INT(reads(SPAN("Message 1xUnyH-0006we-0\0 has been removed")),
	    EXIM_SAID_OTHER);
	CHECK_INT(reads(SPAN("Message 1xUnyH-0006we-0M has been removed\0")),
	    EXIM_SAID_OTHER);
	CHECK_INT(reads(SPAN("\0Message 1xUnyH-0006we-0M has been removed")),
	    EXIM_SAID_OTHER);
	CHECK_INT(reads(span_of(NULL, 0)), EXIM_SAID_OTHER);
}

/* What denies all of it, in no message's name. */
static void
denials(void)
{
	static const char *const lines[] = {"exim: permission denied",
	    "exim: Permission denied",
	    ("2026-11-21 21:29:04 Spool error for "
	     "/x/input//1xUnyH-0006we-0M-D: Permission denied"),
	    "exim:-C permission denied",
	    "Couldn't open spool file for x: Permission denied"};
	struct span id;
	size_t i;

	for (i = 0; i < LEN(lines); i++) {
		unit_row = lines[i];
		CHECK_INT(reads(span_str(lines[i])), EXIM_SAID_DENIED);
		exim_said_read(span_str(lines[i]), &id);
		CHECK(id.p == NULL);
	}
	unit_row = NULL;
	CHECK_INT(reads(SPAN("PERMISSION DENIED")), EXIM_SAID_OTHER);
	CHECK_INT(reads(SPAN("ermission denie")), EXIM_SAID_OTHER);
	CHECK_INT(reads(SPAN("Couldn't open spool file for "
			     "1xUnyH-0006we-0M: No such file")),
	    EXIM_SAID_OTHER);
}

/* Sentences with a byte changed, put in or taken out; and any bytes. */
static void
hostile(void)
{
	char text[256];
	size_t len, at;
	int i;

	for (i = 0; i < 200000; i++) {
		len = put_sentence(text, sizeof text, unit_rand(LEN(sentences)),
		    unit_rand(LEN(ids)));
		at = unit_rand((uint32_t)len);
		switch (unit_rand(4)) {
		case 0:
			text[at] = (char)unit_rand(256);
			break;
		case 1:
			memmove(text + at + 1, text + at, len - at);
			text[at] = (char)unit_rand(256);
			len++;
			break;
		case 2:
			memmove(text + at, text + at + 1, len - at - 1);
			len--;
			break;
		default:
			len = unit_text(text, sizeof text);
		}
		reads(unit_span(text, len));
	}
}

int
main(void)
{
	each_sentence();
	cut();
	near_misses();
	denials();
	hostile();
	return unit_end();
}
