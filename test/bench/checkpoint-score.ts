import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { cpus, homedir, loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { scoreModel } from '@lamina/engine';
import * as ort from 'onnxruntime-node';
import { median } from './median.ts';

/**
 * Scoring speed of a checkpoint compared with the ONNX export of the same weights, one window each in turns, each in a process of its own. The export
 * runs twice: with Lamina's session settings, and with denormal numbers as ONNX Runtime treats them by default. Also the time from the files alone (no
 * stored digest, no stored self-check) to the first scored window.
 */
const { values } = parseArgs({
  options: {
    model: { type: 'string', default: join(homedir(), '.cache/lamina/smollm2-hf') },
    export: { type: 'string', default: join(homedir(), '.cache/lamina/smollm2-135m-instruct') },
    window: { type: 'string', default: '256' },
    rounds: { type: 'string', default: '9' },
    /** In a child process: the model that it scores. */
    scored: { type: 'string' },
    denormals: { type: 'boolean', default: false },
  },
});
/** ONNX Runtime's threads spin for a while after a run. */
const PAUSE_MS = 200;
const window = Number(values.window);
const rounds = Number(values.rounds);

/** A window in milliseconds of wall time and of processor time. */
interface Turn {
  readonly ms: number;
  readonly processorMs: number;
}

if (values.scored === undefined) await compare();
else await scoreOnDemand(values.scored);

async function compare(): Promise<void> {
  process.stdout.write(`${cpus()[0]?.model ?? 'unknown processor'}, load ${loadavg()[0]?.toFixed(1)}\n`);
  const children = [startChild(values.model), startChild(values.export), startChild(values.export, '--denormals')];
  for (const [place, name] of ['checkpoint', 'export', 'export with denormals'].entries()) {
    const first = await ask(children[place] as ChildProcess);
    process.stdout.write(
      `${name}: first window scored after ${(first.ms / 1000).toFixed(2)} s, ${(first.processorMs / 1000).toFixed(2)} s of processor time\n`,
    );
  }
  const turns: number[][] = [];
  for (let round = 0; round < rounds; round += 1) {
    const turn: number[] = [];
    for (const child of children) {
      await delay(PAUSE_MS);
      turn.push((await ask(child)).ms);
    }
    turns.push(turn);
  }
  const speed = (place: number) => `${((window / median(turns.map((turn) => turn[place] as number))) * 1000).toFixed(0)} tokens/s`;
  const ratio = (place: number) => median(turns.map((turn) => (turn[place] as number) / (turn[0] as number))).toFixed(2);
  process.stdout.write(
    `medians of ${rounds} turns: checkpoint ${speed(0)}; export ${speed(1)}, ratio ${ratio(1)}; export with denormals ${speed(2)}, ratio ${ratio(2)} (at least 1.10 is wanted)\n`,
  );
  for (const child of children) child.kill();
}

function startChild(scored: string, ...flags: readonly string[]): ChildProcess {
  return fork(import.meta.filename, [...process.argv.slice(2), '--scored', scored, ...flags]);
}

async function ask(child: ChildProcess): Promise<Turn> {
  child.send('next');
  const [turn] = (await once(child, 'message')) as [Turn];
  return turn;
}

/** Scores a window at each message, and answers with its time. */
async function scoreOnDemand(model: string): Promise<void> {
  if (values.denormals) keepDenormals();
  const ids = Array.from({ length: window * (rounds + 2) }, (_, position) => (position * 7919) % 100);
  const work = scoreModel({ model, input: { ids }, window, batch: 1 });
  process.on('message', async () => {
    const started = performance.now();
    const before = process.cpuUsage();
    for (let step = await work.next(); step.done !== true && step.value.phase !== 'score'; step = await work.next());
    const { user, system } = process.cpuUsage(before);
    process.send?.({ ms: performance.now() - started, processorMs: (user + system) / 1000 } satisfies Turn);
  });
}

function keepDenormals(): void {
  const { create } = ort.InferenceSession;
  Object.assign(ort.InferenceSession, {
    create: (model: Uint8Array, options: ort.InferenceSession.SessionOptions) => {
      const session = { ...(options.extra?.session as object), set_denormal_as_zero: '0' };
      return create(model, { ...options, extra: { session } });
    },
  });
}
