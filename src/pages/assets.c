#include "pages/assets.h"

#include <assert.h>

const struct asset *
assets_find(struct bytes path)
{
	for (size_t i = 0; i < assets_embedded_count; i++)
		if (bytes_is(path, assets_embedded[i].path))
			return &assets_embedded[i];
	return NULL;
}

const struct asset *
assets_named(const char *name)
{
	for (size_t i = 0; i < assets_embedded_count; i++)
		if (strcmp(name, assets_embedded[i].name) == 0)
			return &assets_embedded[i];
	return NULL;
}

static const char *
path_of(const char *name)
{
	const struct asset *a = assets_named(name);

	assert(a != NULL); /* tools/embed is always given it */
	return a->path;
}

const char *
assets_css_path(void)
{
	return path_of("style.css");
}

const char *
assets_favicon_path(void)
{
	return path_of("favicon.svg");
}
