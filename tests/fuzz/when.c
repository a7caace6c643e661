/* Times, ages, windows and numbers, one a line, and their forms read again */
#include "fuzz.h"
#include "pure/num.h"
#include "pure/webwindow.h"
#include "pure/when.h"

/* What is printed of a time reads as that time, as exactly. */
static void
check_again(struct when w, void (*put)(struct buf *, struct when), bool whole)
{
	struct buf b = {0};
	struct when again;
	bool local;

	put(&b, w);
	CLEAN(&b);
	HOLDS(when_parse(fuzz_of(&b), &again, &local) == 0);
	HOLDS(again.sec == w.sec);
	HOLDS(whole || (again.usec == w.usec && again.digits == w.digits));
	HOLDS(!whole || !local);
	buf_free(&b);
}

static void
check_time(struct when w)
{
	const int64_t year_9999 = 253402300799;
	struct buf b = {0};

	HOLDS(w.digits >= 0 && w.digits <= 6);
	HOLDS(w.usec >= 0 && w.usec < 1000000);
	check_again(w, when_put_epoch, false);
	if (w.sec >= 0 && w.sec <= year_9999)
		check_again(w, when_put_iso, true);
	when_put_hour(&b, w);
	when_put_day(&b, w);
	when_put_age(&b, FUZZ_NOW - w.sec);
	CLEAN(&b);
	buf_free(&b);
}

static void
check_numbers(struct span line)
{
	struct buf b = {0};
	uint64_t u, again;
	int64_t i, usec;
	struct webwindow window;

	if (num_u(line, UINT64_MAX, &u) == 0) {
		buf_putu(&b, u);
		HOLDS(num_u(fuzz_of(&b), UINT64_MAX, &again) == 0);
		HOLDS(u == again);
	}
	buf_clear(&b);
	if (num_i(line, &i) == 0) {
		buf_puti(&b, i);
		HOLDS(num_i(fuzz_of(&b), &usec) == 0 && usec == i);
	}
	buf_clear(&b);
	if (num_size(line, &u) == 0) {
		num_put_size(&b, u);
		CLEAN(&b);
		HOLDS(b.len >= 5);
	}
	if (webwindow_parse(&window, line) == 0)
		HOLDS(window.before >= 0 && window.after >= 0);
	buf_free(&b);
}

static void
read_line(struct span line)
{
	struct when w;
	int64_t seconds, usec;
	bool local;

	check_numbers(line);
	if (when_parse(line, &w, &local) == 0)
		check_time(w);
	if (when_age(line, &seconds) == 0)
		HOLDS(seconds >= 0);
	when_point(line, FUZZ_NOW, false, &usec);
	when_point(line, FUZZ_NOW, true, &usec);
	when_is_shown_age(line);
	when_is_date(line);
	when_is_clock(line);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_lines(data, size, read_line);
	return 0;
}
