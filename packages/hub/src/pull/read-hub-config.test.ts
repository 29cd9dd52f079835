import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestHub, type TestHub } from '@lamina/test-utils/hub';
import type { HubOptions } from '../client/hub-options.ts';
import { pullFiles } from './pull-files.ts';
import { readHubConfig } from './read-hub-config.ts';

describe('the configuration of a model of the hub', () => {
  let hub: TestHub;
  let options: HubOptions;

  beforeAll(async () => {
    hub = await startTestHub({
      models: {
        'lab/model': { 'config.json': '{"model_type":"qwen3"}', 'model.safetensors': 'weights' },
        'lab/huge': { 'config.json': `{"a":"${'x'.repeat(1 << 20)}"}` },
      },
    });
    options = { endpoint: hub.endpoint, cacheFolder: mkdtempSync(join(tmpdir(), 'lamina-data-')), wait: () => Promise.resolve() };
  });
  afterAll(async () => {
    await hub.close();
    rmSync(options.cacheFolder, { recursive: true });
  });

  it('is the only file that is asked for', async () => {
    const before = hub.requests.length;
    expect(await readHubConfig('lab/model@main', options)).toEqual({ model_type: 'qwen3' });
    expect(hub.requests.slice(before).map(({ address }) => address)).toEqual(['/lab/model/resolve/main/config.json']);
  });

  it('is read from the cache in offline mode', async () => {
    const offline = { ...options, offline: true };
    await expect(readHubConfig('lab/model', offline)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    const job = pullFiles({ kind: 'models', repo: 'lab/model', choose: (files) => files.slice(0, 1) }, options);
    for (let step = await job.next(); !step.done; step = await job.next());
    expect(await readHubConfig('lab/model', offline)).toEqual({ model_type: 'qwen3' });
  });

  it.each([
    ['lab', 'BAD_USER_INPUT'],
    ['lab/none', 'UNAUTHENTICATED'],
    ['lab/huge', 'HUB_ANSWER_INVALID'],
  ])('is refused of %s', async (reference, code) => {
    await expect(readHubConfig(reference, options)).rejects.toMatchObject({ code });
  });

  it('is refused where no hub answers', async () => {
    const nowhere = { ...options, endpoint: 'http://127.0.0.1:9' };
    await expect(readHubConfig('lab/model', nowhere)).rejects.toMatchObject({ code: 'HUB_UNREACHABLE' });
  });
});
