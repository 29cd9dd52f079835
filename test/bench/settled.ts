import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { scoreModel } from '@lamina/engine';
import { getAt } from '@lamina/errors';
import { createLowestTracker, createRandom, orderAscending } from '@lamina/metrics';
import { finish, type ScoreInput } from '@lamina/models';
import { median } from './median.ts';

/**
 * How soon it is settled which blocks have the lowest influence, beside a run of the whole text: each model is scored once, window by window, and then
 * read again in many random orders. Seconds are windows at the speed of that score, until settled with the time of the tests. For the coverage, windows
 * are drawn with replacement, so that the whole run is the truth of which they are draws: without replacement, the last windows of a replay know it.
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
const TOKENS = Number(values.window);
const options = { count: Number(values.count), confidence: Number(values.confidence) };
const input: ScoreInput =
  values.ids === undefined ? { texts: [readFileSync(values.text, 'utf8')] } : { ids: JSON.parse(readFileSync(values.ids, 'utf8')).ids };

const REPLAYS = Number(values.replays);
const HEAD = [
  ...[
    'model',
    'windows of the whole run',
    'tokens',
    'seconds',
    'windows until settled, median (p90)',
    'tokens until settled',
    'seconds until settled',
    'times fewer',
  ],
  ...[
    'settled',
    'same set as the whole run',
    'order known',
    'wrong orders',
    'with replacement: never a wrong set',
    'with replacement: wrong orders',
  ],
];
printRow(HEAD);
printRow(HEAD.map(() => '---'));
for (const model of values.models.split(',')) {
  const { windows, secondsPerWindow } = await scoreWindows(model);
  const truth = orderLowest(windows);
  const runs = Array.from({ length: REPLAYS }, (_, seed) => replay(createRandom(seed).shuffle(windows), truth));
  const draws = Array.from({ length: REPLAYS }, (_, seed) => {
    const random = createRandom(seed);
    const drawn = windows.map(() => getAt(windows, random.randomBelow(windows.length)));
    return replay(drawn, truth, { readsOn: true });
  });
  const settled = runs.filter(({ settledSet }) => settledSet !== null);
  const needed = runs.map(({ windowsUntilSettled }) => windowsUntilSettled).sort((a, b) => a - b);
  const middle = median(needed);
  const seconds = median(runs.map((run) => run.windowsUntilSettled * secondsPerWindow + run.testSeconds));
  printRow([
    ...[model, windows.length, windows.length * TOKENS, (windows.length * secondsPerWindow).toFixed(2)],
    ...[
      `${middle} (${needed[Math.floor(needed.length * 0.9)]})`,
      middle * TOKENS,
      seconds.toFixed(2),
      (windows.length / middle).toFixed(1),
    ],
    ...[percent(settled.length, REPLAYS), percent(settled.filter(({ settledSet }) => settledSet === 'right').length, settled.length)],
    ...[percent(runs.filter(({ order }) => order !== null).length, REPLAYS), shareOfWrongOrders(runs)],
    ...[percent(draws.filter(({ hadWrongSet }) => !hadWrongSet).length, REPLAYS), shareOfWrongOrders(draws)],
  ]);
}

interface Scored {
  /** float64[W][L]: the mean block influence of each window */
  readonly windows: readonly (readonly number[])[];
  readonly secondsPerWindow: number;
}

/** One document has windows as its units. */
async function scoreWindows(model: string): Promise<Scored> {
  const { units, tokensPerSecond } = await finish(
    scoreModel(model, {
      roots: [join(process.cwd(), 'models')],
      input,
      window: TOKENS,
      windows: Number(values.windows),
      losses: false,
      selfCheck: false,
    }),
  );
  const windows = units.blockInfluence.map(({ sum, count }) => sum.map((total, block) => total / (count[block] ?? Number.NaN)));
  return { windows, secondsPerWindow: TOKENS / tokensPerSecond };
}

/** The lowest blocks by the mean over all windows, lowest first. */
function orderLowest(windows: readonly (readonly number[])[]): readonly number[] {
  const means = getAt(windows, 0).map((_, block) => windows.reduce((sum, window) => sum + getAt(window, block), 0) / windows.length);
  return orderAscending(means).slice(0, options.count);
}

interface Replay {
  /** All windows where nothing was settled. */
  windowsUntilSettled: number;
  /** The time of the tests until then. */
  testSeconds: number;
  /** The first set that was settled. */
  settledSet: 'right' | 'wrong' | null;
  /** The first order that reached the confidence; reading goes on for it after the set is settled. */
  order: 'right' | 'wrong' | null;
  hadWrongSet: boolean;
}

/** Reads windows until set and order are known; `readsOn` reads them all, because a later look may be wrong. */
function replay(windows: Scored['windows'], truth: readonly number[], { readsOn = false } = {}): Replay {
  const tracker = createLowestTracker(getAt(windows, 0).length, options);
  const isTruth = (lowest: readonly number[]) => lowest.join() === truth.join();
  const isTrueSet = (lowest: readonly number[]) => lowest.every((block) => truth.includes(block));
  const found: Replay = { windowsUntilSettled: windows.length, testSeconds: 0, settledSet: null, order: null, hadWrongSet: false };
  for (const window of windows) {
    const started = performance.now();
    tracker.add(window);
    const { lowest, isSettled, orderConfidence } = tracker.settle();
    if (found.settledSet === null) found.testSeconds += (performance.now() - started) / 1000;
    if (isSettled && found.settledSet === null) {
      found.windowsUntilSettled = tracker.windows;
      found.settledSet = isTrueSet(lowest) ? 'right' : 'wrong';
    }
    if (isSettled && !isTrueSet(lowest)) found.hadWrongSet = true;
    if (orderConfidence >= options.confidence) found.order ??= isTruth(lowest) ? 'right' : 'wrong';
    if (!readsOn && found.settledSet !== null && found.order !== null) break;
  }
  return found;
}

/** Among the replays whose order reached the confidence. */
function shareOfWrongOrders(replays: readonly Replay[]): string {
  const known = replays.filter(({ order }) => order !== null);
  return percent(known.filter(({ order }) => order === 'wrong').length, known.length);
}

function printRow(cells: readonly (string | number)[]): void {
  process.stdout.write(`| ${cells.join(' | ')} |\n`);
}

/** Names of the models in `models/`. */
function listBundledModels(): readonly string[] {
  return readdirSync('models', { withFileTypes: true })
    .map(({ name }) => name)
    .filter((name) => name.startsWith('lamina-'));
}

/** A share as text, such as `95.1 %`; a dash where there is nothing to share. */
function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`;
}
