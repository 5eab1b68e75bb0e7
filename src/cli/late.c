/* chancery late: contacts that came after their duty (model 3.22) */
#include "cli/declare.h"
#include "register/duties.h"
#include "register/naming.h"

enum err
option_duty(struct cli *c, const char *name, uint64_t *out)
{
	const char *text = cli_arg(c, name);
	const struct duty_row *rows = NULL;
	size_t count = 0, fits = 0;
	enum err rc;

	*out = NUMBER_NONE;
	if (text == NULL)
		return ERR_NONE;
	rc = duties_in_force(registry_read_model(c->registry), &rows, &count,
	    c->arena, &c->e);
	if (rc != ERR_NONE)
		return rc;
	for (size_t i = 0; i < count; i++)
		if (bytes_is(rows[i].rule, text)) {
			*out = rows[i].number;
			fits++;
		}
	if (fits == 1)
		return ERR_NONE;
	if (fits == 0)
		return option_who(c, name, TYPE_BIT(TYPE_DUTY), out);
	error_set(&c->e, ERR_INPUT, "\"%s\" fits %zu duties", text, fits);
	error_field(&c->e, "--%s", name);
	return error_mend(&c->e, ERR_INPUT, "name one by its title");
}
