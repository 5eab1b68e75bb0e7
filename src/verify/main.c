#include "base/clock.h"
#include "verify/verify.h"

int
main(int argc, char **argv)
{
	struct clock clock = clock_system();

	return verify_run(argc, argv, "chancery-verify", stdout, stderr,
	    clock.now_s(clock.context));
}
