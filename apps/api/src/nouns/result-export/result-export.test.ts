import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseHarnessResults } from '@lamina/benchmarks';
import { parse } from 'yaml';
import { seedPlatform } from '../../testing/seed-platform.ts';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

describe('results for other tools', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startTestApi();
    await seedPlatform(api);
  });
  afterAll(() => api.close());

  it('are a results.json, a model-index and .eval_results with the same numbers', async () => {
    const { data, errors } = await api.query<{ model: Record<'harness' | 'index' | 'entries', string> }>(`{ model(slug: "lamina-llama-12") {
      harness: export(format: LM_EVAL_RESULTS) index: export(format: HF_MODEL_INDEX) entries: export(format: HF_EVAL_RESULTS) } }`);
    expect(errors).toBeUndefined();
    const { harness, index, entries } = data.model;
    expect(parseHarnessResults(harness).results).toMatchObject([
      { task: 'country-facts', metric: 'acc', filter: 'none', value: 0.8, standardError: 0.02, sampleCount: 10, shots: 0, version: '1' },
    ]);
    expect(parse(index)['model-index']).toMatchObject([
      { name: 'lamina-llama-12', results: [{ dataset: { name: 'country-facts' }, metrics: [{ type: 'acc', value: 0.8 }] }] },
    ]);
    expect(parse(entries)).toMatchObject([{ dataset: { id: 'country-facts', task_id: 'acc' }, value: 0.8, source: { name: 'Lamina' } }]);
  });

  it('of prunings are those of the pruned model; where there are none that is said', async () => {
    const query = (lane: string) =>
      api.query<{ prunings: { nodes: { export: string }[] } }>(
        `{ prunings(first: 1, filter: { strategy: BLOCK_INFLUENCE }) { nodes { export(format: LM_EVAL_RESULTS${lane}) } } }`,
      );
    const { data } = await query('');
    expect(parseHarnessResults(data.prunings.nodes[0]?.export ?? '').results).toMatchObject([{ value: expect.closeTo(0.72, 12) }]);
    expect((await query(', lane: "other"')).errors?.[0]?.extensions.code).toBe('NOT_FOUND');
  });

  it('are announced in three feeds that link to the page', async () => {
    const json = await fetch(new URL('/feed.json', api.url));
    expect(json.headers.get('content-type')).toContain('application/feed+json');
    const { version, items } = (await json.json()) as { version: string; items: { title: string; url: string; date_modified: string }[] };
    expect(version).toContain('jsonfeed.org');
    const titles = items.map(({ title }) => title);
    expect(titles).toContain('lamina-llama-12: every layer scored');
    expect(titles).toContain('lamina-gpt2-12, without 2 layers (block-influence): evaluated');
    expect(titles).toContain('Data release 2026.11: Lamina data');
    const dates = items.map(({ date_modified: date }) => date);
    expect(dates).toEqual(dates.toSorted().reverse());
    const atom = await fetch(new URL('/feed.xml', api.url));
    expect(atom.headers.get('content-type')).toContain('application/atom+xml');
    const text = await atom.text();
    expect(text.match(/<entry>/g)).toHaveLength(items.length);
    expect(text).toContain('http://localhost:3111/models/lamina-llama-12');
    const rss = await fetch(new URL('/feed.rss', api.url));
    expect(rss.headers.get('content-type')).toContain('application/rss+xml');
    expect((await rss.text()).match(/<item>/g)).toHaveLength(items.length);
  });
});
