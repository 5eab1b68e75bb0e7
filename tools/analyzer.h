/*
 * tools/analyzer.h - what clang's analyser cannot see across files
 *
 * error_set and its fellows return the code that they are given, never
 * ERR_NONE. The analyser reads one file at a time and would follow paths on
 * which a refusal goes on as a success. Included by tools/tidy alone.
 */
#include "base/error.h"

#define error_set(e, code, ...) ((void)error_set(e, code, __VA_ARGS__), (code))
#define error_word(e, code, ...) \
	((void)error_word(e, code, __VA_ARGS__), (code))
#define error_mend(e, code, ...) \
	((void)error_mend(e, code, __VA_ARGS__), (code))
#define error_wrap(e, ...) ((void)error_wrap(e, __VA_ARGS__), ERR_INPUT)
