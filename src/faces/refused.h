/*
 * faces/refused.h - the code of a refusal
 *
 * Purpose     the CODE of "/problems/CODE", the same from command line and API.
 * Ownership   a constant, or the word of the error.
 * Source      interfaces A3.6, B4.1
 */
#ifndef FACES_REFUSED_H
#define FACES_REFUSED_H

#include "base/error.h"

const char *problem_code(const struct error *e);

#endif
