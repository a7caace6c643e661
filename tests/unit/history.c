#include "pure/history.h"
#include "unit.h"

static struct history history;
static struct msg msg;
static char given[IDMAP_ID]; /* what take told of last; empty: nothing */

static void
drop_given(void)
{
	if (given[0] != '\0')
		history_drop(&history, span_str(given));
	given[0] = '\0';
}

static void
start(void)
{
	given[0] = '\0';
	history_free(&history);
	history = (struct history){.ids.seed = {1, 2}};
}

static const char *
id_of(unsigned n)
{
	static char id[2][IDMAP_ID];
	static int turn;

	turn = !turn;
	snprintf(id[turn], sizeof id[turn], "1xUnyU-%06u-00", n % 1000000);
	return id[turn];
}

/* A line of that message: of an arrival (with a directory), or any other. */
static void
tell_in(unsigned n, const char *text, const char *cwd)
{
	static char line[2048];
	struct exim_log l;
	struct span whole;

	snprintf(
	    line, sizeof line, "2026-11-21 10:00:00 %s %s", id_of(n), text);
	whole = unit_span(line, strlen(line));
	CHECK_INT(exim_log_read(whole, &l), 0);
	if (exim_log_kind(&l) == EXIM_LOG_ARRIVED)
		history_arrived(&history, &l, whole, span_str(cwd));
	else
		history_note(&history, &l, exim_log_kind(&l));
}

static void
tell(unsigned n, const char *text)
{
	tell_in(n, text, "");
}

static void
arrive(unsigned n)
{
	tell(n, "<= s@t U=u P=local S=1");
}

static void
read_held(const struct history_msg *held)
{
	struct exim_log l;

	CHECK_INT(exim_log_read(span_of(held->text.p, held->line), &l), 0);
	msg_clear(&msg);
	CHECK_INT(exim_log_arrival(&l, &msg), 0);
	history_tell(held, &msg);
}

/*
 * Reads the oldest into msg: false if there is none. It is let go by the next
 * call, as listing_exim_log does: msg points into it.
 */
static bool
take(bool any)
{
	struct history_msg *held;

	drop_given();
	held = history_oldest(&history, any);
	if (held == NULL)
		return false;
	read_held(held);
	memcpy(given, msg.id.p, msg.id.n);
	given[msg.id.n] = '\0';
	return true;
}

/* What is told of the oldest, which stays. */
static void
look(void)
{
	drop_given();
	CHECK(history_oldest(&history, true) != NULL);
	read_held(history_oldest(&history, true));
}

static void
is_state(enum msg_state want)
{
	CHECK_INT(msg.state, want);
}

/* The recipients, those that are done with a + in front. */
static void
has_rcpts(const char *want)
{
	struct buf b = {0};
	size_t i;

	for (i = 0; i < msg.nrcpts; i++)
		buf_putf(&b, "%s%s%.*s", i > 0 ? " " : "",
		    msg.rcpts[i].done ? "+" : "", (int)msg.rcpts[i].address.n,
		    msg.rcpts[i].address.p);
	CHECK_STR(b.p, b.len, want);
	buf_free(&b);
}

static void
has_reason(const char *want)
{
	if (want == NULL)
		CHECK(msg.reason.p == NULL);
	else
		CHECK_SAME(msg.reason, span_str(want));
}

/* In the order of arrivals; one that is not complete holds others back. */
static void
order(void)
{
	unsigned i;

	start();
	CHECK(!take(false));
	CHECK(!take(true));
	for (i = 0; i < 1000; i++)
		arrive(i);
	CHECK(!take(false));
	for (i = 999; i > 0; i--)
		tell(i, "Completed");
	CHECK(!take(false));
	tell(0, "Completed");
	for (i = 0; i < 1000; i++) {
		CHECK(take(false));
		CHECK_SAME(msg.id, span_str(id_of(i)));
	}
	CHECK(!take(false));
	CHECK(!take(true));
}

/* At the end any is taken, also behind one that never completes. */
static void
at_the_end(void)
{
	unsigned i;

	start();
	for (i = 0; i < 10; i++)
		arrive(i);
	for (i = 1; i < 10; i += 2)
		tell(i, "Completed");
	CHECK(!take(false));
	for (i = 0; i < 10; i++) {
		CHECK(take(true));
		CHECK_SAME(msg.id, span_str(id_of(i)));
	}
	CHECK(!take(true));
}

static void
states(void)
{
	start();
	arrive(1);
	look();
	is_state(MSG_UNKNOWN);
	CHECK(msg.history);
	tell(1, "== x@y R=r T=t defer (110): Connection timed out");
	look();
	is_state(MSG_DEFERRED);
	has_reason("Connection timed out");
	tell(1, "== x@y R=r T=t defer (-44): no");
	look();
	has_reason("no");
	tell(1, "== x@y R=r T=t defer (-44): a reason longer than the first");
	look();
	has_reason("a reason longer than the first");
	tell(1, "=> x@y R=r T=t");
	look();
	is_state(MSG_DEFERRED);
	tell(1, "Completed");
	look();
	is_state(MSG_DELIVERED);
	has_reason(NULL);
	has_rcpts("+x@y");
	CHECK(take(false));

	arrive(2);
	tell(2, "** x@y: Unrouteable address");
	look();
	is_state(MSG_BOUNCED);
	has_reason("Unrouteable address");
	tell(2, "=> z@y R=r T=t");
	tell(2, "Completed");
	CHECK(take(false));
	is_state(MSG_BOUNCED);
	has_rcpts("+x@y +z@y");

	arrive(3);
	tell(3, "== x@y R=r defer (-1): later");
	tell(3, "removed by root");
	tell(3, "Completed");
	CHECK(take(false));
	is_state(MSG_UNKNOWN);
	has_rcpts("x@y");
}

/* Recipients of the arrival's list, and of deliveries alone. */
static void
recipients(void)
{
	start();
	tell(1, "<= s@t U=u P=local S=1 for a@x B@x c@x");
	look();
	has_rcpts("a@x B@x c@x");
	tell(1, "=> b <b@X> R=r T=t");
	tell(1, "== c@x R=r T=t defer (1): no");
	tell(1, "=> other@y <unknown@z> R=r T=t");
	look();
	has_rcpts("a@x +B@x c@x");
	tell(1, "-> C@x R=r T=t");
	CHECK(take(true));
	has_rcpts("a@x +B@x +c@x");
	arrive(2);
	look();
	CHECK_INT(msg.nrcpts, 0);
	tell(2, "== a@x R=r T=t defer (1): no");
	tell(2, "== b@x R=r T=t defer (1): no");
	tell(2, "=> A@X R=r T=t");
	tell(2, "== b@x R=r T=t defer (1): no");
	look();
	has_rcpts("+a@x b@x");
	tell(2, "== a@x R=r T=t defer (1): no"); /* done stays done */
	look();
	has_rcpts("+a@x b@x");
	CHECK(take(true));
}

/* An arrival for a hundred. */
static const char *
all_of_100(void)
{
	static char text[1000];
	int i, n = snprintf(text, sizeof text, "<= s@t U=u P=local S=1 for");

	for (i = 0; i < 100; i++)
		n += snprintf(text + n, sizeof text - (size_t)n, " u%02d@x", i);
	return text;
}

/* Tried again and again: each once, however many there are. */
static void
many_recipients(void)
{
	static const unsigned counts[] = {1, 16, 63, 64, 65, 100, 1000};
	unsigned i, j, k;
	char text[80];

	for (k = 0; k < LEN(counts); k++) {
		start();
		arrive(1);
		for (j = 0; j < 3; j++)
			for (i = 0; i < counts[k]; i++) {
				snprintf(text, sizeof text,
				    "%s u%u@x.example R=r T=t%s",
				    j < 2 ? "==" : "=>", i,
				    j < 2 ? " defer (1): no" : "");
				tell(1, text);
			}
		look();
		snprintf(text, sizeof text, "%u recipients", counts[k]);
		unit_row = text;
		CHECK_INT(msg.nrcpts, counts[k]);
		for (i = 0; i < counts[k] && i < msg.nrcpts; i++)
			CHECK(msg.rcpts[i].done);
		unit_row = NULL;
	}
	/* With a list, order and number are the list's. */
	start();
	tell(1, all_of_100());
	for (j = 0; j < 2; j++)
		for (i = 0; i < 100; i++) {
			snprintf(text, sizeof text, "%s u%02u@x R=r T=t%s",
			    j < 1 ? "==" : "=>", i,
			    j < 1 ? " defer (1): no" : "");
			tell(1, text);
		}
	look();
	CHECK_INT(msg.nrcpts, 100);
	for (i = 0; i < 100 && i < msg.nrcpts; i++)
		CHECK(msg.rcpts[i].done);
	start();
	tell(1, "<= s@t U=u P=local S=1 for u2@x u1@x");
	for (i = 0; i < 300; i++) {
		snprintf(text, sizeof text, "=> c%u@y <u%u@x> R=r T=t", i,
		    1 + i % 2);
		tell(1, text);
	}
	look();
	has_rcpts("+u2@x +u1@x");
}

/* A delivery that is told before its arrival, as cutthrough's is. */
static void
early(void)
{
	unsigned i;

	start();
	tell(1, ">> x@y R=r T=t H=h [192.0.2.1]");
	arrive(2);
	arrive(1);
	tell(1, "Completed");
	tell(2, "Completed");
	CHECK(take(false));
	is_state(MSG_UNKNOWN);
	CHECK(take(false));
	is_state(MSG_DELIVERED);
	/* Of messages whose arrival is in no line: nothing is held. */
	for (i = 100; i < 200; i++) {
		tell(i, "=> x@y R=r T=t");
		tell(i, "== x@y R=r defer (1): no");
		tell(i, "Completed");
	}
	CHECK(!take(true));
	for (i = 184; i < 200; i++) {
		arrive(i);
		tell(i, "Completed");
		CHECK(take(false));
		is_state(MSG_DELIVERED);
	}
}

/* An id that comes again is another message: lines are the last one's. */
static void
repeated(void)
{
	start();
	arrive(1);
	tell(1, "=> x@y R=r T=t");
	tell(1, "Completed");
	arrive(1);
	tell(1, "** x@y: no");
	tell(1, "Completed");
	CHECK(take(false));
	is_state(MSG_DELIVERED);
	CHECK(take(false));
	is_state(MSG_BOUNCED);
	CHECK(!take(true));
	/* While the first is still held; it never completes. */
	arrive(1);
	arrive(1);
	tell(1, "=> x@y R=r T=t");
	tell(1, "Completed");
	CHECK(!take(false));
	CHECK(take(true));
	is_state(MSG_UNKNOWN);
	CHECK(take(true));
	is_state(MSG_DELIVERED);
	/* The first one's leaving does not lose the second. */
	arrive(1);
	tell(1, "Completed");
	arrive(1);
	CHECK(take(false));
	tell(1, "Completed");
	CHECK(take(false));
	CHECK(!take(true));
}

static void
directories(void)
{
	struct history_msg *held;

	start();
	tell_in(1, "<= s@t U=u P=local S=1", "/a b\n\xFF");
	tell(1, "== x@y R=r defer (1): no");
	held = history_oldest(&history, true);
	CHECK_STR(held->text.p + held->line, held->cwd, "/a b\n\xFF");
}

/* Random events, beside a plain list of what was told. */
static void
random_ones(void)
{
	static struct {
		unsigned id;
		bool completed, delivered, deferred, failed;
	} model[4000];
	static const char *const texts[] = {"Completed", "=> x@y R=r T=t",
	    "== x@y R=r T=t defer (1): no", "** x@y: no", "Frozen",
	    "removed by root"};
	size_t first = 0, n = 0, i;
	unsigned what, id = 0;
	enum msg_state want;
	int step;

	start();
	for (step = 0; step < 40000; step++) {
		if (n < LEN(model) && unit_rand(8) == 0) {
			arrive(id);
			model[n].id = id++;
			n++;
		} else if (n > first) {
			i = first + unit_rand((uint32_t)(n - first));
			what = unit_rand(LEN(texts));
			tell(model[i].id, texts[what]);
			model[i].completed |= what == 0;
			model[i].delivered |= what == 1;
			model[i].deferred |= what == 2;
			model[i].failed |= what == 3;
		}
		while (take(step == 39999)) {
			CHECK(first < n);
			CHECK(step == 39999 || model[first].completed);
			CHECK_SAME(msg.id, span_str(id_of(model[first].id)));
			want = model[first].failed ? MSG_BOUNCED
			    : model[first].completed && model[first].delivered
			    ? MSG_DELIVERED
			    : !model[first].completed && model[first].deferred
			    ? MSG_DEFERRED
			    : MSG_UNKNOWN;
			is_state(want);
			first++;
		}
		CHECK(first == n || !model[first].completed);
	}
	CHECK_INT(first, n);
}

/* Room is used again: many pass, few are held. */
static void
room(void)
{
	unsigned i;

	start();
	for (i = 0; i < 200000; i++) {
		arrive(i);
		if (i >= 5)
			tell(i - 5, "Completed");
		while (take(false))
			;
	}
	CHECK(history.cap <= 64);
	CHECK_INT(history.n, 5);
	CHECK(history.ids.nslots <= 1024);
}

/* Given back while there are some. */
static void
ends_full(void)
{
	unsigned i;

	start();
	for (i = 0; i < 100; i++) {
		arrive(i);
		tell(i, "== x@y R=r defer (1): no");
	}
}

int
main(void)
{
	order();
	at_the_end();
	states();
	recipients();
	many_recipients();
	early();
	repeated();
	directories();
	random_ones();
	room();
	ends_full();
	history_free(&history);
	msg_free(&msg);
	return unit_end();
}
