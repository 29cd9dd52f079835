import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@lamina/errors';
import { findCachedSnapshot } from '../cache/hub-cache.ts';
import { getJson } from '../client/get-json.ts';
import { openHubClient } from '../client/hub-client.ts';
import { HUB_DEFAULTS, type HubOptions } from '../client/hub-options.ts';
import { parseHubReference } from '../repo/hub-reference.ts';
import { notCached } from './pull-files.ts';

/** The largest configurations of the hub have 200 kB. */
const MAXIMUM_BYTES = 1 << 20;
const LIMIT_MS = 15_000;

/**
 * The config.json of a model of the hub, and no other file of it. Nothing is stored; in offline mode it is read from the cache.
 * @param reference `org/name[@revision]`
 * @throws AppError BAD_USER_INPUT for a text of another form; FILE_NOT_FOUND for what is not cached in offline mode; HUB_UNREACHABLE also after 15 s;
 * HUB_ANSWER_INVALID for what is no JSON or longer than 1 MiB; also the errors of HubClient.get
 */
export async function readHubConfig(reference: string, options: HubOptions): Promise<unknown> {
  const { repo, revision } = parseHubReference(reference);
  const request = { kind: 'models', repo, revision: revision ?? HUB_DEFAULTS.revision } as const;
  if (options.offline) {
    const cached = findCachedSnapshot(options.cacheFolder, request);
    if (cached === undefined) throw notCached(reference, options.cacheFolder);
    return JSON.parse(readFileSync(join(cached.folder, 'config.json'), 'utf8'));
  }
  const client = await openHubClient(options);
  const address = client.addressOf(`/${repo}/resolve/${encodeURIComponent(request.revision)}/config.json`);
  const signal = AbortSignal.timeout(LIMIT_MS);
  try {
    return (await getJson(client, address, { ...options, signal, maximumBytes: MAXIMUM_BYTES })).value;
  } catch (error) {
    if (signal.aborted) throw new AppError('HUB_UNREACHABLE', `${client.endpoint.host} did not answer within ${LIMIT_MS / 1000} s`);
    throw error;
  }
}
