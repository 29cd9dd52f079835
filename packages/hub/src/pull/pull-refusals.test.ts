import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { pause } from '../client/backoff.ts';
import type { HubOptions } from '../client/hub-options.ts';
import { parseHubReference } from '../repo/hub-reference.ts';
import {
  blobs,
  cacheFolder,
  fetched,
  graph,
  hub,
  MODEL,
  optionsOf,
  pull,
  sha256,
  start,
  useFreshHub,
  weights,
} from './pull-model.fixture.ts';
import { pullHubModel } from './pull-model.ts';

useFreshHub();

describe('refuses', () => {
  it('a range behind the end of what the storage has, and does not keep what led there', async () => {
    const folder = join(cacheFolder, 'models--lab--tiny/blobs');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${sha256(weights)}.incomplete`), weights.subarray(0, 1000));
    hub.plan({ address: 'path=onnx/model.onnx_data', fault: { kind: 'status', status: 416 } });
    await expect(pull()).rejects.toMatchObject({ code: 'HUB_ANSWER_INVALID' });
    expect(blobs().filter((name) => name.startsWith(sha256(weights)))).toEqual([]);
  });

  it('a cache that cannot be written', async () => {
    writeFileSync(join(cacheFolder, 'models--lab--tiny'), 'a file where a folder belongs');
    await expect(pull()).rejects.toMatchObject({ code: 'FORBIDDEN', message: expect.stringContaining('HF_HUB_CACHE') });
  });

  it('to wait once it is interrupted', async () => {
    hub.plan({ address: '/revision/', fault: { kind: 'status', status: 503, headers: { 'retry-after': '200' } } });
    const stop = new AbortController();
    const wait: HubOptions['wait'] = async (ms, signal) => {
      stop.abort();
      await pause(ms, signal);
    };
    await expect(pull('lab/tiny', { wait, signal: stop.signal })).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('an unfinished blob of other bytes, by fetching it once more from the start', async () => {
    const folder = join(cacheFolder, 'models--lab--tiny/blobs');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${sha256(weights)}.incomplete`), 'other bytes');
    await pull();
    expect(fetched('model.onnx_data').map(({ range }) => range)).toEqual(['bytes=11-', undefined]);
    expect(readFileSync(join(folder, sha256(weights))).equals(weights)).toBe(true);
  });

  it('bytes of another hash, and keeps nothing of them', async () => {
    hub.plan({ address: 'path=onnx/model.onnx_data', fault: { kind: 'corrupt' } });
    await expect(pull()).rejects.toMatchObject({ code: 'HUB_ANSWER_INVALID', message: expect.stringContaining(sha256(weights)) });
    expect(blobs().filter((name) => name.startsWith(sha256(weights)))).toEqual([]);
    expect(existsSync(join(cacheFolder, 'models--lab--tiny/snapshots'))).toBe(false);
  });

  it('a small file whose git object id is another', async () => {
    hub.plan({ address: '/resolve/', fault: { kind: 'corrupt' } });
    await expect(pull()).rejects.toMatchObject({ code: 'HUB_ANSWER_INVALID', message: expect.stringContaining('git-sha1') });
  });

  it('a file of another size', async () => {
    hub.plan({ address: '/resolve/', fault: { kind: 'body', body: '<html>sign in first</html>' } });
    await expect(pull()).rejects.toMatchObject({ code: 'HUB_ANSWER_INVALID' });
    expect(blobs()).toEqual([]);
  });

  it('an answer that is not the hub’s', async () => {
    hub.plan({ address: '/revision/', fault: { kind: 'body', body: '<html>sign in first</html>' } });
    await expect(pull()).rejects.toMatchObject({ code: 'HUB_ANSWER_INVALID', message: expect.stringContaining('HF_ENDPOINT') });
  });

  it('a variant that is not there, listing those that are', async () => {
    const message = expect.stringMatching(
      /onnx\/model\.onnx, onnx\/model_fp16\.onnx, onnx\/model_q4\.onnx; name one, such as lab\/tiny:fp16, lab\/tiny:q4/,
    );
    await expect(pull('lab/tiny:int3')).rejects.toMatchObject({ code: 'NOT_FOUND', message });
  });

  it('to choose among several plain models', async () => {
    await start({ models: { 'lab/tiny': { 'onnx/model.onnx': 'a', 'model.onnx': 'b' } } });
    await expect(pull()).rejects.toMatchObject({ code: 'BAD_USER_INPUT', message: expect.stringContaining('lab/tiny:model.onnx') });
    expect(readFileSync((await pull('lab/tiny:model.onnx')).modelPath, 'utf8')).toBe('b');
  });

  it('to choose among the graphs of a folder, but takes the only one', async () => {
    await start({
      models: { 'lab/tiny': { 'cpu/int4/phi.onnx': 'a', 'cpu/int4/genai_config.json': '{}', 'gpu/a.onnx': 'b', 'gpu/b.onnx': 'c' } },
    });
    const { files } = await pull('lab/tiny:cpu/int4');
    expect(files.map(({ path }) => path)).toEqual(['cpu/int4/genai_config.json', 'cpu/int4/phi.onnx']);
    await expect(pull('lab/tiny:gpu')).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      message: expect.stringContaining('lab/tiny:gpu/b.onnx'),
    });
  });

  it('a repository without a model', async () => {
    await start({ models: { 'lab/tiny': { 'config.json': '{}' } } });
    await expect(pull()).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('neither onnx/model.onnx, model.safetensors nor a .gguf file'),
    });
  });

  it('a repository that it does not know, telling about the token', async () => {
    await expect(pull('lab/nothing')).rejects.toMatchObject({ code: 'UNAUTHENTICATED', message: expect.stringContaining('HF_TOKEN') });
    await expect(pull('lab/tiny@v9')).rejects.toMatchObject({ code: 'NOT_FOUND', message: expect.stringContaining('no such revision') });
  });

  it('weights that the repository lacks', async () => {
    const { 'onnx/model.onnx_data': _, ...rest } = MODEL;
    await start({ models: { 'lab/tiny': rest } });
    await expect(pull()).rejects.toMatchObject({ code: 'EXTERNAL_DATA_MISSING', message: expect.stringContaining('model.onnx_data') });
  });

  it('a disk that is too full, before anything is written', async () => {
    const message = expect.stringMatching(new RegExp(`^${graph.length + weights.length + 23} bytes are needed .* and 1000 are free`));
    await expect(pull('lab/tiny', { getFreeBytes: () => Promise.resolve(1000) })).rejects.toMatchObject({ code: 'DISK_FULL', message });
    expect(blobs()).toEqual([]);
  });

  it.each(['../outside.json', '/etc/outside.json', 'onnx/../../outside.json', 'a\\..\\outside.json', 'nul\0.json', 'C:/outside.json'])(
    'a file named %j',
    async (path) => {
      await start({ models: { 'lab/tiny': { ...MODEL, [path]: 'x' } } });
      await expect(pull()).rejects.toMatchObject({ code: 'HUB_ANSWER_INVALID', message: expect.stringContaining('outside its folder') });
      expect(readdirSync(cacheFolder)).toEqual([]);
    },
  );

  it('weights outside the repository', async () => {
    const job = pullHubModel(parseHubReference('lab/tiny'), { ...optionsOf(), listExternalFiles: () => ['../../../refs/main'] });
    const run = async (): Promise<void> => {
      for await (const _ of job);
    };
    await expect(run()).rejects.toMatchObject({ code: 'EXTERNAL_DATA_MISSING' });
  });

  it('to write through a folder that links out of the cache', async () => {
    const snapshot = join(cacheFolder, 'models--lab--tiny/snapshots', hub.shaOf('models', 'lab/tiny'));
    const outside = join(cacheFolder, 'outside');
    mkdirSync(snapshot, { recursive: true });
    mkdirSync(outside);
    symlinkSync(outside, join(snapshot, 'onnx'));
    await expect(pull()).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(readdirSync(outside)).toEqual([]);
  });
});
