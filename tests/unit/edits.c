#include "pure/edits.h"
#include "unit.h"

static const char text[] = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12";

static void
check_apply(void)
{
	struct edits e = {0};
	struct buf b = {0};

	edits_apply(&e, SPAN(""), &b);
	CHECK_INT(b.len, 0);
	edits_put(&e, 4, 2, span_str("XY"));
	edits_put(&e, 0, 0, span_str("a"));
	edits_put(&e, 6, 0, span_str("b"));
	edits_put(&e, 1, 1, span_of("", 0));
	CHECK(edits_sort(&e));
	CHECK_INT(edits_text(&e, &e.v[1]).n, 0);
	edits_apply(&e, SPAN("012345"), &b);
	CHECK_STR(b.p, b.len, "a023XYb");
	edits_free(&e);
	CHECK_INT(e.n, 0);
	buf_clear(&b);
	/* At one place what is put in goes first. */
	edits_put(&e, 2, 1, span_str("R"));
	edits_put(&e, 2, 0, span_str("a"));
	edits_put(&e, 2, 0, span_str("b"));
	CHECK(edits_sort(&e));
	edits_apply(&e, SPAN("0123"), &b);
	CHECK_STR(b.p, b.len, "01abR3");
	edits_put(&e, 1, 2, span_str("x"));
	CHECK(!edits_sort(&e));
	edits_free(&e);
	buf_free(&b);
}

/* The diff of one edit, or two. */
static void
check_diff(size_t at, size_t n, const char *new, size_t at2, const char *want)
{
	struct edits e = {0};
	struct buf b = {0};

	edits_put(&e, at, n, span_str(new));
	if (at2 > 0)
		edits_put(&e, at2, 0, span_str("+\n"));
	edits_sort(&e);
	edits_diff(&e, unit_span(text, sizeof text - 1), span_str("f"), &b);
	CHECK_STR(b.p, b.len, want);
	edits_free(&e);
	buf_free(&b);
}

static void
check_diffs(void)
{
	struct edits e = {0};
	struct buf b = {0};

	edits_diff(&e, SPAN("a\n"), span_str("f"), &b);
	CHECK_INT(b.len, 0);
	check_diff(
	    0, 0, "0\n", 0, "--- f\n+++ f\n@@ -1,3 +1,4 @@\n+0\n 1\n 2\n 3\n");
	check_diff(
	    0, 2, "", 0, "--- f\n+++ f\n@@ -1,4 +1,3 @@\n-1\n 2\n 3\n 4\n");
	check_diff(8, 1, "five\nmore", 0,
	    "--- f\n+++ f\n@@ -2,7 +2,8 @@\n 2\n 3\n 4\n-5\n+five\n+more\n 6\n"
	    " 7\n 8\n");
	/* The last line has no newline. */
	check_diff(sizeof text - 1, 0, "\n13", 0,
	    "--- f\n+++ f\n@@ -9,4 +9,5 @@\n 9\n 10\n 11\n-12\n"
	    "\\ No newline at end of file\n+12\n+13\n"
	    "\\ No newline at end of file\n");
	/* Two that are one hunk, or not. */
	check_diff(0, 0, "0\n", 12,
	    "--- f\n+++ f\n@@ -1,9 +1,11 @@\n+0\n 1\n 2\n 3\n 4\n 5\n 6\n++\n"
	    " 7\n 8\n 9\n");
	/* What ends with no newline joins the next line to it. */
	check_diff(2, 2, "x\r", 0,
	    "--- f\n+++ f\n@@ -1,6 +1,5 @@\n 1\n-2\n-3\n+x\r3\n 4\n 5\n"
	    " 6\n");
	check_diff(3, 1, "", 5,
	    "--- f\n+++ f\n@@ -1,6 +1,6 @@\n 1\n-2\n-3\n+23+\n+\n 4\n 5\n"
	    " 6\n");
	edits_put(&e, 0, 1, span_str("b"));
	edits_diff(&e, SPAN("a"), span_str("a b"), &b);
	CHECK_STR(b.p, b.len,
	    "--- a b\t\n+++ a b\t\n@@ -1 +1 @@\n-a\n"
	    "\\ No newline at end of file\n+b\n\\ No newline at end of file\n");
	edits_free(&e);
	buf_free(&b);
}

int
main(void)
{
	check_apply();
	check_diffs();
	return unit_end();
}
