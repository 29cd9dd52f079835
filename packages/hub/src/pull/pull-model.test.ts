import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { findCachedModel } from '../cache/find-cached-model.ts';
import { parseHubReference } from '../repo/hub-reference.ts';
import {
  blobs,
  cacheFolder,
  fetched,
  graph,
  hub,
  listExternalFiles,
  MODEL,
  optionsOf,
  pull,
  pullAll,
  sha256,
  start,
  useFreshHub,
  waits,
  weights,
} from './pull-model.fixture.ts';
import { pullHubModel } from './pull-model.ts';

useFreshHub();

describe('pullHubModel', () => {
  it('downloads what the plain model needs, and nothing else', async () => {
    const { folder, files } = await pull();
    const names = ['config.json', 'onnx/model.onnx', 'onnx/model.onnx_data', 'tokenizer.json'];
    expect(files.map(({ path }) => path).sort()).toEqual(names);
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual([...names, 'onnx'].sort());
    expect(readFileSync(join(folder, 'onnx/model.onnx_data')).equals(weights)).toBe(true);
  });

  it('lays the cache out as huggingface_hub does', async () => {
    const { folder, sha, modelPath } = await pull();
    const root = join(cacheFolder, 'models--lab--tiny');
    expect(folder).toBe(join(root, 'snapshots', hub.shaOf('models', 'lab/tiny')));
    expect(readFileSync(join(root, 'refs/main'), 'utf8')).toBe(sha);
    expect(readlinkSync(modelPath)).toBe(`../../../blobs/${sha256(graph)}`);
    expect(readlinkSync(join(folder, 'config.json'))).toMatch(/^\.\.\/\.\.\/blobs\/[0-9a-f]{40}$/);
    expect(blobs()).toHaveLength(4);
  });

  it('takes one variant by its name', async () => {
    const { modelPath, files } = await pull('lab/tiny:q4');
    expect(readFileSync(modelPath, 'utf8')).toBe('the q4 graph');
    expect(files.map(({ path }) => path)).not.toContain('onnx/model.onnx_data');
  });

  it('takes safetensors where there is no graph: the file, or the index and the shards that it names', async () => {
    const { 'onnx/model.onnx': _graph, ...others } = MODEL;
    const index = '{"weight_map":{"a":"model-00001-of-00002.safetensors","b":"model-00002-of-00002.safetensors"}}';
    const rest = { 'config.json': others['config.json'], 'pytorch_model.bin': 'never fetched', 'model.fp16.safetensors': 'never fetched' };
    await start({
      models: {
        'lab/tiny': { ...rest, 'model.safetensors': weights, 'tiny.Q4_K_M.gguf': 'never fetched' },
        'lab/large': {
          ...rest,
          'model.safetensors.index.json': index,
          'model-00001-of-00002.safetensors': weights,
          'model-00002-of-00002.safetensors': graph,
        },
      },
    });
    expect((await pull('lab/tiny')).files.map(({ path }) => path)).toEqual(['config.json', 'model.safetensors']);
    const named = (_path: string, name: string): readonly string[] =>
      name.endsWith('index.json') ? ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'] : [];
    const { modelPath, files } = await pullAll(pullHubModel(parseHubReference('lab/large'), { ...optionsOf(), listExternalFiles: named }));
    expect(modelPath).toMatch(/model\.safetensors\.index\.json$/);
    expect(files.map(({ path }) => path).sort()).toEqual(
      ['config.json', 'model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors', 'model.safetensors.index.json'].sort(),
    );
  });

  it('takes a GGUF file by its quantization or its path, and asks which where there are several', async () => {
    const gguf = {
      'tiny.Q4_K_M.gguf': 'four',
      'tiny-q8_0.gguf': 'eight',
      'tiny-f16-00001-of-00002.gguf': 'one',
      'tiny-f16-00002-of-00002.gguf': 'two',
    };
    await start({ models: { 'lab/tiny': gguf } });
    const read = async (reference: string): Promise<string> => readFileSync((await pull(reference)).modelPath, 'utf8');
    expect(await read('lab/tiny:Q4_K_M')).toBe('four');
    expect(await read('lab/tiny:q8_0')).toBe('eight');
    expect(await read('lab/tiny:f16')).toBe('one');
    expect(await read('lab/tiny:tiny-q8_0.gguf')).toBe('eight');
    await expect(pull('lab/tiny')).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      message: expect.stringContaining('lab/tiny:tiny-q8_0.gguf'),
    });
  });

  it('refuses a repository whose weights are pickles only', async () => {
    await start({ models: { 'lab/tiny': { 'config.json': '{}', 'pytorch_model.bin': 'x' } } });
    await expect(pull('lab/tiny')).rejects.toMatchObject({
      code: 'MODEL_UNSUPPORTED',
      message: expect.stringContaining('pytorch_model.bin'),
    });
  });

  it('reports bytes up to the total', async () => {
    const job = pullHubModel(parseHubReference('lab/tiny'), { ...optionsOf(), listExternalFiles });
    const seen: number[] = [];
    let total = 0;
    for await (const { doneBytes, totalBytes } of job) {
      seen.push(doneBytes);
      total = totalBytes;
    }
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(total);
    expect(total).toBe(graph.length + weights.length + MODEL['config.json'].length + 2);
  });

  it('reads a listing of several pages', async () => {
    await start({ models: { 'lab/tiny': MODEL }, pageSize: 2 });
    expect((await pull()).files).toHaveLength(4);
    expect(hub.requests.filter(({ address }) => address.includes('/tree/')).length).toBeGreaterThan(3);
  });

  it('reads the files of a mirror that has no trees', async () => {
    hub.plan({ address: '/tree/', fault: { kind: 'status', status: 404 } });
    expect((await pull()).files).toHaveLength(4);
  });

  it('downloads nothing twice', async () => {
    await pull();
    const before = hub.requests.length;
    const { files } = await pull();
    expect(files.every(({ wasCached }) => wasCached)).toBe(true);
    expect(hub.requests.slice(before).map(({ address }) => address)).not.toContainEqual(expect.stringContaining('/resolve/'));
  });

  it('shares blobs between two downloads at once', async () => {
    const [first, second] = await Promise.all([pull(), pull()]);
    expect(first.folder).toBe(second.folder);
    expect(fetched('model.onnx_data')).toHaveLength(1);
    expect(blobs()).toHaveLength(4);
  });

  it('waits for another process that downloads the same blob', async () => {
    const folder = join(cacheFolder, 'models--lab--tiny/blobs');
    mkdirSync(folder, { recursive: true });
    const note = join(folder, `${sha256(weights)}.incomplete.owner`);
    writeFileSync(note, JSON.stringify({ host: hostname(), pid: process.pid, at: '0' }));
    let polls = 0;
    const wait = (): Promise<void> => {
      polls += 1;
      if (polls === 3) {
        writeFileSync(join(folder, sha256(weights)), weights);
        rmSync(note);
      }
      return Promise.resolve();
    };
    await pull('lab/tiny', { wait });
    expect(polls).toBe(3);
    expect(fetched('model.onnx_data')).toEqual([]);
  });

  it('takes an unfinished blob over from a process that is gone', async () => {
    const folder = join(cacheFolder, 'models--lab--tiny/blobs');
    mkdirSync(folder, { recursive: true });
    const partial = join(folder, `${sha256(weights)}.incomplete`);
    writeFileSync(partial, weights.subarray(0, 1000));
    // Process numbers end at 2^22 on Linux.
    writeFileSync(`${partial}.owner`, JSON.stringify({ host: hostname(), pid: 2 ** 30, at: '0' }));
    await pull();
    expect(fetched('model.onnx_data').map(({ range }) => range)).toEqual(['bytes=1000-']);
    expect(blobs()).toHaveLength(4);
  });
});

describe('without the network', () => {
  it('finds what was downloaded before, by branch and by commit', async () => {
    const { folder, sha, modelPath } = await pull();
    const offline = await pull('lab/tiny', { offline: true, endpoint: 'http://127.0.0.1:1' });
    expect(offline).toMatchObject({ folder, sha, modelPath });
    expect(findCachedModel(parseHubReference(`lab/tiny@${sha}`), { cacheFolder })).toEqual({ folder, sha, modelPath });
    expect(lstatSync(modelPath).isSymbolicLink()).toBe(true);
  });

  it('refuses what was not', async () => {
    await pull('lab/tiny:q4');
    await expect(pull('lab/tiny:fp16', { offline: true })).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
      message: expect.stringContaining('HF_HUB_OFFLINE'),
    });
    expect(findCachedModel(parseHubReference('lab/other'), { cacheFolder })).toBeUndefined();
  });

  it('names a hub that does not answer', async () => {
    await expect(pull('lab/tiny', { endpoint: 'http://127.0.0.1:1' })).rejects.toMatchObject({
      code: 'HUB_UNREACHABLE',
      message: expect.stringMatching(/127\.0\.0\.1:1 failed.*HF_HUB_OFFLINE=1/),
    });
    expect(waits).toHaveLength(3);
  });
});
