import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { request as openRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { programArgs } from '@lamina/bundle/program-args';
import { createApiToken, hasEnded, listenToJobEvents } from '@lamina/database';
import { MODEL_UPLOAD_LIMITS } from '@lamina/uploads';
import { seedModel } from '../testing/seed-model.ts';
import { ADMIN_HEADERS, startTestApi, type TestApi } from '../testing/start-test-api.ts';

const SCORER = resolve(import.meta.dirname, '../../../scorer');
/** Digests of models include the names of their files. */
const NAME = 'llama-f16.gguf';
const GGUF = readFileSync(join(SCORER, 'fixtures', NAME));
const SHA256 = createHash('sha256').update(GGUF).digest('hex');
const TUS = { 'tus-resumable': '1.0.0' };
const PIECE = { ...TUS, 'content-type': 'application/offset+octet-stream' };

type Headers = Readonly<Record<string, string>>;

interface Announced {
  readonly id: string;
  readonly files: readonly {
    readonly name: string;
    readonly bytes: number;
    readonly receivedBytes: number;
    readonly sha256: string | null;
  }[];
}

interface Refused {
  readonly errors: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
}

describe('models that are uploaded', () => {
  let api: TestApi;
  let folder: string;
  let others: Headers;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lamina-uploads-'));
    // However long the pieces take on a busy machine.
    api = await startTestApi({
      uploadsFolder: join(folder, 'uploads'),
      uploadedModelsFolder: join(folder, 'uploaded-models'),
      timeouts: { sendMs: 600_000 },
    });
    others = await headersOf(['score']);
  });
  afterEach(async () => {
    for (const headers of [ADMIN_HEADERS, others]) {
      const { uploads } = (await (await send('', {}, headers)).json()) as { readonly uploads: readonly Announced[] };
      for (const { id } of uploads) expect((await send(`/${id}`, { method: 'DELETE' }, headers)).status).toBe(204);
    }
    expect(readdirSync(join(folder, 'uploads'))).toEqual([]);
  });
  afterAll(async () => {
    await api.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function headersOf(scopes: readonly string[]): Promise<Headers> {
    const { text } = await createApiToken(api.database, { name: scopes.join(' '), scopes, expiresAt: null });
    return { authorization: `Bearer ${text}` };
  }

  const send = (path: string, init: RequestInit = {}, headers: Headers = ADMIN_HEADERS) =>
    fetch(new URL(`/uploads/models${path}`, api.url), { ...init, headers: { ...headers, ...(init.headers as Headers | undefined) } });
  const post = (path: string, body: unknown, headers: Headers = ADMIN_HEADERS) =>
    send(path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }, headers);
  const announce = async (files: Readonly<Record<string, Uint8Array | number>>, headers: Headers = ADMIN_HEADERS) =>
    await post('', { files: Object.entries(files).map(([name, size]) => ({ name, bytes: sizeOf(size) })) }, headers);
  const begin = async (files: Readonly<Record<string, Uint8Array | number>>, headers: Headers = ADMIN_HEADERS) =>
    (await (await announce(files, headers)).json()) as Announced;
  const create = (id: string, name: string, bytes: number, headers: Headers = ADMIN_HEADERS) =>
    send(
      `/${id}`,
      {
        method: 'POST',
        headers: { ...TUS, 'upload-length': String(bytes), 'upload-metadata': `filename ${Buffer.from(name).toString('base64')}` },
      },
      headers,
    );
  const append = (place: string, offset: number, bytes: Uint8Array, headers: Headers = ADMIN_HEADERS) =>
    send(`/${place}`, { method: 'PATCH', headers: { ...PIECE, 'upload-offset': String(offset) }, body: Buffer.from(bytes) }, headers);
  const stateOf = async (id: string) => (await (await send(`/${id}`)).json()) as Announced;
  const codeOf = async (response: Response) => [response.status, ((await response.json()) as Refused).errors[0]?.extensions.code];

  /** Uploads whole files; returns the last reply. */
  async function upload(id: string, files: Readonly<Record<string, Uint8Array>>): Promise<Response> {
    let last: Response | undefined;
    for (const [name, bytes] of Object.entries(files)) {
      expect((await create(id, name, bytes.length)).status).toBe(201);
      last = await append(`${id}/${name}`, 0, bytes);
    }
    if (last === undefined) throw new Error('no files');
    return last;
  }

  /** Waits for the end of the job that registers a model. */
  async function finishJob(slug: string): Promise<object> {
    const find = () => api.database.prisma.job.findFirstOrThrow({ where: { payload: { path: ['slug'], equals: slug } } });
    await waitForJob(api.database.url, async () => hasEnded((await find()).status));
    return await find();
  }

  /** Sends the beginning of a piece, and cuts the connection when it has arrived. */
  async function sendHalf(id: string, name: string, half: Uint8Array, totalBytes: number): Promise<void> {
    const request = openRequest(new URL(`/uploads/models/${id}/${name}`, api.url), {
      method: 'PATCH',
      headers: { ...ADMIN_HEADERS, ...PIECE, 'upload-offset': '0', 'content-length': String(totalBytes) },
    });
    const closed = new Promise((done) => request.once('close', done));
    request.on('error', () => undefined);
    request.write(half);
    while ((await stateOf(id)).files[0]?.receivedBytes !== half.length);
    request.destroy();
    await closed;
  }

  it('state their limits, the accepted names, and the open uploads of the caller only', async () => {
    const { id } = await begin({ 'model.gguf': GGUF }, others);
    const reply = (await (await send('', {}, others)).json()) as {
      limits: object;
      accepts: { names: readonly string[] };
      uploads: object[];
    };
    expect(reply).toMatchObject({ limits: MODEL_UPLOAD_LIMITS, uploads: [{ id, files: [{ name: 'model.gguf', receivedBytes: 0 }] }] });
    expect(reply.accepts.names).toContain('config.json');
    expect(await (await send('')).json()).toMatchObject({ uploads: [] });
    expect((await send(`/${id}`, { method: 'DELETE' }, others)).status).toBe(204);
    expect(await (await send('', {}, others)).json()).toMatchObject({ uploads: [] });
    expect(readdirSync(join(folder, 'uploads'))).toEqual([]);
  });

  it('continue after a cut connection, and end with the digest of the whole file', async () => {
    const { id } = await begin({ 'model.gguf': GGUF });
    const created = await create(id, 'model.gguf', GGUF.length);
    expect([created.status, created.headers.get('location')]).toEqual([201, `/uploads/models/${id}/model.gguf`]);
    const half = GGUF.length / 2;
    await sendHalf(id, 'model.gguf', GGUF.subarray(0, half), GGUF.length);
    const head = await send(`/${id}/model.gguf`, { method: 'HEAD', headers: TUS });
    expect(['upload-offset', 'upload-length'].map((name) => head.headers.get(name))).toEqual([String(half), String(GGUF.length)]);
    expect(await codeOf(await append(`${id}/model.gguf`, half - 1, GGUF.subarray(half - 1)))).toEqual([409, 'CONFLICT']);
    const last = await append(`${id}/model.gguf`, half, GGUF.subarray(half));
    expect([last.status, last.headers.get('repr-digest')]).toEqual([204, `sha-256=:${Buffer.from(SHA256, 'hex').toString('base64')}:`]);
    expect((await stateOf(id)).files).toEqual([{ name: 'model.gguf', bytes: GGUF.length, receivedBytes: GGUF.length, sha256: SHA256 }]);
    expect(readFileSync(join(folder, 'uploads', id, 'model.gguf')).equals(GGUF)).toBe(true);
    expect(api.logLines.filter((line) => line.includes('internal error'))).toEqual([]);
  });

  it.each([
    ['model.gguf', Buffer.from('GGML, an old format')],
    ['model.safetensors', Buffer.from('short')],
    ['model.safetensors', Buffer.from([255, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7d])],
    ['model.safetensors', Buffer.from([2, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7b])],
    ['model.safetensors', Buffer.from([2, 0, 0, 0, 0, 0, 0, 0, 0x5b, 0x5d])],
    ['config.json', Buffer.from('{"model_type": "llama"')],
    ['config.json', Buffer.from('PK\u0003\u0004 an archive')],
  ])('refuse a %s with other content, and keep nothing of it', async (name, bytes) => {
    const rest = { 'config.json': 2, 'model.safetensors': 10 };
    const { id } = await begin(name === 'model.gguf' ? { [name]: bytes } : { ...rest, [name]: bytes });
    const reply = await upload(id, { [name]: bytes });
    expect(await codeOf(reply)).toEqual([400, 'BAD_USER_INPUT']);
    expect(existsSync(join(folder, 'uploads', id, name))).toBe(false);
    expect((await stateOf(id)).files.find((file) => file.name === name)).toMatchObject({ receivedBytes: 0, sha256: null });
  });

  it.each<readonly [what: string, files: Readonly<Record<string, number>>, words: string]>([
    ['a name that leaves the folder', { '../model.gguf': 10 }, 'is no file of a model'],
    ['a name with a folder', { 'folder/model.gguf': 10 }, 'is no file of a model'],
    ['a name that leaves the folder on Windows', { '..\\model.gguf': 10 }, 'is no file of a model'],
    ['an ending without a name', { '.gguf': 10 }, 'is no file of a model'],
    ['a hidden file', { '.hidden.gguf': 10 }, 'is no file of a model'],
    ['an archive', { 'model.gguf': 10, 'model.zip': 10 }, 'is no file of a model'],
    ['a pickle', { 'model.gguf': 10, 'pytorch_model.bin': 10 }, 'is no file of a model'],
    ['a file that is too large', { 'model.gguf': MODEL_UPLOAD_LIMITS.bytes + 1 }, String(MODEL_UPLOAD_LIMITS.bytes)],
    ['too large a sum', { 'model.safetensors': MODEL_UPLOAD_LIMITS.bytes, 'config.json': 1 }, String(MODEL_UPLOAD_LIMITS.bytes)],
    ['too large a config', { 'config.json': MODEL_UPLOAD_LIMITS.companionBytes + 1 }, String(MODEL_UPLOAD_LIMITS.companionBytes)],
    ['an empty file', { 'model.gguf': 0 }, 'must have 1 to'],
    ['half a byte', { 'model.gguf': 1.5 }, 'send the names and sizes'],
    ['too many files', Object.fromEntries(Array.from({ length: 101 }, (_, part) => [`${part}.gguf`, 1])), 'the limit is 100'],
    ['no file', {}, 'no files'],
    ['no model', { 'config.json': 2 }, 'none of its files is a model'],
    ['safetensors alone', { 'model.safetensors': 10 }, 'config.json'],
    ['two models', { 'a.gguf': 10, 'b.gguf': 10 }, 'several models'],
  ])('refuse %s before anything is sent', async (_what, files, words) => {
    const reply = await announce(files);
    const { errors } = (await reply.clone().json()) as Refused;
    expect(await codeOf(reply)).toEqual([400, 'BAD_USER_INPUT']);
    expect(errors[0]?.message).toContain(words);
    expect(await (await send('')).json()).toMatchObject({ uploads: [] });
  });

  it('refuse files and sizes that were not announced, and more bytes than announced', async () => {
    const { id } = await begin({ 'model.gguf': 10 });
    expect(await codeOf(await create(id, 'config.json', 10))).toEqual([400, 'BAD_USER_INPUT']);
    expect(await codeOf(await create(id, '../model.gguf', 10))).toEqual([400, 'BAD_USER_INPUT']);
    expect(await codeOf(await create(id, 'model.gguf', 11))).toEqual([400, 'BAD_USER_INPUT']);
    expect((await create(id, 'model.gguf', 10)).status).toBe(201);
    expect(await codeOf(await append(`${id}/model.gguf`, 0, Buffer.alloc(11)))).toEqual([400, 'BAD_USER_INPUT']);
    for (const path of ['config.json', '..%2fmodel.gguf', `x%5c..%5c..%5c${id}%5cmodel.gguf`])
      expect(await codeOf(await append(`${id}/${path}`, 0, Buffer.alloc(1)))).toEqual([404, 'NOT_FOUND']);
  });

  it('need the scope of registerModel, and belong to the token that began them', async () => {
    const { id } = await begin({ 'model.gguf': GGUF });
    const mayImport = await headersOf(['import']);
    expect(await codeOf(await announce({ 'model.gguf': 10 }, {}))).toEqual([401, 'UNAUTHENTICATED']);
    expect(await codeOf(await announce({ 'model.gguf': 10 }, mayImport))).toEqual([403, 'FORBIDDEN']);
    expect(await codeOf(await create(id, 'model.gguf', GGUF.length, mayImport))).toEqual([403, 'FORBIDDEN']);
    for (const reply of [
      await send(`/${id}`, {}, others),
      await create(id, 'model.gguf', GGUF.length, others),
      await append(`${id}/model.gguf`, 0, GGUF, others),
      await send(`/${id}`, { method: 'DELETE' }, others),
      await post(`/${id}/registration`, { slug: 'stolen' }, others),
    ])
      expect(await codeOf(reply)).toEqual([404, 'NOT_FOUND']);
    // The library would take the place from the URL, which a sender can write into the header Host.
    const mine = await begin({ 'model.gguf': GGUF }, others);
    await create(mine.id, 'model.gguf', GGUF.length, others);
    await sendWithHost(`/uploads/models/${mine.id}/model.gguf`, `x/${id}/model.gguf?`);
    expect((await stateOf(id)).files[0]?.receivedBytes).toBe(0);
    expect(await (await send(`/${mine.id}`, {}, others)).json()).toMatchObject({ files: [{ receivedBytes: 4 }] });
  });

  function sendWithHost(path: string, host: string): Promise<number | undefined> {
    return new Promise((done, reject) => {
      const { port } = new URL(api.url);
      const headers = { ...others, ...PIECE, 'upload-offset': '0', host };
      openRequest({ port, path, host: 'localhost', method: 'PATCH', headers }, (response) => done(response.resume().statusCode))
        .once('error', reject)
        .end('GGUF');
    });
  }

  it('are at most five at a time for one token', async () => {
    for (let count = 0; count < MODEL_UPLOAD_LIMITS.openUploads; count++) await begin({ 'model.gguf': 10 });
    expect(await codeOf(await announce({ 'model.gguf': 10 }))).toEqual([409, 'CONFLICT']);
    expect((await announce({ 'model.gguf': 10 }, others)).status).toBe(201);
  });

  it('are registered only if they are complete, and under a short name that no model has', async () => {
    await seedModel(api.database, { slug: 'taken' });
    const { id } = await begin({ 'model.gguf': GGUF });
    expect(await codeOf(await post(`/${id}/registration`, { slug: 'unfinished' }))).toEqual([409, 'CONFLICT']);
    await upload(id, { 'model.gguf': GGUF });
    expect(await codeOf(await post(`/${id}/registration`, { slug: 'taken' }))).toEqual([409, 'CONFLICT']);
    for (const input of [
      { slug: '../up' },
      { slug: 'Not A Slug' },
      { slug: '' },
      { slug: 'x', reference: 'y' },
      { slug: 'x', colour: 1 },
      { name: 'x' },
      [],
    ])
      expect(await codeOf(await post(`/${id}/registration`, input))).toEqual([400, 'BAD_USER_INPUT']);
    expect((await stateOf(id)).files[0]?.sha256).toBe(SHA256);
    expect(existsSync(join(folder, 'uploaded-models'))).toBe(false);
  });

  it('become models with the digest of their files, when a worker of the same data folder has read them', async () => {
    const worker = startWorker(api.database.url, folder);
    try {
      const { id } = await begin({ [NAME]: GGUF });
      await upload(id, { [NAME]: GGUF });
      const input = { slug: 'mine', name: 'My model', family: { slug: 'tiny', name: 'Tiny' }, licence: 'MIT', description: 'Four blocks.' };
      const reply = await post(`/${id}/registration`, input);
      expect(reply.status).toBe(200);
      const { job, ...rest } = (await reply.json()) as { readonly job: { readonly id: string } };
      expect(rest).toEqual({
        slug: 'mine',
        files: [{ name: NAME, bytes: GGUF.length, receivedBytes: GGUF.length, sha256: SHA256 }],
      });
      expect(readdirSync(join(folder, 'uploads'))).toEqual([]);
      expect(await codeOf(await send(`/${id}`))).toEqual([404, 'NOT_FOUND']);
      expect(await finishJob('mine')).toMatchObject({ status: 'SUCCEEDED', errorMessage: null, submittedBy: 'administrator' });
      const query = '{ model(slug: "mine") { name licence description family { slug name } source blockCount } job(id: $id) { status } }';
      const { data } = await api.query<object>(`query ($id: ID!) ${query}`, { id: job.id });
      expect(data).toEqual({
        model: {
          name: 'My model',
          licence: 'MIT',
          description: 'Four blocks.',
          family: { slug: 'tiny', name: 'Tiny' },
          source: 'folder',
          blockCount: 4,
        },
        job: { status: 'SUCCEEDED' },
      });
      // The same file in a model folder of the worker.
      const register = `mutation { registerModel(input: { slug: "original", reference: "${NAME}" }) { job { id } } }`;
      await api.query(register, {}, ADMIN_HEADERS);
      await finishJob('original');
      const revisionOf = (slug: string) => api.database.prisma.modelRevision.findFirstOrThrow({ where: { model: { slug } } });
      const [uploaded, original] = [await revisionOf('mine'), await revisionOf('original')];
      expect([uploaded.location, uploaded.digest]).toEqual(['mine', original.digest]);
      // The same file once more: its folder is in use.
      const again = await begin({ [NAME]: GGUF });
      await upload(again.id, { [NAME]: GGUF });
      expect(await codeOf(await post(`/${again.id}/registration`, { slug: 'mine' }))).toEqual([409, 'CONFLICT']);
      expect(readFileSync(join(folder, 'uploaded-models/mine', NAME)).equals(GGUF)).toBe(true);
      // The files go with the model.
      const remove = 'mutation { deleteModel(slug: "mine") { slug } }';
      expect(await api.query(remove, {}, ADMIN_HEADERS)).toMatchObject({ data: { deleteModel: { slug: 'mine' } } });
      expect(readdirSync(join(folder, 'uploaded-models'))).toEqual([]);
    } finally {
      await worker.stop();
    }
  });

  it('fail to be registered by a worker with another data folder, with a message that says so', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'lamina-elsewhere-'));
    const worker = startWorker(api.database.url, elsewhere);
    try {
      const { id } = await begin({ 'model.gguf': GGUF });
      await upload(id, { 'model.gguf': GGUF });
      await post(`/${id}/registration`, { slug: 'not-shared' });
      expect(await finishJob('not-shared')).toMatchObject({
        status: 'FAILED',
        errorCode: 'NOT_FOUND',
        errorMessage: expect.stringContaining('LAMINA_DATA_DIR'),
      });
      // No model uses that folder: the same short name can be uploaded again.
      const again = await begin({ 'model.gguf': GGUF });
      await upload(again.id, { 'model.gguf': GGUF });
      expect((await post(`/${again.id}/registration`, { slug: 'not-shared' })).status).toBe(200);
    } finally {
      await worker.stop();
      rmSync(elsewhere, { recursive: true, force: true });
    }
  });

  it('leave entries in the audit log, with names and sizes', async () => {
    const where = { action: { contains: '/uploads/models' } };
    const entries = await api.database.prisma.auditEntry.findMany({ where, orderBy: { id: 'asc' } });
    expect(entries).toContainEqual(
      expect.objectContaining({
        action: '/uploads/models',
        viewer: 'administrator',
        arguments: { files: [{ name: 'model.gguf', bytes: GGUF.length }] },
        outcome: 'OK',
      }),
    );
    expect(entries).toContainEqual(expect.objectContaining({ action: '/uploads/models/registration', outcome: 'CONFLICT' }));
  });
});

function sizeOf(size: Uint8Array | number): number {
  return typeof size === 'number' ? size : size.length;
}

/** Starts a worker as a process of its own, as an installation does. */
function startWorker(databaseUrl: string, dataFolder: string): { stop(): Promise<void> } {
  const child: ChildProcess = spawn(process.execPath, programArgs('apps/scorer/src/main.ts'), {
    env: {
      DATABASE_URL: databaseUrl,
      LAMINA_DATA_DIR: dataFolder,
      LAMINA_MODEL_DIRS: join(SCORER, 'fixtures'),
      LAMINA_EXECUTION_PROVIDERS: 'cpu',
      LAMINA_LOG_LEVEL: 'silent',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return {
    async stop() {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** Resolves when `isThere`, which is asked again after each change of a job. */
async function waitForJob(databaseUrl: string, isThere: () => Promise<boolean>): Promise<void> {
  let wake = (): void => undefined;
  const listener = await listenToJobEvents(databaseUrl, () => wake());
  try {
    for (;;) {
      const changed = new Promise<void>((done) => {
        wake = done;
      });
      if (await isThere()) return;
      await changed;
    }
  } finally {
    await listener.stop();
  }
}
