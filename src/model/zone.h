/*
 * model/zone.h - offset of a civil zone, from the system's own tables
 *
 * Purpose     admission compares a stated instant with the stated day.
 * Invariant   no TZ variable, no tzset; names with ".." or a leading "/" are
 *             refused. "UTC" needs no table.
 * Errors      false: no such zone, or its file is malformed.
 * Source      model 4.8; RFC 8536 (TZif)
 */
#ifndef MODEL_ZONE_H
#define MODEL_ZONE_H

#include "base/bytes.h"

MUST_CHECK bool zone_offset(const char *zone, int64_t at_s, int32_t *offset_s);
/* The same over the bytes of a TZif file. */
MUST_CHECK bool zone_offset_in(struct bytes tzif, int64_t at_s,
    int32_t *offset_s);

#endif
