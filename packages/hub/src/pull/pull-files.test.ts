import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestHub, type TestHub } from '@lamina/test-utils/hub';
import type { PullProgress } from './open-repo.ts';
import { type FilesRequest, type PulledFiles, pullFiles } from './pull-files.ts';

let cacheFolder: string;
let hub: TestHub;
beforeEach(async () => {
  cacheFolder = mkdtempSync(join(tmpdir(), 'lamina-data-'));
  hub = await startTestHub({
    datasets: { 'lab/words': { 'README.md': '# words', 'data/test 1.parquet': 'PAR1 rows PAR1', 'data/train.parquet': 'PAR1 more PAR1' } },
  });
});
afterEach(async () => {
  await hub.close();
  rmSync(cacheFolder, { recursive: true });
});

async function pull(request: Partial<FilesRequest> = {}, offline = false): Promise<PulledFiles> {
  const choose: FilesRequest['choose'] = (files) => files.filter(({ path }) => path.includes('test'));
  const job: AsyncGenerator<PullProgress, PulledFiles> = pullFiles(
    { kind: 'datasets', repo: 'lab/words', choose, ...request },
    { endpoint: hub.endpoint, cacheFolder, offline },
  );
  for (let step = await job.next(); ; step = await job.next()) if (step.done) return step.value;
}

describe('pullFiles', () => {
  it('downloads the chosen files of a data set, and no others', async () => {
    const { folder, files } = await pull();
    expect(folder.startsWith(join(cacheFolder, 'datasets--lab--words/snapshots'))).toBe(true);
    expect(files.map(({ path }) => path)).toEqual(['data/test 1.parquet']);
    expect(readFileSync(join(folder, 'data/test 1.parquet'), 'utf8')).toBe('PAR1 rows PAR1');
    expect(hub.requests.filter(({ host }) => host === 'storage')).toHaveLength(1);
  });

  it('needs no network for what is cached', async () => {
    const { folder } = await pull();
    const before = hub.requests.length;
    expect((await pull({}, true)).folder).toBe(folder);
    expect(hub.requests).toHaveLength(before);
  });

  it('refuses offline what is not cached', async () => {
    await expect(pull({}, true)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND', message: expect.stringContaining('lab/words@main') });
  });

  it.each(['../words', 'lab/../words', 'lab/words/more', 'lab', 'lab/words.git'])('refuses the name %j', async (repo) => {
    await expect(pull({ repo })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it.each(['../main', '/main', 'a//b', 'a b'])('refuses the revision %j', async (revision) => {
    await expect(pull({ revision })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});
