/* mailadvice: what there is to know and to do about a change of sites' mail */
#ifndef QT_MAILADVICE_H
#define QT_MAILADVICE_H

#include "system/mailchange.h"

/*
 * Notes what there is to do now, or, if it is not written yet, when it is in
 * place; and what the change does not do.
 */
void mailadvice_note(const struct mailchange *c, bool written);

#endif
