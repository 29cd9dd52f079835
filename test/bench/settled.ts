import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type ScoreInput, scoreModel } from '@lamina/engine';
import { createLowestTracker, createRandom, orderAscending } from '@lamina/metrics';
import { listBundledModels } from './list-bundled-models.ts';
import { median } from './median.ts';
import { percent } from './percent.ts';

/**
 * How soon it is settled which blocks have the lowest influence, beside a run of the whole text: each model is scored once, window by window, and then
 * read again in many random orders. Prints a table row per model: windows until settled, how much less that is, and how often the settled set is that of
 * the whole run.
 */
const { values } = parseArgs({
  options: {
    models: { type: 'string', default: listBundledModels().join() },
    text: { type: 'string', default: 'models/calibration/invented-world.txt' },
    ids: { type: 'string' },
    window: { type: 'string', default: '256' },
    windows: { type: 'string', default: '64' },
    count: { type: 'string', default: '3' },
    confidence: { type: 'string', default: '0.95' },
    replays: { type: 'string', default: '1000' },
  },
});
const options = { count: Number(values.count), confidence: Number(values.confidence) };
const input: ScoreInput =
  values.ids === undefined ? { texts: [readFileSync(values.text, 'utf8')] } : { ids: JSON.parse(readFileSync(values.ids, 'utf8')).ids };

process.stdout.write(
  '| model | windows of the whole run | windows until settled, median (p90) | times fewer | settled | same set as the whole run |\n',
);
process.stdout.write('| --- | --- | --- | --- | --- | --- |\n');
for (const model of values.models.split(',')) {
  const windows = await scoreWindows(model);
  const whole = listLowest(windows);
  const runs = Array.from({ length: Number(values.replays) }, (_, seed) => replay(createRandom(seed).shuffle(windows)));
  const settled = runs.filter(({ isSettled }) => isSettled);
  const same = settled.filter(({ lowest }) => lowest.toSorted((a, b) => a - b).join() === whole).length;
  const needed = runs.map((run) => run.windows).sort((a, b) => a - b);
  const middle = median(needed);
  process.stdout.write(
    `| ${model} | ${windows.length} | ${middle} (${needed[Math.floor(needed.length * 0.9)]}) | ${(windows.length / middle).toFixed(1)} | ${percent(settled.length, runs.length)} | ${percent(same, settled.length)} |\n`,
  );
}

/** float64[W][L]: the mean block influence of each window. One document has windows as its units. */
async function scoreWindows(model: string): Promise<readonly (readonly number[])[]> {
  const run = scoreModel({
    model,
    roots: [join(process.cwd(), 'models')],
    input,
    window: Number(values.window),
    windows: Number(values.windows),
    losses: false,
    selfCheck: false,
  });
  for (let step = await run.next(); ; step = await run.next())
    if (step.done)
      return step.value.units.map(({ blockInfluence: { sum, count } }) => sum.map((total, block) => total / (count[block] ?? Number.NaN)));
}

/** The lowest blocks by the mean over all windows, as text. */
function listLowest(windows: readonly (readonly number[])[]): string {
  const means = (windows[0] ?? []).map(
    (_, block) => windows.reduce((sum, window) => sum + (window[block] ?? Number.NaN), 0) / windows.length,
  );
  return orderAscending(means)
    .slice(0, options.count)
    .sort((a, b) => a - b)
    .join();
}

function replay(windows: readonly (readonly number[])[]) {
  const tracker = createLowestTracker(windows[0]?.length ?? 0, options);
  for (const window of windows) {
    tracker.add(window);
    const settlement = tracker.settle();
    if (settlement.isSettled) return settlement;
  }
  return tracker.settle();
}
