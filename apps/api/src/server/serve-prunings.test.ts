import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { request as openRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { encodeGlobalId } from '../data/global-id.ts';
import { seedEvaluatedPruning } from '../testing/seed-evaluated-pruning.ts';
import { seedModel } from '../testing/seed-model.ts';
import { ADMIN_HEADERS, startTestApi, type TestApi } from '../testing/start-test-api.ts';

const CONTENT = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 251));
const SHA256 = createHash('sha256').update(CONTENT).digest('hex');
const ARTEFACT = 'prunings(first: 1) { nodes { id artefact { bytes files { path bytes sha256 download } } } }';

interface Artefact {
  readonly id: string;
  readonly artefact: {
    readonly bytes: number | null;
    readonly files: readonly { readonly path: string; readonly download: string }[];
  } | null;
}

describe('files of pruned models', () => {
  let api: TestApi;
  let store: string;
  let key: string;

  beforeAll(async () => {
    store = mkdtempSync(join(tmpdir(), 'lamina-store-'));
    api = await startTestApi({ modelsFolder: store });
    const model = await seedModel(api.database, { slug: 'pruned', blockCount: 8 });
    key = await seedEvaluatedPruning(api.database, model, { strategy: 'block-influence', removed: [3], blockCount: 8, retention: {} });
    mkdirSync(join(store, 'digest/without-3/onnx'), { recursive: true });
    writeFileSync(join(store, 'digest/without-3/onnx/model.onnx'), CONTENT);
    writeFileSync(join(store, 'digest/without-3/config.json'), '{}');
    writeFileSync(join(store, 'secret'), 'not to be served');
    await recordFiles(['onnx/model.onnx', 'config.json']);
  });
  afterAll(async () => {
    await api.close();
    rmSync(store, { recursive: true, force: true });
  });

  /** Stores which files the worker wrote. */
  async function recordFiles(paths: readonly string[]): Promise<void> {
    const artefactFiles = paths.map((path) => ({ path, bytes: path === 'config.json' ? 2 : CONTENT.length, sha256: SHA256 }));
    const data = { artefactPath: 'digest/without-3', artefactSha256: SHA256, artefactFiles };
    await api.database.prisma.pruning.update({ where: { id: key }, data });
  }

  const get = (path: string, headers: Readonly<Record<string, string>> = {}) => fetch(new URL(path, api.url), { headers });
  /** Sends a path as it is; fetch would resolve its dots, and asks for no cached reply. */
  const getRaw = (path: string, headers: Readonly<Record<string, string>> = {}): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const { port } = new URL(api.url);
      openRequest({ port, path, host: 'localhost', headers }, (response) => resolve(response.resume().statusCode))
        .once('error', reject)
        .end();
    });
  const download = (path = 'onnx/model.onnx') => `/prunings/${encodeGlobalId('Pruning', key)}/${path}`;
  const code = async (response: Response) => {
    const { errors } = (await response.json()) as { errors: readonly { extensions: { code: string } }[] };
    return [response.status, errors[0]?.extensions.code];
  };

  it('are named by the API with sizes, digests and addresses', async () => {
    const { data } = await api.query<{ prunings: { nodes: readonly Artefact[] } }>(`{ ${ARTEFACT} }`);
    expect(data.prunings.nodes).toEqual([
      {
        id: encodeGlobalId('Pruning', key),
        artefact: {
          bytes: 1002,
          files: [
            { path: 'onnx/model.onnx', bytes: 1000, sha256: SHA256, download: download() },
            { path: 'config.json', bytes: 2, sha256: SHA256, download: download('config.json') },
          ],
        },
      },
    ]);
  });

  it('come whole, as data, with their digest in two headers', async () => {
    const response = await get(download());
    expect(response.status).toBe(200);
    expect(Buffer.from(await response.arrayBuffer()).equals(CONTENT)).toBe(true);
    expect(response.headers.get('etag')).toBe(`"${SHA256}"`);
    expect(response.headers.get('repr-digest')).toBe(`sha-256=:${Buffer.from(SHA256, 'hex').toString('base64')}:`);
    expect(response.headers.get('accept-ranges')).toBe('bytes');
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="model.onnx"');
    expect(await getRaw(download(), { 'if-none-match': `"${SHA256}"` })).toBe(304);
  });

  it.each([
    ['bytes=0-9', 0, 10],
    ['bytes=990-', 990, 1000],
    ['bytes=-10', 990, 1000],
    ['bytes=995-2000', 995, 1000],
  ])('come in the range %s', async (range, begin, end) => {
    const response = await get(download(), { range });
    expect(response.status).toBe(206);
    expect(response.headers.get('content-range')).toBe(`bytes ${begin}-${end - 1}/1000`);
    expect(Buffer.from(await response.arrayBuffer()).equals(CONTENT.subarray(begin, end))).toBe(true);
  });

  it('come whole where the range belongs to another file', async () => {
    expect((await get(download(), { range: 'bytes=0-9', 'if-range': '"another"' })).status).toBe(200);
    expect((await get(download(), { range: 'bytes=0-9', 'if-range': `"${SHA256}"` })).status).toBe(206);
  });

  it('refuse a range outside of the file with its size', async () => {
    const response = await get(download(), { range: 'bytes=1000-' });
    expect(response.headers.get('content-range')).toBe('bytes */1000');
    expect(await code(response)).toEqual([416, 'BAD_USER_INPUT']);
  });

  it('refuse every path that the pruning does not list', async () => {
    for (const path of [
      '../../secret',
      '..%2f..%2fsecret',
      '%2e%2e/%2e%2e/secret',
      'onnx/../config.json',
      'onnx',
      '',
      '/etc/passwd',
      'config.json%00',
    ])
      expect([path, await getRaw(download(path))]).toEqual([path, 404]);
    expect(await code(await get('/prunings/none/config.json'))).toEqual([400, 'BAD_USER_INPUT']);
    const other = encodeGlobalId('Pruning', '00000000-0000-7000-8000-000000000000');
    expect(await code(await get(`/prunings/${other}/config.json`))).toEqual([404, 'NOT_FOUND']);
  });

  it('refuse links, and a list that leaves its folder', async () => {
    symlinkSync(join(store, 'secret'), join(store, 'digest/without-3/linked'));
    symlinkSync(join(store, 'digest'), join(store, 'digest/without-3/folder'));
    await recordFiles(['linked', 'folder/without-3/onnx/model.onnx', '../../secret']);
    expect(await code(await get(download('linked')))).toEqual([403, 'FORBIDDEN']);
    expect(await code(await get(download('folder/without-3/onnx/model.onnx')))).toEqual([403, 'FORBIDDEN']);
    expect(await getRaw(download('..%2f..%2fsecret'))).toBe(403);
    await recordFiles(['onnx/model.onnx', 'config.json']);
  });

  it('refuse a file that is incomplete, and one that only another machine has', async () => {
    truncateSync(join(store, 'digest/without-3/config.json'), 1);
    expect(await code(await get(download('config.json')))).toEqual([409, 'CONFLICT']);
    rmSync(join(store, 'digest/without-3/config.json'));
    expect(await code(await get(download('config.json')))).toEqual([404, 'NOT_FOUND']);
  });

  it('refuse a token that is not valid, also where reads need none', async () => {
    expect(await code(await get(download(), { authorization: 'Bearer lam_wrong' }))).toEqual([401, 'UNAUTHENTICATED']);
  });

  it('need a token where reads need one', async () => {
    const closed = await startTestApi({ modelsFolder: store, isAnonymousAllowed: false });
    const path = new URL(download(), closed.url);
    expect((await fetch(path)).status).toBe(401);
    // This database has no such pruning: the token opened the door.
    expect((await fetch(path, { headers: ADMIN_HEADERS })).status).toBe(404);
    await closed.close();
  });
});
