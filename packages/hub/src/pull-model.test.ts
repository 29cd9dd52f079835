import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestHub, type TestHub, type TestHubContent } from '@lamina/test-utils/hub';
import { pause } from './backoff.ts';
import { findCachedModel } from './find-cached-model.ts';
import type { HubOptions } from './hub-options.ts';
import { parseHubReference } from './hub-reference.ts';
import { type PulledModel, pullHubModel } from './pull-model.ts';

const TOKEN = 'hf_a-token-that-must-not-be-shown';
const graph = Buffer.alloc(300_000, 'graph ');
const weights = Buffer.from(Array.from({ length: 400_000 }, (_, index) => (index * 7919) % 251));
const MODEL = {
  'config.json': '{"model_type":"tiny"}',
  'tokenizer.json': '{}',
  'README.md': '# tiny',
  'pytorch_model.bin': 'not needed',
  'onnx/model.onnx': graph,
  'onnx/model.onnx_data': weights,
  'onnx/model_q4.onnx': 'the q4 graph',
  'onnx/model_fp16.onnx': 'the fp16 graph',
};

let cacheFolder: string;
let hub: TestHub;
let waits: number[];

async function start(content: TestHubContent = { models: { 'lab/tiny': MODEL } }): Promise<void> {
  await hub?.close();
  hub = await startTestHub(content);
}

beforeEach(async () => {
  cacheFolder = mkdtempSync(join(tmpdir(), 'lamina-hub-'));
  waits = [];
  await start();
});
afterEach(async () => {
  await hub.close();
  rmSync(cacheFolder, { recursive: true });
});

function optionsOf(options: Partial<HubOptions> = {}): HubOptions {
  return {
    endpoint: hub.endpoint,
    cacheFolder,
    random: () => 0,
    wait: (ms) => {
      waits.push(ms);
      return Promise.resolve();
    },
    ...options,
  };
}

/** The plain graph names its weights, the others hold theirs. */
const listExternalFiles = (path: string): readonly string[] => (readFileSync(path).equals(graph) ? ['model.onnx_data'] : []);

async function pull(reference = 'lab/tiny', options: Partial<HubOptions> = {}): Promise<PulledModel> {
  const job = pullHubModel(parseHubReference(reference), { ...optionsOf(options), listExternalFiles });
  for (let step = await job.next(); ; step = await job.next()) if (step.done) return step.value;
}

function blobs(): readonly string[] {
  return readdirSync(join(cacheFolder, 'models--lab--tiny/blobs')).sort();
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const fetched = (path: string): typeof hub.requests =>
  hub.requests.filter(({ address, host }) => host === 'storage' && decodeURIComponent(address).includes(path));

describe('pullHubModel', () => {
  it('downloads what the plain model needs, and nothing else', async () => {
    const { folder, files } = await pull();
    const names = ['config.json', 'onnx/model.onnx', 'onnx/model.onnx_data', 'tokenizer.json'];
    expect(files.map(({ path }) => path).sort()).toEqual(names);
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual([...names, 'onnx'].sort());
    expect(readFileSync(join(folder, 'onnx/model.onnx_data')).equals(weights)).toBe(true);
  });

  it('lays the cache out as huggingface_hub does', async () => {
    const { folder, sha, onnxPath } = await pull();
    const root = join(cacheFolder, 'models--lab--tiny');
    expect(folder).toBe(join(root, 'snapshots', hub.shaOf('models', 'lab/tiny')));
    expect(readFileSync(join(root, 'refs/main'), 'utf8')).toBe(sha);
    expect(readlinkSync(onnxPath)).toBe(`../../../blobs/${sha256(graph)}`);
    expect(readlinkSync(join(folder, 'config.json'))).toMatch(/^\.\.\/\.\.\/blobs\/[0-9a-f]{40}$/);
    expect(blobs()).toHaveLength(4);
  });

  it('takes one variant by its name', async () => {
    const { onnxPath, files } = await pull('lab/tiny:q4');
    expect(readFileSync(onnxPath, 'utf8')).toBe('the q4 graph');
    expect(files.map(({ path }) => path)).not.toContain('onnx/model.onnx_data');
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

describe('faults of the line', () => {
  it('continues where a cut connection ended', async () => {
    hub.plan({ address: 'path=onnx/model.onnx_data', fault: { kind: 'cut', afterBytes: 150_000 } });
    const { folder } = await pull();
    const [first, second] = fetched('model.onnx_data');
    // The last bytes before a cut may be lost on the way.
    expect([first?.range, second?.range]).toEqual([undefined, expect.stringMatching(/^bytes=\d{5,6}-$/)]);
    expect(readFileSync(join(folder, 'onnx/model.onnx_data')).equals(weights)).toBe(true);
  });

  it('keeps what came when it gives up, and continues in the next run', async () => {
    hub.plan({ address: 'path=onnx/model.onnx_data', fault: { kind: 'cut', afterBytes: 50_000 }, times: 6 });
    await expect(pull()).rejects.toMatchObject({ code: 'HUB_UNREACHABLE', message: expect.stringContaining('gave up after 6 attempts') });
    expect(existsSync(join(cacheFolder, 'models--lab--tiny/snapshots'))).toBe(false);
    const { size } = statSync(join(cacheFolder, 'models--lab--tiny/blobs', `${sha256(weights)}.incomplete`));
    expect(size).toBeGreaterThan(0);
    await pull();
    expect(fetched('model.onnx_data').at(-1)?.range).toBe(`bytes=${size}-`);
  });

  it('starts again where the server ignores the range', async () => {
    hub.plan({ address: 'path=onnx/model.onnx_data', fault: { kind: 'cut', afterBytes: 1000 } });
    hub.plan({ address: 'path=onnx/model.onnx_data', fault: { kind: 'ignore-range' } });
    const { folder } = await pull();
    expect(readFileSync(join(folder, 'onnx/model.onnx_data')).equals(weights)).toBe(true);
  });

  it('starts again where the server sends another range', async () => {
    hub.plan({ address: 'path=onnx/model.onnx_data', fault: { kind: 'cut', afterBytes: 1000 } });
    hub.plan({ address: 'path=onnx/model.onnx_data', fault: { kind: 'wrong-range' } });
    const { folder } = await pull();
    expect(readFileSync(join(folder, 'onnx/model.onnx_data')).equals(weights)).toBe(true);
  });

  it('counts silence as a cut', async () => {
    hub.plan({ address: 'path=onnx/model.onnx_data', fault: { kind: 'silence' } });
    const { folder } = await pull('lab/tiny', { idleTimeoutMs: 50 });
    expect(readFileSync(join(folder, 'onnx/model.onnx_data')).equals(weights)).toBe(true);
    expect(waits).toEqual([250]);
  });

  it('waits as long as a 429 asks for', async () => {
    hub.plan({ address: '/revision/', fault: { kind: 'status', status: 429, headers: { 'retry-after': '7' } } });
    hub.plan({ address: 'path=onnx/model.onnx_data', fault: { kind: 'status', status: 429, headers: { 'retry-after': '0' } } });
    await pull();
    expect(waits).toEqual([7000, 0]);
  });

  it('tells what a 429 asks for where that is too long', async () => {
    hub.plan({ address: '/revision/', fault: { kind: 'status', status: 429, headers: { 'retry-after': '3600' } } });
    await expect(pull()).rejects.toMatchObject({ code: 'RATE_LIMITED', message: expect.stringContaining('wait 3600 s') });
    expect(waits).toEqual([]);
  });

  it('waits longer after each 5xx, and gives up', async () => {
    hub.plan({ address: '/tree/', fault: { kind: 'status', status: 503 }, times: 100 });
    await expect(pull()).rejects.toMatchObject({ code: 'HUB_UNREACHABLE', message: expect.stringContaining('answers 503') });
    expect(waits).toEqual([250, 500, 1000]);
  });

  it('stops at an interrupt and keeps what came', async () => {
    const stop = new AbortController();
    const job = pullHubModel(parseHubReference('lab/tiny'), { ...optionsOf({ signal: stop.signal }), listExternalFiles });
    const interrupted = async (): Promise<void> => {
      for await (const { path, doneBytes } of job) if (path === 'onnx/model.onnx' && doneBytes > 100_000) stop.abort();
    };
    await expect(interrupted()).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(blobs().some((name) => name === `${sha256(graph)}.incomplete`)).toBe(true);
    await pull();
    expect(fetched('path=onnx/model.onnx').some(({ range }) => range !== undefined)).toBe(true);
  });
});

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
    expect(readFileSync((await pull('lab/tiny:model.onnx')).onnxPath, 'utf8')).toBe('b');
  });

  it('a repository without ONNX', async () => {
    await start({ models: { 'lab/tiny': { 'config.json': '{}' } } });
    await expect(pull()).rejects.toMatchObject({ code: 'NOT_FOUND', message: expect.stringContaining('export it to ONNX') });
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

describe('the token', () => {
  beforeEach(() => start({ models: { 'lab/tiny': MODEL }, token: TOKEN }));

  it('goes to the hub, and not to the host it redirects to', async () => {
    await pull('lab/tiny', { token: TOKEN });
    const sent = hub.requests.map(({ host, authorization }) => `${host} ${authorization ?? 'none'}`);
    expect([...new Set(sent)].sort()).toEqual([`hub Bearer ${TOKEN}`, 'storage none']);
  });

  it('is never shown, nor is a signed address', async () => {
    hub.plan({ address: 'signature', fault: { kind: 'status', status: 500 }, times: 100 });
    const failure = await pull('lab/tiny', { token: TOKEN }).catch((error: unknown) => error);
    const shown = JSON.stringify([failure, failure instanceof Error ? [failure.message, failure.stack, failure.cause] : '']);
    expect(shown).toContain('answers 500');
    expect(shown).not.toContain(TOKEN);
    expect(shown).not.toContain('a-secret-of-the-storage-host');
  });

  it('is asked for where it is missing', async () => {
    await expect(pull()).rejects.toMatchObject({ code: 'UNAUTHENTICATED', message: expect.stringContaining('set HF_TOKEN') });
    await expect(pull('lab/tiny', { token: 'another' })).rejects.toMatchObject({
      message: expect.stringContaining('the token in HF_TOKEN'),
    });
  });
});

describe('redirects', () => {
  const isPrivateAddress = (address: string): boolean => address === '127.0.0.2';

  it('of a public hub into a private network are refused', async () => {
    for (const to of ['http://127.0.0.2:1/secrets', 'http://[::ffff:7f00:2]:1/']) {
      hub.plan({ address: '/revision/', fault: { kind: 'redirect', to } });
      const refused = pull('lab/tiny', { isPrivateAddress: (address) => isPrivateAddress(address) || address === '::ffff:7f00:2' });
      await expect(refused).rejects.toMatchObject({ code: 'FORBIDDEN', message: expect.stringContaining('private network') });
    }
  });

  it('by a name of a private address are refused', async () => {
    hub.plan({ address: '/revision/', fault: { kind: 'redirect', to: 'http://localhost:1/' } });
    let calls = 0;
    // The endpoint's own address is asked first and passes; the addresses of localhost do not.
    const refused = pull('lab/tiny', { isPrivateAddress: () => calls++ > 1 });
    await expect(refused).rejects.toMatchObject({ code: 'FORBIDDEN', message: expect.stringContaining('localhost') });
  });

  it('of a hub that is itself private are followed', async () => {
    const { endpoint } = hub;
    hub.plan({
      address: '/revision/main',
      fault: { kind: 'redirect', to: `${endpoint}/api/models/lab/tiny/revision/${hub.shaOf('models', 'lab/tiny')}` },
    });
    expect((await pull()).files).toHaveLength(4);
  });

  it('to other protocols, and without end, are refused', async () => {
    hub.plan({ address: '/revision/', fault: { kind: 'redirect', to: 'file:///etc/passwd' } });
    await expect(pull()).rejects.toMatchObject({ code: 'HUB_ANSWER_INVALID', message: expect.stringContaining('only http(s)') });
    hub.plan({ address: '/revision/', fault: { kind: 'redirect', to: '/api/models/lab/tiny/revision/main' }, times: 100 });
    await expect(pull()).rejects.toMatchObject({ code: 'HUB_ANSWER_INVALID', message: expect.stringContaining('more than 10 times') });
  });
});

describe('without the network', () => {
  it('finds what was downloaded before, by branch and by commit', async () => {
    const { folder, sha, onnxPath } = await pull();
    const offline = await pull('lab/tiny', { offline: true, endpoint: 'http://127.0.0.1:1' });
    expect(offline).toMatchObject({ folder, sha, onnxPath });
    expect(findCachedModel(parseHubReference(`lab/tiny@${sha}`), { cacheFolder })).toEqual({ folder, sha, onnxPath });
    expect(lstatSync(onnxPath).isSymbolicLink()).toBe(true);
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
