import { availableParallelism, cpus, homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  buildFeeds,
  createGatedModel,
  createSearchedModels,
  createSession,
  formBatches,
  type LossInput,
  type ModelSession,
  measureWindows,
} from '@lamina/engine';
import { getAt } from '@lamina/errors';
import { feedFactsOf, finish, openModel } from '@lamina/models';
import { NOTHING_REMOVED, removalOf, UNIT_KINDS, type Unit } from '@lamina/plans';
import { completeSettings, getSearch, type SearchName } from '@lamina/strategies';
import { exposeTokenLoss, removeUnits, TOKEN_LOSS_PORTS } from '@lamina/surgery';
import { median } from './median.ts';

/**
 * The cost of measuring removals: leaving out every block, attention and MLP in turn on a resident model, compared with the naive loop that loads and
 * runs each pruned model; and a model with gates compared with the plain one. With `--greedy K` instead: removing K blocks one after the other, each that
 * of the lowest loss, on a resident model and by loading and running the pruned models of each step. Prints times, their ratios, and the differences of
 * the losses; every time is measured, none extrapolated.
 */
const { values } = parseArgs({
  options: {
    model: { type: 'string', default: join(homedir(), '.cache/lamina/smollm2-135m-instruct') },
    window: { type: 'string', default: '256' },
    windows: { type: 'string', default: '8' },
    rounds: { type: 'string', default: '9' },
    units: { type: 'string', default: UNIT_KINDS.join(',') },
    greedy: { type: 'string' },
  },
});
const opened = openModel(values.model);
const { structure, mapped, source } = opened;
const kinds = UNIT_KINDS.filter((kind) => values.units.split(',').includes(kind));
const units = kinds.flatMap((kind) => structure.blocks.map(({ index }): Unit => ({ kind, block: index })));
const length = Number(values.window);
const windows = Array.from({ length: Number(values.windows) }, (_, document) => ({
  // Every bundled model has these tokens too.
  ids: Array.from({ length }, (_unused, position) => (document * 131 + position * 7919) % 251),
  document,
}));
const input = { windows, batch: Math.max(1, Math.floor(512 / length)) };
print(
  `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} threads, ${source.name}, ${windows.length} windows of ${length} tokens`,
);

if (values.greedy === undefined) {
  await compareLeaveOneOut();
  await compareGates();
} else await compareGreedy(Number(values.greedy));

async function compareLeaveOneOut(): Promise<void> {
  const naive = await timed(() => leaveOutNaively(units, []));
  const shared = await timed(async () => {
    const { losses } = await search('leave-one-out', units, units.length);
    return (losses?.without ?? []).map((each) => sumOf(each ?? []));
  });
  print(`naive loop over ${units.length} units (${kinds.join(', ')}), loading included: ${(naive.ms / 1000).toFixed(1)} s`);
  print(`leave-one-out on the resident model, loading included: ${(shared.ms / 1000).toFixed(1)} s`);
  print(
    `ratio ${(shared.ms / naive.ms).toFixed(3)} (at most 0.45 is wanted for blocks, attentions and MLPs); losses differ by ${largestGap(naive.result, shared.result)} relative`,
  );
}

async function compareGreedy(count: number): Promise<void> {
  const blocks = structure.blocks.map(({ index }): Unit => ({ kind: 'block', block: index }));
  let models = 0;
  const naive = await timed(async () => {
    const steps: (Unit & { readonly nll: number })[] = [];
    while (steps.length < count) {
      const left = blocks.filter(({ block }) => !steps.some((step) => step.block === block));
      const losses = await leaveOutNaively(left, steps);
      models += left.length;
      const best = losses.indexOf(Math.min(...losses));
      steps.push({ ...getAt(left, best), nll: getAt(losses, best) });
    }
    return steps;
  });
  const shared = await timed(() => search('greedy', blocks, count));
  const name = (order: readonly Unit[]) => order.map(({ block }) => block).join(', ');
  const predicted = windows.length * (length - 1);
  const gap = largestGap(
    naive.result.map(({ nll }) => nll / predicted),
    shared.result.values,
  );
  print(
    `naive greedy removal of ${count} of ${blocks.length} blocks, ${models} pruned models loaded and run: ${(naive.ms / 1000).toFixed(1)} s`,
  );
  print(`greedy removal on the resident model, loading included: ${(shared.ms / 1000).toFixed(1)} s`);
  print(
    `ratio ${(shared.ms / naive.ms).toFixed(3)}; removed ${name(shared.result.order)}, naive ${name(naive.result)}; losses differ by ${gap} relative`,
  );
}

/** Runs a search on the resident model, loading included. */
async function search(name: SearchName, among: readonly Unit[], count: number) {
  const models = createSearchedModels(opened, { ...input, checkpoint: {} }, { divergence: false });
  try {
    const task = { units: among, count, removed: NOTHING_REMOVED, seed: 0, settings: completeSettings({}) };
    return await finish(getSearch(name).run(models.open(among), task));
  } finally {
    await models.release();
  }
}

async function compareGates(): Promise<void> {
  const plain = await createSession(exposeTokenLoss(structure.model, structure.logits), mapped.weights);
  const gated = await createGatedModel(opened, {});
  const one = { windows: windows.slice(0, 1), batch: 1 };
  const ratios: number[] = [];
  for (let round = -1; round < Number(values.rounds); round += 1) {
    const plainMs = (await timed(() => runPlain(plain, one))).ms;
    const gatedMs = (await timed(() => finish(measureWindows(gated, 'loss', one, [NOTHING_REMOVED])))).ms;
    // The first round warms the caches.
    if (round >= 0) ratios.push(gatedMs / plainMs);
  }
  print(`gates, all open, against the plain model: ratio ${median(ratios).toFixed(3)} (median of ${ratios.length} interleaved pairs)`);
  await gated.release();
  await plain.release();
}

/** The loss without each unit, beside what is removed already. */
async function leaveOutNaively(each: readonly Unit[], removed: readonly Unit[]): Promise<number[]> {
  const losses: number[] = [];
  for (const unit of each) {
    const pruned = removeUnits(structure, removalOf([...removed, unit])).model;
    const session = await createSession(exposeTokenLoss(pruned, structure.logits), mapped.weights);
    losses.push(await runPlain(session));
    await session.release();
  }
  return losses;
}

async function runPlain(session: ModelSession, { windows: scored, batch }: LossInput = input): Promise<number> {
  let total = 0;
  const rows = scored.map(({ ids }) => ({ ids, next: 0 }));
  for (const { tokens, rows: done, width } of formBatches(rows, batch)) {
    const outputs = await session.run(buildFeeds(session.model.graph, tokens, feedFactsOf(opened)));
    const logProbability = outputs[TOKEN_LOSS_PORTS.logProbability]?.data as Float32Array;
    for (const row of done.keys()) total -= sumOf(Array.from(logProbability.subarray(row * width, (row + 1) * width - 1)));
  }
  return total;
}

async function timed<T>(work: () => Promise<T>): Promise<{ readonly ms: number; readonly result: T }> {
  const started = performance.now();
  const result = await work();
  return { ms: performance.now() - started, result };
}

function largestGap(losses: readonly number[], others: readonly number[]): string {
  return Math.max(...losses.map((loss, place) => Math.abs(loss - (others[place] ?? Number.NaN)) / loss)).toExponential(1);
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, value) => sum + value, 0);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
