import { join } from 'node:path';
import { AppError } from '@lamina/errors';
import { HUB_DEFAULTS, type HubSettings } from './hub-options.ts';

/**
 * Hub settings from variables that Python's huggingface_hub reads as well: HF_ENDPOINT, HF_TOKEN, HF_HUB_OFFLINE, and the cache in the first of
 * HF_HUB_CACHE, HUGGINGFACE_HUB_CACHE, HF_HOME/hub, XDG_CACHE_HOME/huggingface/hub, ~/.cache/huggingface/hub. Empty values count as absent.
 *
 * @throws AppError CONFIG_INVALID for an endpoint that is no http(s) address and a token that cannot be sent.
 */
export function parseHubEnvironment(source: Readonly<Record<string, string | undefined>>, homeFolder: string): HubSettings {
  const read = (name: string): string | undefined => source[name]?.trim() || undefined;
  const token = read('HF_TOKEN');
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) {
    throw new AppError('CONFIG_INVALID', 'HF_TOKEN holds spaces or characters that no token has; copy it again (it is not shown here)');
  }
  const home = read('HF_HOME') ?? join(read('XDG_CACHE_HOME') ?? join(homeFolder, '.cache'), 'huggingface');
  return {
    endpoint: parseEndpoint(read('HF_ENDPOINT') ?? HUB_DEFAULTS.endpoint).href.replace(/\/$/, ''),
    cacheFolder: read('HF_HUB_CACHE') ?? read('HUGGINGFACE_HUB_CACHE') ?? join(home, 'hub'),
    offline: /^(1|on|yes|true)$/i.test(read('HF_HUB_OFFLINE') ?? ''),
    ...(token === undefined ? {} : { token }),
  };
}

/** @throws AppError CONFIG_INVALID for anything but an http(s) address without a user, a query or a fragment. */
export function parseEndpoint(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isHttp = url?.protocol === 'https:' || url?.protocol === 'http:';
  // The text itself is not repeated: somebody may have put a password into it.
  if (!url || !isHttp || url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new AppError(
      'CONFIG_INVALID',
      'the endpoint of the hub (HF_ENDPOINT) must be an http or https address without user, query or fragment, such as https://huggingface.co',
    );
  }
  return url;
}
