/*
 * The main of a driver that is built without a fuzzer: gives it each file
 * named, or standard input, as AFL++ has it. With -t each file is also given
 * four and sixteen times as long, itself repeated: work that grows faster
 * than its input is an error.
 */
#include <errno.h>
#include <time.h>
#include <unistd.h>

#include "fuzz.h"

enum {
	SHORT = 64 << 10, /* what a file is repeated to, at least */
	PATIENCE = 1000, /* milliseconds that any input may take */
};

static int tflag; /* -t: time */

static int
read_all(FILE *f, struct buf *b)
{
	size_t n;

	buf_clear(b);
	while ((n = fread(buf_room(b, 65536), 1, 65536, f)) > 0)
		b->len += n;
	return ferror(f) ? -1 : 0;
}

/* Milliseconds of processor time that the driver takes for times x of it. */
static long
take(const struct buf *text, size_t times)
{
	struct timespec from, to;
	struct buf whole = {0};
	size_t i;

	for (i = 0; i < times; i++)
		buf_put(&whole, text->p, text->len);
	buf_fit(&whole);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
	LLVMFuzzerTestOneInput((const uint8_t *)whole.p, whole.len);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
	buf_free(&whole);
	return (to.tv_sec - from.tv_sec) * 1000 +
	    (to.tv_nsec - from.tv_nsec) / 1000000;
}

/* Four times the input: more than eight times the work is not linear, if it
 * is long enough to be told. */
static bool
grows(const char *name, const struct buf *text)
{
	size_t times = SHORT / (text->len + 1) + 1;
	long one, four;

	four = take(text, 4 * times);
	if (four < PATIENCE)
		return false;
	one = take(text, times);
	if (four <= 8 * one)
		return false;
	fprintf(stderr, "%s: %zu bytes take %ld ms, four times as many %ld\n",
	    name, times * text->len, one, four);
	return true;
}

static int
run(const char *name, FILE *f)
{
	struct buf text = {0};
	int rc = 0;

	if (read_all(f, &text) == -1) {
		fprintf(stderr, "%s: %s\n", name, strerror(errno));
		return 1;
	}
	/* What fails aborts; this line is what tells of which. */
	fprintf(stderr, "# %s\n", name);
	take(&text, 1);
	if (tflag && grows(name, &text))
		rc = 1;
	buf_free(&text);
	return rc;
}

int
main(int argc, char *argv[])
{
	FILE *f;
	int c, rc = 0;

	while ((c = getopt(argc, argv, "+t")) != -1) {
		if (c != 't')
			return 2;
		tflag = 1;
	}
	if (optind == argc)
		return run("standard input", stdin);
	for (; optind < argc; optind++) {
		f = fopen(argv[optind], "r");
		if (f == NULL) {
			fprintf(
			    stderr, "%s: %s\n", argv[optind], strerror(errno));
			return 2;
		}
		rc |= run(argv[optind], f);
		fclose(f);
	}
	return rc;
}
