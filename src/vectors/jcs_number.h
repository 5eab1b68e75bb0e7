/*
 * vectors/jcs_number.h - any IEEE 754 double as RFC 8785 3.2.2.3 writes it
 *
 * Purpose     lets the vectors of a general canonicaliser run. Entries hold
 *             integers alone (model 1.2), so no program of the register links
 *             this file.
 * Method      exact decimal expansions, compared digit by digit: no strtod,
 *             no rounding of ours. Slow, and obviously right.
 * Errors      false: NaN or infinity, which RFC 8785 refuses.
 */
#ifndef VECTORS_JCS_NUMBER_H
#define VECTORS_JCS_NUMBER_H

#include "base/bytes.h"

#define JCS_NUMBER_BYTES 40

MUST_CHECK bool jcs_number_print(char out[JCS_NUMBER_BYTES], double number);
/* A number as JSON writes it, rounded to the nearest double, ties to even. */
MUST_CHECK bool jcs_number_parse(struct bytes text, double *number);

#endif
