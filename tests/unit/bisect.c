#include <unistd.h>

#include "system/bisect.h"
#include "unit.h"

enum {
	LINES = 60000,
	CLOSE = 1 << 16, /* what bisect_file leaves to be read */
};

/* A file of lines "TIME text", or of others, which tell no time. */
static struct {
	FILE *file;
	int fd;
	size_t n;
	struct {
		off_t at;
		int64_t time; /* -1: none */
	} lines[LINES];
	off_t size, longest;
} f;

static unsigned long asked;
static bool disorder; /* was found by the last search */

static bool
time_of(void *ctx, struct span line, int64_t *time)
{
	size_t i;

	CHECK(ctx == &f);
	asked++;
	*time = 0;
	for (i = 0; i < line.n && line.p[i] >= '0' && line.p[i] <= '9'; i++)
		*time = *time * 10 + line.p[i] - '0';
	return i > 0 && i < line.n && line.p[i] == ' ';
}

static void
start_file(void)
{
	if (f.file != NULL)
		fclose(f.file);
	f.file = tmpfile();
	if (f.file == NULL)
		exit(2);
	f.fd = fileno(f.file);
	f.n = 0;
	f.size = f.longest = 0;
}

/* A line of so many bytes at least, with its newline; time -1: none. */
static void
add_line(int64_t time, size_t bytes)
{
	char head[32];
	int n;

	f.lines[f.n].at = f.size;
	f.lines[f.n++].time = time;
	n = time < 0 ? snprintf(head, sizeof head, "x")
		     : snprintf(head, sizeof head, "%lld ", (long long)time);
	bytes = bytes < (size_t)n + 1 ? (size_t)n + 1 : bytes;
	fputs(head, f.file);
	for (f.size += (off_t)bytes; (size_t)n + 1 < bytes; n++)
		putc('a' + n % 26, f.file);
	putc('\n', f.file);
	if ((off_t)bytes > f.longest)
		f.longest = (off_t)bytes;
}

static off_t
find_in(int fd, off_t from, off_t to, int64_t time)
{
	struct bisect b = {.fd = fd, .fn = time_of, .ctx = &f};
	off_t at;

	asked = 0;
	at = bisect_file(&b, from, to, time);
	disorder = b.disorder;
	return at;
}

static off_t
find(off_t from, off_t to, int64_t time)
{
	fflush(f.file);
	return find_in(f.fd, from, to, time);
}

/* The first line from an offset on of that time or later, else the end. */
static off_t
search(off_t from, int64_t time)
{
	size_t i;

	for (i = 0; i < f.n; i++)
		if (f.lines[i].at >= from && f.lines[i].time >= time)
			return f.lines[i].at;
	return f.size;
}

static bool
is_start(off_t at)
{
	size_t low = 0, high = f.n;

	if (at == f.size)
		return true;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (f.lines[middle].at < at)
			low = middle + 1;
		else
			high = middle;
	}
	return low < f.n && f.lines[low].at == at;
}

/* In a file in order: not past that time, and close before it. */
static void
finds(off_t from, int64_t time)
{
	off_t at = find(from, f.size, time), first = search(from, time);

	CHECK(is_start(at));
	CHECK(at >= from);
	CHECK(at <= first);
	CHECK(first - at <= CLOSE + 3 * f.longest);
	CHECK(asked < 64);
	CHECK(!disorder);
}

static void
finds_any(int64_t last)
{
	int64_t time;
	int i;

	for (i = 0; i < 40; i++) {
		time = unit_rand((uint32_t)last + 3);
		finds(0, time);
		if (f.n > 0)
			finds(f.lines[unit_rand((uint32_t)f.n)].at, time);
	}
	finds(0, 0);
	finds(0, last);
	finds(0, last + 1);
	CHECK_INT(find(0, f.size, -1), 0);
}

/* n lines of up to so many bytes, each up to step later than the last. */
static int64_t
fill(size_t n, uint32_t bytes, uint32_t step)
{
	int64_t time = 1;
	size_t i;

	start_file();
	for (i = 0; i < n; i++) {
		time += unit_rand(step + 1);
		add_line(time, unit_rand(bytes + 1));
	}
	return time;
}

static void
in_order(void)
{
	static const size_t sizes[] = {
	    0, 1, 2, 3, 7, 100, 500, 900, 1000, 2000, 5000, 20000};
	size_t i;

	for (i = 0; i < LEN(sizes); i++) {
		finds_any(fill(sizes[i], 150, 2));
		finds_any(fill(sizes[i], 150, 0));
		finds_any(fill(sizes[i], 150, 1000));
		finds_any(fill(sizes[i], 1, 1));
	}
	for (i = 0; i < 40; i++)
		finds_any(fill(unit_rand(3000), 1 + unit_rand(400), 1));
}

static void
long_lines(void)
{
	size_t i;

	finds_any(fill(60, 100000, 3));
	finds_any(fill(30, 400000, 3));
	/* Some of them among others. */
	start_file();
	for (i = 0; i < 3000; i++)
		add_line((int64_t)i, i % 500 == 250 ? 300000 : 60);
	finds_any(2999);
}

/* Of one time: nothing of it is passed over. */
static void
steps(void)
{
	size_t i;

	start_file();
	for (i = 0; i < 30000; i++)
		add_line((int64_t)(i / 10000), 40);
	CHECK_INT(find(0, f.size, 0), 0);
	finds(0, 1);
	finds(0, 2);
	finds(0, 3);
	finds(f.lines[15000].at, 1);
	CHECK_INT(find(f.lines[15000].at, f.size, 1), f.lines[15000].at);
}

/* Lines between that tell no time, one by one or many on end. */
static void
no_times(void)
{
	off_t at, first;
	size_t i;
	int64_t t;

	start_file();
	for (i = 0; i < 30000; i++)
		add_line(unit_rand(3) > 0 ? -1 : (int64_t)i, 50);
	for (i = 0; i < 100; i++) {
		t = unit_rand(30003);
		at = find(0, f.size, t);
		CHECK(is_start(at) && at <= search(0, t));
		CHECK(search(0, t) - at <= CLOSE + 4000);
	}
	start_file();
	for (i = 0; i < 60000; i++)
		add_line(i > 20000 && i < 55000 ? -1 : (int64_t)i, 50);
	for (i = 0; i < 100; i++) {
		t = unit_rand(60003);
		at = find(0, f.size, t);
		first = search(0, t);
		CHECK(is_start(at) && at <= first);
	}
	start_file();
	for (i = 0; i < 60000; i++)
		add_line(-1, 50);
	CHECK_INT(find(0, f.size, 5), 0);
	CHECK_INT(find(f.lines[100].at, f.size, 5), f.lines[100].at);
	/* One line, longer than what is looked at for its end. */
	start_file();
	add_line(1, 10);
	add_line(2, 5000000);
	add_line(3, 10);
	for (t = 0; t < 5; t++)
		CHECK(is_start(find(0, f.size, t)) &&
		    find(0, f.size, t) <= search(0, t));
}

/* Nothing is promised but a line's start between the two. */
static void
no_order(void)
{
	off_t at, from;
	int i, j;

	for (i = 0; i < 20; i++) {
		start_file();
		for (j = 0; j < 5000; j++)
			add_line(
			    unit_rand(8) == 0 ? -1 : (int64_t)unit_rand(1000),
			    unit_rand(200));
		for (j = 0; j < 20; j++) {
			from = f.lines[unit_rand(5000)].at;
			at = find(from, f.size, unit_rand(1100));
			CHECK(is_start(at) && at >= from && at <= f.size);
		}
	}
}

/* Two parts in the wrong order: told wherever the search goes. */
static void
wrong_order(void)
{
	int64_t time;
	int i;

	start_file();
	for (i = 0; i < 20000; i++)
		add_line(i < 8000 ? 12000 + i : i - 8000, 60);
	for (time = 0; time < 20002; time += 500) {
		find(0, f.size, time);
		CHECK(disorder);
	}
	/* In the later part alone there is none. */
	find(f.lines[8000].at, f.size, 5000);
	CHECK(!disorder);
}

/* Lines that are out of order by no more than is allowed. */
static void
slack(void)
{
	struct bisect b = {.fn = time_of, .ctx = &f, .slack = 60};
	int64_t time;
	int i;

	start_file();
	for (i = 0; i < 20000; i++)
		add_line(100 + i - (int)unit_rand(60), 60);
	fflush(f.file);
	b.fd = f.fd;
	for (time = 0; time < 20200; time += 100)
		CHECK(is_start(bisect_file(&b, 0, f.size, time)));
	CHECK(!b.disorder);
}

static void
probe(void)
{
	struct bisect b = {.fn = time_of, .ctx = &f};
	int64_t time;
	size_t i;

	start_file();
	for (i = 0; i < 1000; i++)
		add_line(i % 3 == 0 ? (int64_t)i : -1, 100);
	fflush(f.file);
	b.fd = f.fd;
	for (i = 0; i < 990; i++) {
		CHECK_INT(bisect_probe(&b, f.lines[i].at + 1, f.size, &time),
		    f.lines[i / 3 * 3 + 3].at);
		CHECK_INT(time, i / 3 * 3 + 3);
	}
	CHECK_INT(bisect_probe(&b, f.lines[999].at + 1, f.size, &time), -1);
	CHECK_INT(bisect_probe(&b, f.size, f.size, &time), -1);
	b.fd = -1;
	CHECK_INT(bisect_probe(&b, 0, f.size, &time), -1);
}

/* The end that is given: behind it nothing is chosen, in order or not. */
static void
an_end(void)
{
	off_t at, to;
	int i, j;

	for (i = 0; i < 20; i++) {
		start_file();
		for (j = 0; j < 5000; j++)
			add_line(i % 2 == 0 ? j : (int64_t)unit_rand(5000),
			    unit_rand(i > 10 ? 600 : 200));
		for (j = 0; j < 20; j++) {
			to = f.lines[unit_rand(5000)].at;
			at = find(0, to, unit_rand(5100));
			CHECK(is_start(at) && at <= to);
		}
	}
	/* Lines so long that one from the last piece ends far behind it. */
	start_file();
	for (j = 0; j < 100; j++)
		add_line(99 - j, 50000);
	for (j = 1; j < 100; j++) {
		at = find(0, f.lines[j].at, 99);
		CHECK(is_start(at) && at <= f.lines[j].at);
	}
}

/* A file that has become shorter, one that cannot be read, NULs. */
static void
unreadable(void)
{
	int64_t last = fill(20000, 150, 1);
	off_t size = f.size;
	int ends[2];

	CHECK(find(0, size + 10000000, last) <= search(0, last));
	CHECK_INT(ftruncate(f.fd, size / 2), 0);
	CHECK(find(0, size, last) <= size / 2);
	CHECK_INT(find_in(-1, 0, 1000000, 5), 0);
	CHECK_INT(find_in(-1, 17, 1000000, 5), 17);
	if (pipe(ends) == 0) {
		CHECK_INT(find_in(ends[0], 3, 1 << 20, 5), 3);
		close(ends[0]);
		close(ends[1]);
	}
	start_file();
	CHECK_INT(ftruncate(f.fd, 3000000), 0);
	CHECK_INT(find_in(f.fd, 0, 3000000, 5), 0);
}

/* Without a newline at the end. */
static void
unended(void)
{
	int64_t last = fill(20000, 100, 1);

	CHECK_INT(ftruncate(f.fd, f.size - 1), 0);
	CHECK(find(0, f.size - 1, last) <= search(0, last));
	CHECK(find(0, f.size - 1, last + 1) <= f.size - 1);
}

int
main(void)
{
	in_order();
	long_lines();
	steps();
	no_times();
	no_order();
	wrong_order();
	slack();
	probe();
	an_end();
	unreadable();
	unended();
	fclose(f.file);
	return unit_end();
}
