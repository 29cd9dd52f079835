import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { importPublishedLayers, importRecordedResults } from '@lamina/database';
import { LAYER_OPERATIONS, toEnumName } from '@lamina/metrics';
import { PUBLISHED_LAYERS } from '../../testing/seed-platform.ts';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

const ROOT = join(import.meta.dirname, '../../../../..');

interface GoldenProfile {
  readonly name: string;
  readonly source: string;
  readonly counted: boolean;
  readonly least: readonly number[];
  readonly ranks: readonly (number | null)[];
}
interface GoldenOperation {
  readonly title: string;
  readonly detail: string;
  /** Quartiles by stretch of depth. */
  readonly curve: readonly (readonly number[])[];
  readonly generations: number;
  readonly without: number;
  readonly profiles: readonly GoldenProfile[];
}
/** Numbers that Python computed from the same data: packages/metrics/fixtures/make_layer_profiles.py. */
const GOLDEN = JSON.parse(readFileSync(join(ROOT, 'packages/metrics/fixtures/layer_profiles.json'), 'utf8')) as {
  readonly models: number;
  readonly cells: number;
  readonly operations: Readonly<Record<string, GoldenOperation>>;
  readonly agreements: Readonly<Record<string, { readonly pairs: readonly (readonly [string, number])[]; readonly median: number }>>;
};

interface Strip {
  readonly name: string;
  readonly slug: string;
  readonly group: string;
  readonly blockCount: number;
  readonly layers: readonly number[];
  readonly values: readonly number[];
  readonly ranks: readonly number[];
  readonly order: readonly number[];
  readonly isCounted: boolean;
  readonly isMeasured: boolean;
  readonly source: { readonly slug: string } | null;
}
interface Picture {
  readonly title: string;
  readonly detail: string;
  readonly caveat: { readonly text: string; readonly url: string } | null;
  readonly countedModels: number;
  readonly countedGenerations: number;
  readonly curve: readonly { readonly low: number; readonly median: number; readonly high: number }[];
  readonly strips: readonly Strip[];
  readonly notCounted: readonly { readonly reason: string; readonly models: readonly string[] }[];
  readonly without: readonly string[];
  readonly modelCount: number;
  readonly cellCount: number;
}
const PICTURE = `title detail caveat { text url } countedModels countedGenerations curve { low median high } without modelCount cellCount
  notCounted { reason models }
  strips { name slug group blockCount layers values ranks order isCounted isMeasured source { slug } }`;

describe('the picture of many models', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startTestApi();
    await importPublishedLayers(api.database, PUBLISHED_LAYERS);
    await importRecordedResults(api.database, join(ROOT, 'models/recorded'));
  });
  afterAll(() => api.close());

  async function readPicture(operation: string): Promise<Picture> {
    const { data, errors } = await api.query<{ readonly layerStrips: Picture }>(`{ layerStrips(operation: ${operation}) { ${PICTURE} } }`);
    expect(errors).toBeUndefined();
    return data.layerStrips;
  }

  it.each(LAYER_OPERATIONS)('of %s has the titles, curve and cells that Python computes', async (operation) => {
    const golden = GOLDEN.operations[operation];
    const picture = await readPicture(toEnumName(operation));
    expect([picture.title, picture.detail]).toEqual([golden?.title, golden?.detail]);
    expect(picture.countedModels).toBe(golden?.profiles.filter(({ counted }) => counted).length);
    expect([picture.countedGenerations, picture.without.length]).toEqual([golden?.generations, golden?.without]);
    expect([picture.modelCount, picture.cellCount]).toEqual([GOLDEN.models, GOLDEN.cells]);
    expect(picture.curve).toHaveLength(24);
    for (const [stretch, { low, median, high }] of picture.curve.entries())
      for (const [place, value] of [low, median, high].entries()) expect(value).toBeCloseTo(Number(golden?.curve[stretch]?.[place]), 12);
    const found = picture.strips.map(({ name, source, isCounted: counted, order, layers, ranks, blockCount }) => ({
      name,
      source: source?.slug ?? '',
      counted,
      least: order.slice(0, 5),
      ranks: Array.from({ length: blockCount }, (_, block) => (ranks[layers.indexOf(block)] ?? Number.NaN) - 1).map((rank) =>
        Number.isNaN(rank) ? null : rank,
      ),
    }));
    expect(found.toSorted((one, other) => (one.name < other.name ? -1 : 1))).toEqual(
      golden?.profiles.map(({ name, source, counted, least, ranks }) => ({ name, source, counted, least, ranks })),
    );
  });

  it('puts what was measured here first, and says what is not counted and why', async () => {
    const { strips, notCounted } = await readPicture('ROUNDED_PERPLEXITY');
    expect(strips.filter(({ isMeasured }) => isMeasured)).toEqual([]);
    expect(notCounted).toEqual(expect.arrayContaining([{ reason: 'every tensor lies 0.0115 above the baseline', models: ['GLM-4.6'] }]));
    const removed = await readPicture('REMOVED');
    expect(removed.strips.slice(0, 4).map(({ slug, group }) => [slug, group])).toEqual([
      ['smollm2-135m-instruct', 'Measured here'],
      ['gemma-3-270m', 'Measured here'],
      ['qwen2.5-coder-0.5b-instruct', 'Measured here'],
      ['meta-llama-3-8b', 'Llama 3'],
    ]);
    // https://trish-ai.github.io/2026-01-24/perplexity-trap-layer-pruning prints these numbers.
    expect(removed.caveat?.text).toContain('from perplexity 15.3 to 16.1, but solves 22 instead of 48 of 100');
  });

  it('tells how far readings of one model agree, as Python computes it', async () => {
    const { data } = await api.query<{
      readonly layerReadings: {
        readonly title: string;
        readonly detail: string;
        readonly agreements: readonly {
          readonly pair: string;
          readonly median: number;
          readonly models: readonly { readonly name: string; readonly correlation: number }[];
        }[];
      };
    }>('{ layerReadings { title detail agreements { pair median models { name correlation } } } }');
    const { title, detail, agreements } = data.layerReadings;
    expect(title).toBe('Two ways to ask the same model agree anywhere from −0.73 to 0.98');
    expect(detail).toContain('in 7 of 22 models');
    expect(agreements.map(({ pair }) => pair.toLowerCase())).toEqual(['sources', 'tuning', 'operations', 'metrics']);
    for (const { pair, median, models } of agreements) {
      const golden = GOLDEN.agreements[pair.toLowerCase()];
      expect(median).toBeCloseTo(Number(golden?.median), 12);
      expect(models.map(({ name }) => name)).toEqual(golden?.pairs.map(([name]) => name));
      for (const [place, { correlation }] of models.entries()) expect(correlation).toBeCloseTo(Number(golden?.pairs[place]?.[1]), 12);
    }
  });

  it('shows only some models where they are named, and counts all', async () => {
    const { data } = await api.query<{ readonly layerStrips: Picture }>(
      `{ layerStrips(operation: INFLUENCE, models: ["Qwen/Qwen3-8B", "GEMMA-3-270M"]) { ${PICTURE} } }`,
    );
    expect(data.layerStrips.strips.map(({ slug }) => slug)).toEqual(['gemma-3-270m', 'qwen3-8b']);
    expect(data.layerStrips.countedModels).toBe(12);
  });

  it('tells what is left out of the data', async () => {
    const { data } = await api.query<{ readonly leftOutNumbers: readonly { readonly model: string; readonly reason: string }[] }>(
      '{ leftOutNumbers { source model what reason } }',
    );
    const lines = readFileSync(join(PUBLISHED_LAYERS, 'excluded.csv'), 'utf8').trim().split('\n');
    expect(data.leftOutNumbers).toHaveLength(lines.length - 1);
  });

  it('says that nothing is known where nothing is stored', async () => {
    const empty = await startTestApi();
    const { data } = await empty.query<{ readonly layerStrips: Picture }>(`{ layerStrips(operation: REMOVED) { ${PICTURE} } }`);
    expect(data.layerStrips).toMatchObject({ title: 'No model has values for this operation', strips: [], curve: [] });
    await empty.close();
  });
});
