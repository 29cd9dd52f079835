import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { UnitKind } from '@lamina/plans';
import { requestSearches, type SearchName, type SearchResult } from '@lamina/strategies';
import { createTestDatabase, type TestDatabase } from '@lamina/test-database';
import type { Prisma } from '../../generated/client.ts';
import { storeRevision } from '../models/store-revision.fixture.ts';
import { findScores } from './find-scores.ts';

const BLOCK_INFLUENCE = 'block-influence@1';
const LOSS_INCREASE = 'loss-increase@1';

interface RunSeed {
  readonly protocol: string;
  readonly window?: number;
  readonly windowLimit?: number;
  readonly documentPart?: string;
  readonly tokens: number;
  readonly metrics?: readonly string[];
  readonly searches?: readonly SearchResult[];
  readonly isImported?: boolean;
}

function resultOf(search: SearchName, units: readonly UnitKind[]): SearchResult {
  return {
    search,
    units,
    order: units.map((kind) => ({ kind, block: 0 })),
    values: [],
    seed: search === 'evolve' ? 0 : null,
    repair: null,
  };
}

describe('canonical score runs', () => {
  let database: TestDatabase;
  let revisionId: string;
  let layerId: string;
  let calibrationSetId: string;
  let place = 0;

  /** The scores with the searches that strategies need. */
  const searched = (strategies: readonly string[], ...sets: (readonly UnitKind[])[]) =>
    findScores(database, {
      revisionId,
      searches: requestSearches(strategies, { sets: sets.length === 0 ? [['block']] : sets, counts: [] }),
    });

  beforeAll(async () => {
    database = await createTestDatabase();
    const { prisma } = database;
    revisionId = await storeRevision(database, 1);
    ({ id: layerId } = await prisma.layer.create({ data: { revisionId, index: 0, relativeDepth: 0, kind: 'k', parameterCount: 1 } }));
    const text = { slug: 't', name: 't', textSha256: 't', documentCount: 1, characterCount: 1 };
    ({ id: calibrationSetId } = await prisma.calibrationSet.create({ data: text }));
  });
  afterAll(() => database.drop());
  beforeEach(() => database.prisma.scoreRun.deleteMany());

  /** Runs are as old as the order in which they are stored. */
  const store = async (seed: RunSeed): Promise<string> => {
    const { prisma } = database;
    place += 1;
    const { protocol, window = 256, windowLimit = null, documentPart = null, tokens, metrics = [BLOCK_INFLUENCE] } = seed;
    const cut = { window, stride: window, bos: 'auto', windowLimit, documentPart, windowCount: 1, tokenCount: tokens, documentCount: 1 };
    const config = await prisma.calibrationConfig.create({ data: { calibrationSetId, digest: `${place}`, idsSha256: 'i', ...cut } });
    const imported = seed.isImported
      ? await prisma.resultImport.create({
          data: { revisionId, format: 'LAYER_SCORES', contentSha256: `${place}`, submittedBy: 's', digest: `${place}` },
        })
      : null;
    const { id } = await prisma.scoreRun.create({
      data: {
        revisionId,
        calibrationConfigId: config.id,
        importId: imported?.id ?? null,
        protocol,
        tokenCount: tokens,
        ...{
          comparability: {},
          comparabilityDigest: 'c',
          resamplingUnit: 'document',
          bootstrapSeed: 1,
          bootstrapDraws: 1,
          provider: 'cpu',
        },
        runtimeVersion: '1',
        threads: 1,
        precision: 'fp32',
        windowCount: 1,
        documentCount: 1,
        tokensPerSecond: 1,
        nllSum: 1,
        ...{
          nllPerWindow: [1],
          hiddenNorm: [],
          cosineMatrix: [],
          angularLastToken: [],
          searches: (seed.searches ?? []) as unknown as Prisma.InputJsonArray,
        },
        createdAt: new Date(Date.UTC(2026, 0, 1) + place * 1000),
      },
    });
    await prisma.layerScore.createMany({
      data: metrics.map((metric) => ({ scoreRunId: id, layerId, layerIndex: 0, metric, sum: 1, count: 1, undefinedCount: 0, mean: place })),
    });
    return id;
  };
  const listPlaces = async (protocol?: string) => {
    const rows = await database.prisma.$queryRaw<{ scoreRunId: string; protocol: string; place: bigint; placeInProtocol: bigint }[]>`
      SELECT "scoreRunId", "protocol", "place", "placeInProtocol" FROM lamina_canonical_score_runs() WHERE "metric" = ${BLOCK_INFLUENCE}`;
    if (protocol === undefined) return rows.toSorted((a, b) => Number(a.place - b.place)).map(({ scoreRunId }) => scoreRunId);
    return rows.filter((row) => row.protocol === protocol && row.placeInProtocol === 1n).map(({ scoreRunId }) => scoreRunId);
  };

  it('are of the whole text: neither its first windows nor a part of its documents replaces them', async () => {
    const main = await store({ protocol: 'whole', tokens: 26_006 });
    const limited = await store({ protocol: 'first 64', windowLimit: 64, tokens: 9169 });
    const half = await store({ protocol: 'half', documentPart: '1/2', tokens: 13_000 });
    expect(await listPlaces()).toEqual([main, half, limited]);
    expect(await findScores(database, { revisionId })).toMatchObject({ scoreRunId: main });
  });

  it('are of the protocol that was measured first: a later run on other windows never replaces it, a new run by the same protocol does', async () => {
    const first = await store({ protocol: 'window 256', tokens: 26_006 });
    const sensitivity = await store({ protocol: 'window 64', window: 64, tokens: 26_100 });
    expect(await listPlaces()).toEqual([first, sensitivity]);
    const again = await store({ protocol: 'window 256', tokens: 26_006 });
    expect((await listPlaces())[0]).toBe(again);
    expect(await listPlaces('window 256')).toEqual([again]);
    expect(await listPlaces('window 64')).toEqual([sensitivity]);
  });

  it('are the part with the most tokens where nothing whole was measured', async () => {
    await store({ protocol: 'first 4', windowLimit: 4, tokens: 1024 });
    const more = await store({ protocol: 'first 400', windowLimit: 400, tokens: 102_400 });
    await store({ protocol: 'first 40', windowLimit: 40, tokens: 10_240 });
    expect((await listPlaces())[0]).toBe(more);
  });

  it('are measured here where anything was; strategies never choose by imported ones', async () => {
    const imported = await store({ protocol: 'self-reported', tokens: 1_000_000, isImported: true });
    expect(await listPlaces()).toEqual([imported]);
    expect(await findScores(database, { revisionId })).toBeUndefined();
    const measured = await store({ protocol: 'first 4', windowLimit: 4, tokens: 1024 });
    expect(await listPlaces()).toEqual([measured, imported]);
  });

  it('hold what strategies need: losses and greedy orders may have been measured on fewer windows', async () => {
    const main = await store({ protocol: 'whole', tokens: 26_006 });
    const greedyLayers = resultOf('greedy', ['block']);
    const losses = await store({
      protocol: 'first 64',
      windowLimit: 64,
      tokens: 9169,
      metrics: [BLOCK_INFLUENCE, LOSS_INCREASE],
      searches: [resultOf('leave-one-out', ['block', 'attention', 'mlp']), greedyLayers],
    });
    expect(await findScores(database, { revisionId })).toMatchObject({ scoreRunId: main });
    expect(await searched(['block-influence', 'leave-one-out-loss'])).toMatchObject({ scoreRunId: losses });
    expect(await searched(['block-influence', 'greedy-loss'])).toMatchObject({ scoreRunId: losses });
    expect(await searched(['greedy-loss', 'iterate'])).toBeUndefined();
    expect(await searched(['evolutionary'])).toBeUndefined();
  });

  it('hold searches over every set of kinds of units that strategies choose from', async () => {
    const ofAttentions = (['greedy', 'iterate', 'evolve'] as const).map((search) => resultOf(search, ['attention']));
    const searches = [resultOf('iterate', ['block']), ...ofAttentions];
    const scoreRunId = await store({ protocol: 'whole', tokens: 26_006, searches });
    expect(await findScores(database, { revisionId })).toMatchObject({ scoreRunId, searches });
    expect(await searched(['iterate'], ['block'], ['attention'])).toMatchObject({ scoreRunId });
    expect(await searched(['evolutionary'], ['attention'])).toMatchObject({ scoreRunId });
    expect(await searched(['greedy-loss'], ['block'], ['attention'])).toBeUndefined();
    expect(await searched(['iterate'], ['attention', 'mlp'])).toBeUndefined();
  });

  it('hold the iterative removal with a repair apart from the one without, with the repair and the text on which it is solved', async () => {
    const plain = await store({ protocol: 'plain', tokens: 26_006, searches: [resultOf('iterate', ['block'])] });
    const search: SearchResult = { ...resultOf('iterate-repair', ['block']), repair: 'linear' };
    const repaired = await store({ protocol: 'repaired', window: 64, windowLimit: 4, tokens: 256, searches: [search] });
    expect(await searched(['iterate'])).toMatchObject({ scoreRunId: plain });
    const cut = { calibration: 't', window: 64, windows: 4, bos: 'auto' };
    expect(await searched(['iterate-repair'])).toMatchObject({ scoreRunId: repaired, searches: [search], cut });
    expect(await searched(['iterate', 'iterate-repair'])).toBeUndefined();
  });

  it('are those of a release where what came later is left out', async () => {
    const then = await store({ protocol: 'whole', tokens: 26_006 });
    const { createdAt } = await database.prisma.scoreRun.findUniqueOrThrow({ where: { id: then } });
    const now = await store({ protocol: 'whole', tokens: 26_006 });
    const rows = await database.prisma.$queryRaw<{ scoreRunId: string }[]>`
      SELECT "scoreRunId" FROM lamina_canonical_score_runs(${createdAt}) WHERE "place" = 1`;
    expect(rows).toEqual([{ scoreRunId: then }]);
    expect((await listPlaces())[0]).toBe(now);
  });
});
