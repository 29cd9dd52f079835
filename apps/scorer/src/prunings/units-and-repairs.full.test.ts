import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createJob, createStudy, type PruningRepair, registerModel } from '@lamina/database';
import { evaluateModel, inspectModel, scoreModel } from '@lamina/engine';
import { getAt } from '@lamina/errors';
import { jobOf, parseStudyRequest, planStudy, type StudyRequestInput, WRITE_PRUNING } from '@lamina/jobs';
import { finish } from '@lamina/models';
import { type Change, changeOf, NOTHING_REMOVED, type Unit, type UnitKind } from '@lamina/plans';
import type { SearchRequest, SearchResult } from '@lamina/strategies';
import { loadBenchmarks } from '../material/load-benchmarks.ts';
import { loadCalibration } from '../material/load-calibration.ts';
import { BEYOND_BLOCKS_STUDY } from '../studies/bundled-studies.ts';
import { openTestQueue, type TestQueue } from '../testing/open-test-queue.ts';

const MODEL = 'lamina-llama-8';
/** The study that `npm start` makes of the bundled models, with fewer counts, draws, benchmarks, windows and documents. */
const REQUEST: StudyRequestInput = {
  ...BEYOND_BLOCKS_STUDY,
  strategies: ['block-influence', 'random-inner'],
  counts: [2],
  seeds: [0],
  units: [['block'], ['attention', 'mlp']],
  windows: 4,
  limit: 5,
  efficiency: false,
  repairs: [...(BEYOND_BLOCKS_STUDY.repairs ?? []), { kind: 'scalar', tokenRule: 'no-sinks' }],
  benchmarks: ['country-facts', 'world-text'],
};

/** Rows with their changes, in the order of units, strategies, counts and repairs. */
function toChanged<Row extends { readonly change: unknown; readonly order: unknown }>(rows: readonly Row[]) {
  return rows
    .map(({ change, order, ...row }) => ({ ...row, ...(change as Change<PruningRepair>), order: order as readonly Unit[] }))
    .toSorted((a, b) => ((a.repair?.kind ?? '') < (b.repair?.kind ?? '') ? -1 : 1));
}

describe('a study of units and repairs', () => {
  let queue: TestQueue;
  beforeAll(async () => {
    queue = await openTestQueue();
  });
  afterAll(() => queue.close());

  const study = async (input: StudyRequestInput) => {
    const { database, enqueue, folders } = queue;
    const inspection = await inspectModel(MODEL, { roots: folders.modelRoots });
    const names = { slug: MODEL, name: MODEL, family: { slug: 'test', name: 'Test' }, source: 'bundled', location: MODEL } as const;
    const revision = await registerModel(database, { ...names, inspection });
    const request = parseStudyRequest(input);
    const jobs = planStudy(revision.revisionId, request);
    const { studyId, jobIds } = await createStudy(database, { modelId: revision.modelId, request, jobs }, enqueue);
    const worker = queue.startWorker();
    await queue.waitForEnd(jobIds.at(-1));
    await worker.stop();
    return { studyId, inspection };
  };

  it('stores every removal with its units, and beside it every repair of whole layers, each evaluated by itself', async () => {
    const { database } = queue;
    const { studyId, inspection } = await study(REQUEST);
    const prunings = toChanged(
      await database.prisma.pruning.findMany({
        where: { studyId },
        include: { evaluations: { where: { metric: { in: ['acc', 'divergence'] } } } },
        orderBy: [{ units: 'desc' }, { strategy: 'asc' }],
      }),
    );
    const rows = prunings.map(({ strategy, units, repair }) => [units.join('+'), strategy, repair?.kind ?? null]);
    expect(rows).toEqual([
      ['block', 'block-influence', null],
      ['block', 'random-inner', null],
      ['attention+mlp', 'block-influence', null],
      ['attention+mlp', 'random-inner', null],
      ['block', 'block-influence', 'linear'],
      ['block', 'block-influence', 'linear-fold'],
      ['block', 'block-influence', 'scalar'],
    ]);
    for (const { evaluations, remove, order, removedCount, repair, ...pruning } of prunings) {
      expect(evaluations).toHaveLength(2);
      expect(removedCount).toBe(2);
      expect(order).toHaveLength(2);
      expect(new Set(remove)).toEqual(new Set(order));
      for (const { kind } of remove) expect(pruning.units).toContain(kind);
      expect(pruning.parametersAfter).toBeLessThan(pruning.parametersBefore);
      if (repair === null) continue;
      expect(repair).toMatchObject({
        calibration: { slug: 'invented-world' },
        setting: { window: 256, windows: 4 },
        calibrationSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        heldOutError: expect.any(Number),
      });
      // linear adds a matrix per gap; linear-fold changes stored weights, and one factor is no weight.
      const alone = prunings.find((one) => one.strategy === pruning.strategy && one.units.join() === 'block' && one.repair === null);
      const removed = remove.map(({ block }) => block);
      const gaps = removed.filter((layer) => !removed.includes(layer - 1)).length;
      const added = { linear: inspection.hiddenSize ** 2, scalar: 0, 'linear-fold': 0 }[repair.kind] ?? Number.NaN;
      expect(Number(pruning.parametersAfter) - Number(alone?.parametersAfter)).toBe(gaps * added);
    }
    // A cache holds keys and values of every attention that is left: 8 layers, less those that are gone.
    const [whole] = prunings;
    const perLayer = (whole?.cacheBytesPerToken ?? 0) / 6;
    for (const { cacheBytesPerToken, remove } of prunings)
      expect(cacheBytesPerToken).toBe(perLayer * (8 - remove.filter(({ kind }) => kind !== 'mlp').length));
  }, 600_000);

  it('writes models of as many bytes as their prunings promise', async () => {
    const prunings = await queue.database.prisma.pruning.findMany({ where: { artefactSha256: { not: null } } });
    expect(prunings).not.toEqual([]);
    for (const { artefactFiles, bytesAfter } of prunings) {
      const files = artefactFiles as unknown as readonly { readonly path: string; readonly bytes: number }[];
      const weights = files.filter(({ path }) => path.startsWith('onnx/'));
      expect(weights.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(Number(bytesAfter));
    }
  });

  it('writes the model of a repaired pruning on request, and the written model has the perplexity that was measured', async () => {
    const { database, dataDir, enqueue, folders } = queue;
    const perplexity = { metric: 'word_perplexity', benchmark: { name: 'world-text' } } as const;
    const repaired = { change: { path: ['repair', 'kind'], equals: 'linear' } };
    const [pruning] = toChanged(
      await database.prisma.pruning.findMany({ where: repaired, include: { evaluations: { where: perplexity } } }),
    );
    if (pruning === undefined) throw new Error('no pruning was repaired');
    expect(pruning.artefactPath).toBeNull();
    const worker = queue.startWorker();
    const { id } = await createJob(database, jobOf(WRITE_PRUNING, { pruningId: pruning.id }), enqueue);
    const { type } = await queue.waitForEnd(id);
    await worker.stop();
    expect(type).toBe('succeeded');
    const { artefactPath, artefactSha256, plan } = await database.prisma.pruning.findUniqueOrThrow({ where: { id: pruning.id } });
    expect(plan).toMatchObject({ repair: { kind: 'linear' }, certificate: { passed: true } });
    const folder = join(dataDir, 'models', artefactPath ?? '');
    // The written folder says what its repair is worth on text that its solver did not see, as the stored pruning does.
    const written = JSON.parse(readFileSync(join(folder, 'prune-plan.json'), 'utf8')) as { readonly repair: object };
    const { heldOutError, heldOutErrors } = (pruning.repair ?? {}) as Readonly<Record<string, unknown>>;
    expect(heldOutError).toEqual(expect.any(Number));
    expect(written.repair).toMatchObject({ heldOutError, heldOutErrors });
    expect(
      createHash('sha256')
        .update(readFileSync(join(folder, 'onnx/model.onnx')))
        .digest('hex'),
    ).toBe(artefactSha256);
    const follow = { signal: new AbortController().signal, folders, report: () => undefined };
    const tasks = await loadBenchmarks({ benchmarks: ['world-text'], limit: 5 }, follow);
    const [evaluated] = await finish(
      evaluateModel({ model: folder, roots: [dataDir], changes: [changeOf(NOTHING_REMOVED)], tasks, bos: 'auto' }),
    );
    const measured = evaluated?.tasks[0]?.metrics.find(({ metric }) => metric === perplexity.metric)?.value;
    expect(measured).toBeCloseTo(pruning.evaluations[0]?.value ?? Number.NaN, 4);
  }, 600_000);

  it('takes what searches chose among attentions, and among attentions and MLPs, as each search by itself chooses', async () => {
    const { database, folders } = queue;
    const sets = [['attention'], ['attention', 'mlp']] satisfies readonly (readonly UnitKind[])[];
    const strategies = ['evolutionary' as const, 'greedy-loss' as const, 'iterate' as const];
    const small: StudyRequestInput = {
      ...REQUEST,
      strategies,
      units: sets,
      counts: [1],
      repairs: [],
      windows: 1,
      limit: 1,
      searchPasses: 9,
      searchSeeds: [0, 3],
    };
    const { studyId } = await study({ ...small, benchmarks: ['country-facts'] });
    const rows = await database.prisma.pruning.findMany({
      where: { studyId },
      orderBy: [{ units: 'asc' }, { strategy: 'asc' }, { seed: { sort: 'asc', nulls: 'first' } }],
    });
    const { documents } = loadCalibration(folders.calibrations, 'invented-world');
    const asked = {
      searchPasses: 9,
      searchSeeds: [0, 3],
      window: 256,
      windows: 1,
      partialWindows: 'scored',
    } as const;
    const expected: unknown[] = [];
    for (const units of sets) {
      const options = { roots: folders.modelRoots, input: { texts: documents }, selfCheck: false };
      const requests = (['evolve', 'greedy', 'iterate'] as const).map((search): SearchRequest => ({ search, units, counts: [1] }));
      const { searches } = await finish(scoreModel(MODEL, { ...options, ...asked, searches: requests }));
      const chosen = [
        ['evolutionary', null],
        // A further seed is stored with its number, as a random draw is, and is not written.
        ['evolutionary', 3],
        ['greedy-loss', null],
        ['iterate', null],
      ] as const;
      for (const [place, [strategy, seed]] of chosen.entries())
        expected.push({ strategy, seed, units, order: getAt(searches, place).order });
    }
    expect(rows.map(({ strategy, seed, units, order }) => ({ strategy, seed, units, order }))).toEqual(expected);
    for (const { seed, artefactPath } of rows) expect(artefactPath === null).toBe(seed !== null);
  }, 600_000);

  it('removes layers one by one with a repair as the engine does, and evaluates the result like any removal with that repair', async () => {
    const { database, folders } = queue;
    const small: StudyRequestInput = { ...REQUEST, counts: [1, 4], windows: 2, repairs: [] };
    const repairs = [{ kind: 'linear' as const }];
    const searching = { strategies: ['iterate', 'iterate-repair'], units: [['block'], ['attention']] } satisfies Partial<StudyRequestInput>;
    const readPrunings = async (studyId: string) =>
      toChanged(
        await database.prisma.pruning.findMany({
          where: { studyId },
          include: { evaluations: { where: { metric: { in: ['acc', 'divergence'] } }, orderBy: { metric: 'asc' } } },
          orderBy: [{ units: 'desc' }, { strategy: 'asc' }, { removedCount: 'asc' }],
        }),
      );
    const { studyId } = await study({ ...small, ...searching, searchRepair: 'linear', repairs });
    const rows = await readPrunings(studyId);
    const { documents } = loadCalibration(folders.calibrations, 'invented-world');
    const { searches } = await finish(
      scoreModel(MODEL, {
        roots: folders.modelRoots,
        input: { texts: documents },
        selfCheck: false,
        searches: (['iterate', 'iterate-repair'] as const).map((search) => ({ search, units: ['block'], counts: [4] })),
        searchRepair: 'linear',
        window: 256,
        windows: 2,
        partialWindows: 'scored',
      }),
    );
    const [iterated, repairedEach] = [getAt(searches, 0), getAt(searches, 1)];
    const blocksOf = ({ order }: SearchResult, count: number) => order.slice(0, count).map(({ block }) => block);
    // The search with repairs finds other layers, and never a removal that is not repaired.
    expect(blocksOf(repairedEach, 4)).not.toEqual(blocksOf(iterated, 4));
    expect(
      rows
        .filter(({ units }) => units.join() === 'block')
        .map(({ strategy, repair, order }) => [strategy, repair?.kind ?? null, order.map(({ block }) => block)]),
    ).toEqual([
      ...[1, 4].map((count) => ['iterate', null, blocksOf(iterated, count)]),
      ...[1, 4].map((count) => ['iterate', 'linear', blocksOf(iterated, count)]),
      ...[1, 4].map((count) => ['iterate-repair', 'linear', blocksOf(repairedEach, count)]),
    ]);
    const ofAttentions = rows.filter(({ units }) => units.join() === 'attention');
    expect(new Set(ofAttentions.map(({ strategy, repair }) => `${strategy} ${repair}`))).toEqual(new Set(['iterate null']));
    const [run] = await database.prisma.scoreRun.findMany({ where: { studyId } });
    expect(run?.searches).toEqual(expect.arrayContaining([iterated, repairedEach]));
    const chosen = rows.find(({ strategy, removedCount }) => strategy === 'iterate-repair' && removedCount === 4);
    const named = await study({ ...small, strategies: ['explicit'], removals: [[...(chosen?.remove ?? [])]], repairs });
    const repaired = (await readPrunings(named.studyId)).find(({ repair }) => repair !== null);
    const valuesOf = (pruning: typeof chosen) => pruning?.evaluations.map(({ metric, value, protocol }) => ({ metric, value, protocol }));
    expect(chosen?.repair).toEqual(repaired?.repair);
    expect(valuesOf(chosen)).toHaveLength(2);
    expect(valuesOf(chosen)).toEqual(valuesOf(repaired));
    // The plan says what other tools need, as that of every repaired removal.
    expect(chosen?.plan).toMatchObject({ strategy: 'iterate-repair', config: expect.any(Object), repair: { kind: 'linear' } });
  }, 600_000);

  it('repairs each step by a factor where the study names no repair, and measures that model although none is only pruned', async () => {
    const { database } = queue;
    const { studyId } = await study({
      ...REQUEST,
      strategies: ['iterate-repair'],
      units: [['block']],
      counts: [1],
      windows: 1,
      limit: 1,
      repairs: [],
    });
    const rows = await database.prisma.pruning.findMany({ where: { studyId }, include: { evaluations: true } });
    expect(rows).toMatchObject([{ strategy: 'iterate-repair', change: { repair: { kind: 'scalar' } }, scoreRunId: expect.any(String) }]);
    expect(rows[0]?.evaluations.length).toBeGreaterThan(0);
  }, 600_000);

  it('refuses settings that a repair does not have', () => {
    const text = { ...REQUEST, repairs: [{ kind: 'low-rank', rank: 0 }] };
    expect(() => parseStudyRequest(text)).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', message: expect.stringContaining('rank') }),
    );
  });
});
