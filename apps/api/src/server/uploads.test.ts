import { request as openRequest } from 'node:http';
import { Readable } from 'node:stream';
import { text as readText } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { REQUEST_LIMITS } from '../limits/request-limits.ts';
import { seedModel } from '../testing/seed-model.ts';
import { ADMIN_HEADERS, startTestApi, type TestApi } from '../testing/start-test-api.ts';

const EVALUATIONS =
  'mutation ($input: ImportEvaluationsInput!) { importEvaluations(input: $input) { resultImport { id contentSha256 skipped model { slug } } } }';
const SCORES = 'mutation ($input: ImportLayerScoresInput!) { importLayerScores(input: $input) { imports { isNew resultImport { id } } } }';
const STORED = `query ($models: [String!]) {
  evaluations(filter: { models: $models }, orderBy: [{ field: METRIC }]) {
    nodes { benchmark { name } metric value standardError shots sampleCount lane samples(first: 5) { nodes { documentId value } } } }
  layerScores(filter: { models: $models }) { nodes { layerIndex metric mean standardError rank count } } }`;
const RESULTS = {
  results: { facts: { 'acc,none': 0.5, 'acc_stderr,none': 0.02, 'acc_norm,none': 0.25 } },
  versions: { facts: 1 },
  'n-shot': { facts: 5 },
  'n-samples': { facts: { effective: 2 } },
  lm_eval_version: '0.4.9',
};
const SAMPLES = [0, 1]
  .map((id) => JSON.stringify({ doc_id: id, filter: 'none', metrics: ['acc'], acc: id, filtered_resps: [] }))
  .join('\n');
const CALIBRATION = { name: 'own text', window: 128, bos: 'NEVER', tokenCount: 1000 };
const BOUNDARY = 'between-parts';

interface Upload {
  readonly imports: readonly { readonly id: string; readonly isNew: boolean }[];
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
}

describe('files that are uploaded to be imported', () => {
  let api: TestApi;
  beforeAll(async () => {
    // However long megabytes take on a busy machine.
    api = await startTestApi({ timeouts: { sendMs: 600_000 } });
    for (const slug of ['small', 'large', 'other']) await seedModel(api.database, { slug });
  });
  afterAll(() => api.close());

  async function upload(verb: string, parts: Readonly<Record<string, unknown>>, headers: Readonly<Record<string, string>> = ADMIN_HEADERS) {
    const form = new FormData();
    for (const [name, part] of Object.entries(parts)) {
      if (typeof part === 'string') form.append(name, new Blob([part]), name);
      else form.append(name, JSON.stringify(part));
    }
    const response = await fetch(addressOf(verb), { method: 'POST', body: form, headers });
    return { status: response.status, ...((await response.json()) as Upload) };
  }

  /** Sends a body as it is, and answers as soon as a reply has come, however much is still to be sent. */
  async function sendRaw(headers: Readonly<Record<string, string>>, body: Readable) {
    const request = openRequest(addressOf('evaluations'), {
      method: 'POST',
      headers: { ...ADMIN_HEADERS, 'content-type': `multipart/form-data; boundary=${BOUNDARY}`, ...headers },
    });
    const replied = new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
      request.on('response', (response) => readText(response).then((text) => resolve({ status: response.statusCode, body: text }), reject));
      request.on('error', reject);
    });
    request.flushHeaders();
    body.pipe(request);
    try {
      return await replied;
    } finally {
      body.destroy();
      request.destroy();
    }
  }

  const addressOf = (verb: string): string => new URL(`/imports/${verb}`, api.url).href;
  const storedOf = async (slug: string) => (await api.query<object>(STORED, { models: [slug] })).data;
  const countAll = async () => [await api.database.prisma.evaluation.count(), await api.database.prisma.resultImport.count()];
  const evaluated = (model: string) => ({ model, format: 'LM_EVAL_RESULTS' });

  it('are stored as the mutation stores them, and once, whichever way they come', async () => {
    const content = JSON.stringify(RESULTS);
    const input = { ...evaluated('small'), content, samples: [{ task: 'facts', content: SAMPLES }] };
    const { data } = await api.query<{ importEvaluations: { resultImport: object } }>(EVALUATIONS, { input }, ADMIN_HEADERS);
    const again = await upload('evaluations', { input: evaluated('small'), content, 'samples.facts': SAMPLES });
    const { model, ...facts } = data.importEvaluations.resultImport as { readonly model: { readonly slug: string } };
    expect(again).toEqual({ status: 200, imports: [{ ...facts, model: model.slug, isNew: false }] });
    const scores = 'layer,metric,mean,standardError\n0,block-influence,0.25,0.01\n1,block-influence,0.125,\n';
    const table = { model: 'small', format: 'CSV', calibration: CALIBRATION, tool: 'pytorch 2.9' };
    await api.query(SCORES, { input: { ...table, content: scores } }, ADMIN_HEADERS);
    expect((await upload('layer-scores', { input: table, content: scores })).imports).toMatchObject([{ isNew: false }]);
  });

  it('may be larger than a request of GraphQL, with equal rows', async () => {
    const content = JSON.stringify({ configs: { facts: { description: 'x'.repeat(2 * REQUEST_LIMITS.writeBodyBytes) } }, ...RESULTS });
    const large = await upload('evaluations', { input: evaluated('large'), content, 'samples.facts': SAMPLES });
    expect(large).toMatchObject({ status: 200, imports: [{ isNew: true }] });
    const rows = [0, 1].map((layer) => ({ layer, metric: 'block-influence', mean: 0.25 / (layer + 1), note: 'x'.repeat(100) }));
    const table = { model: 'large', format: 'JSON', calibration: CALIBRATION, tool: 'pytorch 2.9' };
    const withError = rows.map((row, layer) => ({ ...row, standardError: layer === 0 ? 0.01 : null }));
    expect(await upload('layer-scores', { input: table, content: JSON.stringify(withError) })).toMatchObject({
      imports: [{ isNew: true }],
    });
    const stored = await storedOf('large');
    expect(stored).toEqual(await storedOf('small'));
    expect(stored).toMatchObject({
      evaluations: { nodes: [{ value: 0.5, sampleCount: 2 }, {}] },
      layerScores: { nodes: [{ mean: 0.25 }, {}] },
    });
  });

  it('are refused by their declared length before anything is read', async () => {
    const never = new Readable({ read: () => undefined });
    const reply = await sendRaw({ 'content-length': String(REQUEST_LIMITS.uploadBytes + 1) }, never);
    expect(reply).toMatchObject({ status: 413, body: expect.stringContaining(String(REQUEST_LIMITS.uploadBytes)) });
  });

  it('are refused while they arrive, as soon as they are too large', async () => {
    const before = await countAll();
    // A file that never ends.
    async function* endless(): AsyncGenerator<string> {
      yield `--${BOUNDARY}\r\nContent-Disposition: form-data; name="input"\r\n\r\n${JSON.stringify(evaluated('other'))}\r\n`;
      yield `--${BOUNDARY}\r\nContent-Disposition: form-data; name="content"; filename="results.json"\r\n\r\n{"configs":"`;
      for (;;) yield 'x'.repeat(65_536);
    }
    const reply = await sendRaw({ 'transfer-encoding': 'chunked' }, Readable.from(endless()));
    expect(reply).toMatchObject({ status: 413, body: expect.stringContaining(String(REQUEST_LIMITS.uploadBytes)) });
    expect(await countAll()).toEqual(before);
  });

  it('leave nothing behind when they break off', async () => {
    const before = await countAll();
    const content = JSON.stringify(RESULTS);
    const input = evaluated('other');
    expect(await upload('evaluations', { input, content: content.slice(0, -20) })).toMatchObject({
      status: 400,
      errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    });
    expect(await upload('evaluations', { input, content, 'samples.facts': SAMPLES.slice(0, -9) })).toMatchObject({ status: 400 });
    const cutOff = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="content"; filename="results.json"\r\n\r\n${content}`;
    expect(await sendRaw({}, Readable.from([cutOff]))).toMatchObject({ status: 400 });
    expect(await countAll()).toEqual(before);
  });

  it('leave nothing, and no error in the log, when their sender goes away', async () => {
    const before = await countAll();
    const request = openRequest(addressOf('evaluations'), {
      method: 'POST',
      headers: { ...ADMIN_HEADERS, 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    });
    const gone = new Promise((resolve) => request.on('close', resolve));
    request.on('error', () => undefined);
    const half = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="content"; filename="results.json"\r\n\r\n{"results":`;
    await new Promise((resolve) => request.write(half, resolve));
    request.destroy();
    await gone;
    // The server goes on answering.
    expect(await upload('evaluations', { input: evaluated('none'), content: JSON.stringify(RESULTS) })).toMatchObject({ status: 404 });
    expect(await countAll()).toEqual(before);
    expect(api.logLines.filter((line) => line.includes('internal error'))).toEqual([]);
  });

  it('are refused for callers without the scope, and in any other form', async () => {
    const content = JSON.stringify(RESULTS);
    const input = evaluated('other');
    const statusOf = async (parts: Readonly<Record<string, unknown>>, headers?: Readonly<Record<string, string>>) =>
      (await upload('evaluations', parts, headers)).status;
    expect(await statusOf({ input, content }, {})).toBe(401);
    expect(await statusOf({ input, content }, { ...ADMIN_HEADERS, 'lamina-release': '9.9.9' })).toBe(404);
    expect(await statusOf({ input: evaluated('none'), content })).toBe(404);
    expect(await statusOf({ input: { ...input, colour: 1 }, content })).toBe(400);
    expect(await statusOf({ content })).toBe(400);
    expect(await statusOf({ input })).toBe(400);
    expect(await statusOf({ input, wrong: content })).toBe(400);
    const json = await fetch(addressOf('evaluations'), { method: 'POST', body: content, headers: ADMIN_HEADERS });
    expect(json.status).toBe(400);
    expect((await upload('layer-scores', { content: '[]' })).errors?.[0]?.message).toContain('start with the field input');
  });
});
