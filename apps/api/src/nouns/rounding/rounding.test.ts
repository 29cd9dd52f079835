import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { seedModel } from '../../testing/seed-model.ts';
import { seedRoundings } from '../../testing/seed-roundings.ts';
import { seedScoreRun } from '../../testing/seed-score-run.ts';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

interface Reply {
  readonly roundings: { readonly totalCount: number; readonly nodes: readonly object[] };
  readonly rounded: { readonly roundings: { readonly totalCount: number }; readonly roundingAgreements: readonly object[] };
  readonly other: { readonly roundings: { readonly nodes: readonly object[] }; readonly roundingAgreements: readonly object[] };
}

const QUERY = `{
  roundings(first: 2, filter: { types: ["Q4_0"], units: [ATTENTION, EMBEDDING] }, orderBy: [{ field: DIVERGENCE, direction: DESC }]) {
    totalCount nodes { model { slug } unit layerIndex type storedTypes weightCount bytes divergence standardError metricDefinition text windowCount
      positionCount runtime { provider threads } recording { title } } }
  rounded: model(slug: "rounded") { roundings { totalCount } roundingAgreements { unit type text metric correlation interval { low high } pointCount layers
    divergences scores } }
  other: model(slug: "other") { roundings { nodes { id } } roundingAgreements { unit } } }`;

describe('roundings of single units', () => {
  let api: TestApi;
  let reply: Reply;

  beforeAll(async () => {
    api = await startTestApi();
    const model = await seedModel(api.database, { slug: 'rounded', blockCount: 4 });
    await seedModel(api.database, { slug: 'other', blockCount: 4 });
    await seedScoreRun(api.database, model, [0.1, 0.2, 0.3, 0.4]);
    await seedRoundings(api.database, model, { type: 'Q4_0', attention: [0.4, 0.1, 0.2, 0.3], mlp: [0, 0.1, 0.4, 0.2], embedding: 0.25 });
    // Fewer units than on the other text.
    await seedRoundings(api.database, model, { type: 'Q4_0', attention: [9], mlp: [9], embedding: 0.01, text: 'a-text' });
    const { data, errors } = await api.query<Reply>(QUERY);
    expect(errors).toBeUndefined();
    reply = data;
  });
  afterAll(() => api.close());

  it('are listed as a flat table, by kind of unit, type and text, with what measured them', () => {
    expect(reply.roundings.totalCount).toBe(7);
    const facts = {
      ...{ model: { slug: 'rounded' }, type: 'Q4_0', storedTypes: ['Q4_0'], weightCount: 1000, bytes: 563 },
      ...{
        metricDefinition: 'rounding-divergence@1',
        windowCount: 2,
        positionCount: 1024,
        runtime: { provider: 'cpu', threads: 1 },
        recording: null,
      },
    };
    expect(reply.roundings.nodes).toEqual([
      { ...facts, unit: 'ATTENTION', layerIndex: 0, divergence: 9, standardError: 0.9, text: 'a-text' },
      { ...facts, unit: 'ATTENTION', layerIndex: 0, divergence: 0.4, standardError: 0.04, text: 'austen' },
    ]);
    expect(reply.rounded.roundings.totalCount).toBe(12);
  });

  it('are compared with the scores of the same units on the text with most of them', () => {
    // Sums of attention and MLP: 0.4, 0.2, 0.6, 0.5.
    expect(reply.rounded.roundingAgreements).toEqual([
      {
        ...{ unit: 'BLOCK', type: 'Q4_0', text: 'austen', metric: 'BLOCK_INFLUENCE', pointCount: 4, layers: [0, 1, 2, 3] },
        correlation: expect.closeTo(0.6, 12),
        interval: { low: expect.any(Number), high: 1 },
        divergences: [0.4, 0.2, expect.closeTo(0.6, 12), 0.5],
        scores: [0.1, 0.2, 0.3, 0.4],
      },
    ]);
  });

  it('are none where nothing was rounded', () => {
    expect(reply.other).toEqual({ roundings: { nodes: [] }, roundingAgreements: [] });
  });
});
