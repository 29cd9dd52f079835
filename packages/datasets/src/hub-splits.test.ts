import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DatasetSource } from '@lamina/benchmarks';
import { startTestHub, type TestHub } from '@lamina/test-utils/hub';
import { chooseSplitFiles } from './choose-split-files.ts';
import { createHubSplitLoader } from './index.ts';
import { readRows } from './read-rows.ts';

type HubSource = Extract<DatasetSource, { kind: 'hub' }>;
const sourceOf = (repository: string, configuration: string | null = null, files?: HubSource['files']): HubSource => ({
  kind: 'hub',
  repository,
  configuration,
  revision: null,
  ...(files ? { files } : {}),
});

describe('chooseSplitFiles', () => {
  it.each([
    [['data/test-00000-of-00002.parquet', 'data/test-00001-of-00002.parquet', 'data/train-0.parquet'], null, 'test', [0, 1]],
    [['main/test-0.parquet', 'socratic/test-0.parquet'], 'main', 'test', [0]],
    [['ARC-Easy/test-0.parquet', 'ARC-Challenge/test-0.parquet'], 'ARC-Challenge', 'test', [1]],
    [['default/test/0001.parquet', 'default/test/0000.parquet'], 'default', 'test', [1, 0]],
    [['high/partial-test/0000.parquet'], 'high', 'test', [0]],
    [['test.csv', 'test.jsonl', 'README.md'], null, 'test', [1]],
    [['dev.jsonl'], null, 'validation', [0]],
    [['en/latest.jsonl', 'lambada_test_en.jsonl', 'testing-notes.md'], null, 'test', []],
    [['a/test-0.parquet', 'b/test-0.parquet'], null, 'test', []],
  ])('of %j, configuration %p, split %p, takes %j', (paths, configuration, split, expected) => {
    expect(chooseSplitFiles(paths, sourceOf('a/b', configuration), split)).toEqual(expected.map((place) => paths[place]));
  });

  it('prefers the files a task names, and looks itself where one has gone', () => {
    const source = sourceOf('a/b', null, { test: ['odd_name.parquet'] });
    expect(chooseSplitFiles(['odd_name.parquet', 'test.parquet'], source, 'test')).toEqual(['odd_name.parquet']);
    expect(chooseSplitFiles(['test.parquet'], source, 'test')).toEqual(['test.parquet']);
  });
});

describe('createHubSplitLoader', () => {
  let cacheFolder: string;
  let hub: TestHub;
  beforeEach(async () => {
    cacheFolder = mkdtempSync(join(tmpdir(), 'lamina-splits-'));
    hub = await startTestHub({
      datasets: {
        'lab/words': { 'README.md': '# words', 'data/test-00000-of-00001.jsonl': '{"q":"a"}\n', 'data/train-0.jsonl': '{"q":"t"}\n' },
        'lab/script': { 'script.py': 'rows', 'README.md': '# made by a script' },
        'lab/script@refs/convert/parquet': { 'high/test/0000.jsonl': '{"q":"c"}\n', 'default/test/0000.jsonl': '{"q":"d"}\n' },
        'lab/empty': { 'README.md': '# nothing' },
      },
    });
  });
  afterEach(async () => {
    await hub.close();
    rmSync(cacheFolder, { recursive: true });
  });
  const load = async (source: HubSource, offline = false) =>
    readRows(await createHubSplitLoader({ endpoint: hub.endpoint, cacheFolder, offline })(source, 'test'));

  it('downloads the files of a split and no others, and needs no network for them later', async () => {
    expect(await load(sourceOf('lab/words'))).toEqual([{ q: 'a' }]);
    const before = hub.requests.length;
    expect(hub.requests.some(({ address }) => address.includes('train-0'))).toBe(false);
    expect(await load(sourceOf('lab/words'), true)).toEqual([{ q: 'a' }]);
    expect(hub.requests).toHaveLength(before);
  });

  it('takes the hub’s own copy of a data set made by a script', async () => {
    expect(await load(sourceOf('lab/script', 'high'))).toEqual([{ q: 'c' }]);
    expect(await load(sourceOf('lab/script'))).toEqual([{ q: 'd' }]);
    expect(await load(sourceOf('lab/script', 'high'), true)).toEqual([{ q: 'c' }]);
  });

  it('refuses offline what was never downloaded', async () => {
    await expect(load(sourceOf('lab/words'), true)).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
      message: expect.stringContaining('cache'),
    });
  });

  it('refuses a split that is in neither place, and says what to do', async () => {
    await expect(load(sourceOf('lab/empty'))).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('refs/convert/parquet'),
    });
    await expect(load(sourceOf('lab/script', 'middle'))).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('(middle)'),
    });
  });
});
