#include "base/clock.h"
#include "crypto/alone.h"
#include "verify/verify.h"

int
main(int argc, char **argv)
{
	struct clock clock = clock_system();

	crypto_init_alone();
	return verify_run(argc, argv, "chancery-verify", stdout, stderr,
	    clock.now_s(clock.context));
}
