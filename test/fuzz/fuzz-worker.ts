import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { basename, join } from 'node:path';
import { openModel } from '@lamina/engine';
import { AppError } from '@lamina/errors';
import { mutate, readOriginal } from './mutations.ts';
import { type Outcome, tryMutation } from './try-mutation.ts';

/**
 * Tries mutations `from` … `to` of one file and writes one line of JSON for each. Runs in a process of its own, whose end the parent notices:
 * `node fuzz-worker.ts FILE SEED FROM TO KEEP-FOLDER KEEP-EVERY`.
 */
const [path = '', seedText, fromText, toText, folder = '', everyText] = process.argv.slice(2);
const [seed, from, to, every] = [Number(seedText), Number(fromText), Number(toText), Number(everyText)];

/** One line of the worker's report. */
export interface FuzzLine {
  readonly index: number;
  readonly name: string;
  readonly status: Outcome['status'];
  readonly stage: string;
  readonly code: string;
  readonly message: string;
  readonly cpuMs: number;
  readonly peakMb: number;
  /** Written for ONNX Runtime to try. */
  readonly kept: boolean;
}

mkdirSync(folder, { recursive: true });
const weights = `${path}.data`;
if (existsSync(weights)) copyFileSync(weights, join(folder, basename(weights)));
const original = readOriginal(readFileSync(path));
for (let index = from; index < to; index += 1) report(index);

function report(index: number): void {
  const { name, bytes } = mutate(original, seed, index);
  const before = process.cpuUsage();
  const kept = index % every === 0;
  const tried = tryMutation(bytes, index);
  const outcome = tried.status !== 'bug' && (kept || name === 'externalData') ? tryOpening(tried, bytes, index) : tried;
  const used = process.cpuUsage(before);
  if (kept && outcome.status === 'valid') writeFileSync(join(folder, `${index}.pruned.onnx`), outcome.pruned);
  const line: FuzzLine = {
    index,
    name,
    status: outcome.status,
    stage: outcome.status === 'valid' ? '' : outcome.stage,
    code: outcome.status === 'refused' ? outcome.code : '',
    message: outcome.status === 'valid' ? '' : outcome.message.slice(0, 2000),
    cpuMs: (used.user + used.system) / 1000,
    peakMb: process.resourceUsage().maxRSS / 1024,
    kept: kept && outcome.status === 'valid',
  };
  // Written at once, so that the last line names the mutation before the one that ended the process.
  writeSync(1, `${JSON.stringify(line)}\n`);
}

/** The way of a file on disk, whose external weights are looked up beside it. */
function tryOpening(tried: Outcome, bytes: Uint8Array, index: number): Outcome {
  const file = join(folder, `${index}.onnx`);
  writeFileSync(file, bytes);
  try {
    openModel(file);
    return tried;
  } catch (error) {
    if (error instanceof AppError) return tried;
    return { status: 'bug', stage: 'read', message: `openModel: ${error instanceof Error ? error.stack : String(error)}` };
  }
}
