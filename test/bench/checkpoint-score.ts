import { readFileSync } from 'node:fs';
import { cpus, homedir, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type ScoreResult, scoreModel } from '@lamina/engine';
import { median } from './median.ts';

/**
 * Scoring speed of a checkpoint compared with the ONNX export of the same weights: both in one process, one window each alternately. Also the time
 * from the files alone (no stored digest, no stored self-check) to the first scored window.
 */
const { values } = parseArgs({
  options: {
    model: { type: 'string', default: join(homedir(), '.cache/lamina/smollm2-hf') },
    export: { type: 'string', default: join(homedir(), '.cache/lamina/smollm2-135m-instruct') },
    window: { type: 'string', default: '256' },
    rounds: { type: 'string', default: '9' },
    batch: { type: 'string', default: '2' },
  },
});
const window = Number(values.window);
const rounds = Number(values.rounds);
/** Windows per run; the default of a score. */
const batch = Number(values.batch);
/** A text of 11,000 tokens, as often as the turns need it. */
const text = readFileSync('models/calibration/austen.txt', 'utf8');
const texts = Array.from({ length: Math.ceil((window * batch * (rounds + 2)) / 10_000) }, () => text);
process.stdout.write(`${cpus()[0]?.model ?? 'unknown processor'}, load ${loadavg()[0]?.toFixed(1)}\n`);

const checkpoint = score(values.model);
await printFirst('checkpoint', checkpoint);
const exported = score(values.export);
await printFirst('export', exported);
const pairs: { readonly checkpointMs: number; readonly exportMs: number }[] = [];
for (let round = 0; round < rounds; round += 1)
  pairs.push({ checkpointMs: await msToNextWindow(checkpoint), exportMs: await msToNextWindow(exported) });
const speed = (ms: readonly number[]) => (((window * batch) / median([...ms])) * 1000).toFixed(0);
process.stdout.write(
  `median of ${rounds} turns: checkpoint ${speed(pairs.map(({ checkpointMs }) => checkpointMs))} tokens/s, export ${speed(pairs.map(({ exportMs }) => exportMs))} tokens/s, ratio ${median(pairs.map(({ checkpointMs, exportMs }) => exportMs / checkpointMs)).toFixed(2)} (at least 1.10 is wanted)\n`,
);
process.exit(0);

function score(model: string): ReturnType<typeof scoreModel> {
  return scoreModel(model, { input: { texts }, window, batch });
}

async function printFirst(name: string, work: ReturnType<typeof score>): Promise<void> {
  const before = process.cpuUsage();
  const seconds = (await msToNextWindow(work)) / 1000;
  const { user, system } = process.cpuUsage(before);
  process.stdout.write(
    `${name}: first window scored after ${seconds.toFixed(2)} s, ${((user + system) / 1e6).toFixed(2)} s of processor time\n`,
  );
}

/** Milliseconds until the next window is scored. */
async function msToNextWindow(work: AsyncGenerator<{ readonly phase: string }, ScoreResult>): Promise<number> {
  const started = performance.now();
  for (let step = await work.next(); !step.done; step = await work.next())
    if (step.value.phase === 'score') return performance.now() - started;
  throw new Error('the score ended before its windows did');
}
