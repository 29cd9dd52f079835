import { join } from 'node:path';
import { AppError } from '@lamina/errors';
import { HUB_DEFAULTS, type HubSettings } from './hub-options.ts';

/**
 * Hub settings from the variables of Python's huggingface_hub: HF_ENDPOINT, HF_TOKEN, HF_HUB_OFFLINE, and the cache folder from the first of
 * HF_HUB_CACHE, HUGGINGFACE_HUB_CACHE, HF_HOME/hub, XDG_CACHE_HOME/huggingface/hub, ~/.cache/huggingface/hub; and pip's PIP_INDEX_URL. Empty values
 * count as missing.
 *
 * @throws AppError CONFIG_INVALID for an endpoint that is not an http(s) URL, or a token that cannot be sent.
 */
export function parseHubEnvironment(source: Readonly<Record<string, string | undefined>>, homeFolder: string): HubSettings {
  const read = (name: string): string | undefined => source[name]?.trim() || undefined;
  const token = read('HF_TOKEN');
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) {
    throw new AppError('CONFIG_INVALID', 'HF_TOKEN contains spaces or other invalid characters; copy it again (it is not shown here)');
  }
  const offline = read('HF_HUB_OFFLINE');
  const packageIndex = read('PIP_INDEX_URL');
  const home = read('HF_HOME') ?? join(read('XDG_CACHE_HOME') ?? join(homeFolder, '.cache'), 'huggingface');
  return {
    endpoint: parseEndpoint(read('HF_ENDPOINT') ?? HUB_DEFAULTS.endpoint).href.replace(/\/$/, ''),
    cacheFolder: read('HF_HUB_CACHE') ?? read('HUGGINGFACE_HUB_CACHE') ?? join(home, 'hub'),
    offline: offline !== undefined && /^(1|on|yes|true)$/i.test(offline),
    token,
    packageIndex,
  };
}

/** @throws AppError CONFIG_INVALID for anything but an http(s) address without a user, a query or a fragment. */
export function parseEndpoint(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isHttp = url?.protocol === 'https:' || url?.protocol === 'http:';
  // The value itself is not repeated in the message, because it may contain a password.
  if (!url || !isHttp || url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new AppError(
      'CONFIG_INVALID',
      'the endpoint of the hub (HF_ENDPOINT) must be an http or https address without user, query or fragment, such as https://huggingface.co',
    );
  }
  return url;
}
