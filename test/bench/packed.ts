import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { createResidentModel } from '@lamina/engine';
import { openModel } from '@lamina/models';
import { NOTHING_REMOVED } from '@lamina/plans';
import { median } from './median.ts';

/**
 * Losses of windows from a quantized GGUF file whose weights stay packed, against llama.cpp on the same file: both read windows of one length in turn, with
 * the logits of every position. Durations are of processor time, because other work on a machine changes every other duration. `--data` keeps the packed file.
 */
const { values } = parseArgs({
  options: {
    model: { type: 'string' },
    tokens: { type: 'string', default: '512' },
    rounds: { type: 'string', default: '5' },
    threads: { type: 'string', default: '1' },
    /** A Python that has llama-cpp-py-sync; without it, nothing is compared. */
    python: { type: 'string' },
    data: { type: 'string' },
  },
});
const { model, python } = values;
if (model === undefined) throw new Error('give --model FILE.gguf');
const [tokens, rounds, threads] = [Number(values.tokens), Number(values.rounds), Number(values.threads)];
const data = values.data ?? mkdtempSync(join(tmpdir(), 'lamina-packed-'));
process.stdout.write(
  `${cpus()[0]?.model ?? 'unknown processor'}, load ${loadavg()[0]?.toFixed(1)}, ${threads} threads, ${tokens} tokens\n`,
);

const opened = openModel(model, { digests: { cacheFolder: join(data, 'digests') } });
const resident = await createResidentModel(opened, { threads, mostLikely: true });
print('loaded');
await runWindow(0);
print('first window');

const peer = python === undefined ? null : startPeer(python);
const pairs: { readonly own: number; readonly other: number }[] = [];
let peak = 0;
await peer?.read();
for (let round = 1; round <= rounds; round += 1) {
  const own = await runWindow(round);
  const [other = Number.NaN, memory = Number.NaN] = (await peer?.read()) ?? [];
  peak = memory;
  pairs.push({ own, other });
}
const own = median(pairs.map((pair) => pair.own));
print(`${(tokens / own).toFixed(0)} tokens a second of processor time`);
if (peer !== null) {
  const ratio = median(pairs.map((pair) => pair.other / pair.own));
  process.stdout.write(
    `llama.cpp: ${(tokens / median(pairs.map(({ other }) => other))).toFixed(0)} tokens, peak ${peak.toFixed(0)} MB; Lamina's speed is ${ratio.toFixed(2)} of it (at least 0.8 is wanted)\n`,
  );
}
peer?.stop();
await resident.release();
if (values.data === undefined) rmSync(data, { recursive: true });

/** Seconds of processor time. */
async function runWindow(window: number): Promise<number> {
  const ids = Array.from({ length: tokens }, (_, place) => (place * 7919 + window * 31) % 50_000);
  const before = process.cpuUsage();
  for await (const _ of resident.run({ ids: [ids], labels: [[...ids.slice(1), 0]], lengths: [tokens] }, [NOTHING_REMOVED]));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function print(what: string): void {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const seconds = ((userCPUTime + systemCPUTime) / 1e6).toFixed(1);
  process.stdout.write(`${what}: ${process.uptime().toFixed(1)} s, processor ${seconds} s, peak ${(maxRSS / 1e3).toFixed(0)} MB\n`);
}

interface Peer {
  /** Processor time and peak memory after one more window. */
  read(): Promise<readonly number[]>;
  stop(): void;
}

function startPeer(command: string): Peer {
  const child: ChildProcess = spawn(command, [join(import.meta.dirname, 'llama_cpp_peer.py'), model ?? '', values.threads, values.tokens], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  if (child.stdout === null) throw new Error('no output of the peer');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async read() {
      child.stdin?.write('\n');
      const { value, done } = await lines.next();
      if (done) throw new Error('llama.cpp ended');
      return String(value).split(' ').map(Number);
    },
    stop: () => child.stdin?.end(),
  };
}
