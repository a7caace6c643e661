/* yearless: the point in time of a stamp that was written without its year */
#ifndef QT_YEARLESS_H
#define QT_YEARLESS_H

#include "pure/stamp.h"

/*
 * Takes the name of a weekday, Mon, off the front of *rest: 0 for Sunday to
 * 6, or -1 if none stands there.
 */
int yearless_weekday(struct span *rest);

/*
 * The time that *s (month, day, clock, local unless zoned) tells, in the
 * latest year in which it is not more than a day after now (epoch seconds;
 * clocks and zones of two machines differ) and falls on that weekday (-1: any;
 * one that never fits counts as any). digits -1 if s tells no date.
 */
struct when yearless_time(
    const struct stamp *s, int weekday, int64_t now, struct stamp_clock *clock);

#endif
