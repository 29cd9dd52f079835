import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { importPublishedLayers, importRecordedResults } from '@lamina/database';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { PUBLISHED_LAYERS } from '../testing/seed-platform.ts';
import { ADMIN_HEADERS, startTestApi, type TestApi } from '../testing/start-test-api.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const SMOLLM2 = 'smollm2-135m-instruct';

interface ToolResult {
  readonly isError: boolean;
  readonly text: string;
  readonly structured: Readonly<Record<string, unknown>>;
}

describe('tools for agents', () => {
  let api: TestApi;
  let client: Client;

  const connect = async (transport: Transport): Promise<Client> => {
    const connected = new Client({ name: 'a test', version: '1' });
    await connected.connect(transport);
    return connected;
  };
  const overHttp = (headers: Readonly<Record<string, string>> = {}): Promise<Client> =>
    // The SDK's own types differ in optional properties.
    connect(new StreamableHTTPClientTransport(new URL('/mcp', api.url), { requestInit: { headers } }) as Transport);
  const call = async (name: string, given: Readonly<Record<string, unknown>>, by = client): Promise<ToolResult> => {
    const { content, isError = false, structuredContent = {} } = await by.callTool({ name, arguments: given });
    const [first] = content as readonly { readonly text: string }[];
    return { isError: isError === true, text: first?.text ?? '', structured: structuredContent as ToolResult['structured'] };
  };

  beforeAll(async () => {
    api = await startTestApi();
    await importRecordedResults(api.database, join(ROOT, 'models/recorded'));
    await importPublishedLayers(api.database, PUBLISHED_LAYERS);
    client = await overHttp();
  });
  afterAll(async () => {
    await client.close();
    await api.close();
  });

  it('are seven, each with a typed result', async () => {
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual([
      'find_model',
      'answer',
      'explain_layer',
      'compare',
      'predict',
      'published',
      'plan_study',
    ]);
    for (const { outputSchema, annotations, name } of tools) {
      expect(Object.keys(outputSchema?.properties ?? {})).toEqual(expect.arrayContaining(['summary', 'sources', 'limits']));
      expect([name, annotations?.readOnlyHint]).toEqual([name, name !== 'plan_study']);
    }
  });

  it('find SmolLM2 and answer which of its layers can go at 10 % in the sentence of the answer', async () => {
    const found = await call('find_model', { search: 'smollm2' });
    expect(found.structured.measured).toContainEqual(expect.objectContaining({ slug: SMOLLM2, blockCount: 30 }));
    const { data } = await api.query<{ model: { answer: { sentence: string; change: { removed: readonly number[] } | null } } }>(
      `{ model(slug: "${SMOLLM2}") { answer(lose: 0.1, save: BYTES) { sentence change { removed removedAttention removedMlp repair precision keepVocabulary } } } }`,
    );
    const { structured, text } = await call('answer', { model: SMOLLM2, lose: 0.1 });
    expect(text).toContain(data.model.answer.sentence);
    expect(structured.change).toEqual(data.model.answer.change);
  });

  it('explain a layer, compare models, show what others measured with credit, and predict', async () => {
    const layer = await call('explain_layer', { model: SMOLLM2, layer: 14 });
    expect(layer.structured.measured).toContainEqual(
      expect.objectContaining({ metricDefinition: 'block-influence@1', rank: expect.any(Number) }),
    );
    const compared = await call('compare', { models: [SMOLLM2, 'gemma-3-270m'] });
    expect(compared.structured.agreements).toEqual([expect.objectContaining({ first: SMOLLM2, second: 'gemma-3-270m' })]);
    const others = await call('published', { model: 'Qwen/Qwen3.5-9B' });
    expect(others.text).toContain('Rounding sensitivities: Thireus, GGUF Tool Suite and its contributors');
    const stranger = { model_type: 'llama', num_hidden_layers: 32, hidden_size: 4096 };
    expect((await call('predict', { config: stranger })).structured).toMatchObject({ isKnown: false, sensitivity: null });
    expect((await call('predict', { hubId: 'Qwen/Qwen3.5-4B' })).structured).toMatchObject({ isKnown: true, relation: 'SAME_GENERATION' });
  });

  it('plan a study without a token, and submit it with one only', async () => {
    const study = { models: [SMOLLM2], calibration: 'austen', benchmarks: ['arc_easy'], counts: [1] };
    expect((await call('plan_study', study)).structured).toMatchObject({ submitted: false, mayBeSubmitted: false, evaluations: 3 });
    expect(await call('plan_study', { ...study, submit: true })).toMatchObject({
      isError: true,
      text: expect.stringMatching(/^UNAUTHENTICATED: /),
    });
    expect(await api.database.prisma.study.count()).toBe(0);
    const admin = await overHttp(ADMIN_HEADERS);
    expect((await call('plan_study', study, admin)).structured).toMatchObject({ mayBeSubmitted: true });
    await admin.close();
  });

  it('say what is wrong with a call', async () => {
    expect(await call('answer', { model: 'nothing' })).toMatchObject({ isError: true, text: expect.stringContaining('Ask find_model') });
    expect(await call('explain_layer', { model: SMOLLM2, layer: 30 })).toMatchObject({
      isError: true,
      text: expect.stringContaining('30 layers'),
    });
  });

  it('have the rate limit of the API', async () => {
    const limited = await startTestApi({ rateLimits: { anonymous: 5, token: 5 } });
    const ask = () =>
      fetch(new URL('/mcp', limited.url), {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
      });
    const statuses: number[] = [];
    for (let place = 0; place < 8; place++) statuses.push((await ask()).status);
    await limited.close();
    expect([statuses[0], statuses.at(-1)]).toEqual([200, 429]);
  });

  it('answer on stdin and stdout too', async () => {
    const args = [join(ROOT, 'apps/cli/bin/lamina.mjs'), 'mcp', '--api', api.url];
    const editor = await connect(new StdioClientTransport({ command: process.execPath, args, stderr: 'ignore' }));
    expect((await call('published', { model: 'glm-4.6' }, editor)).structured).toMatchObject({ hubId: 'zai-org/GLM-4.6', blockCount: 92 });
    await editor.close();
  });
});
