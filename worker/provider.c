/* SPDX-License-Identifier: ISC */
#include "worker/provider.h"

const char *provider_usual_model(const struct provider *provider)
{
	return provider->usual ? provider->usual(provider->state) : "";
}

const char *provider_model_name(const struct provider *provider, const struct step_input *input)
{
	const char *model = provider->model ? provider->model(provider->state, input) : NULL;
	return model ? model : "";
}

void provider_done(struct provider *provider)
{
	if (provider->free)
		provider->free(provider->state);
	*provider = (struct provider){0};
}
