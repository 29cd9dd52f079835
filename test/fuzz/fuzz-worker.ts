import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AppError } from '@lamina/errors';
import { openModel } from '@lamina/models';
import { type CheckpointFormat, findCheckpointFormat, mutateCheckpoint, tryCheckpoint } from './checkpoint-formats.ts';
import { mutate, type Original, readOriginal } from './mutations.ts';
import { type Outcome, tryMutation } from './try-mutation.ts';

/**
 * Tries mutations `from` … `to` of one file and writes one line of JSON for each. It runs in a separate process, and the parent detects its end:
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
  /** Written for ONNX Runtime to load. */
  readonly kept: boolean;
}

mkdirSync(folder, { recursive: true });
const weights = `${path}.data`;
if (existsSync(weights)) copyFileSync(weights, join(folder, basename(weights)));
const bytesOfFile = readFileSync(path);
const format = findCheckpointFormat(path);
const attempt = format === undefined ? createOnnxAttempt(readOriginal(bytesOfFile)) : createCheckpointAttempt(format, bytesOfFile);
for (let index = from; index < to; index += 1) report(index);

type Attempted = { readonly name: string; readonly outcome: Outcome | Exclude<ReturnType<typeof tryCheckpoint>, { status: 'bug' }> };

function report(index: number): void {
  const before = process.cpuUsage();
  const { name, outcome } = attempt(index);
  const used = process.cpuUsage(before);
  const kept = index % every === 0 && outcome.status === 'valid' && 'pruned' in outcome;
  if (kept) writeFileSync(join(folder, `${index}.pruned.onnx`), outcome.pruned);
  const line: FuzzLine = {
    index,
    name,
    status: outcome.status,
    stage: outcome.status === 'valid' ? '' : outcome.stage,
    code: outcome.status === 'refused' ? outcome.code : '',
    message: outcome.status === 'valid' ? '' : outcome.message.slice(0, 2000),
    cpuMs: (used.user + used.system) / 1000,
    peakMb: process.resourceUsage().maxRSS / 1024,
    kept,
  };
  // Written at once, so that the last line names the mutation before the one that ended the process.
  writeSync(1, `${JSON.stringify(line)}\n`);
}

function createOnnxAttempt(original: Original): (index: number) => Attempted {
  return (index) => {
    const { name, bytes } = mutate(original, seed, index);
    const tried = tryMutation(bytes, index);
    const isOpened = tried.status !== 'bug' && (index % every === 0 || name === 'externalData');
    return { name, outcome: isOpened ? tryOpening(tried, bytes, index) : tried };
  };
}

function createCheckpointAttempt(format: CheckpointFormat, bytes: Uint8Array): (index: number) => Attempted {
  const structureBytes = format.findStructureBytes(bytes);
  return (index) => {
    const mutated = mutateCheckpoint(bytes, { structureBytes, seed, index });
    return { name: mutated.name, outcome: tryCheckpoint(format, mutated.bytes, index) };
  };
}

/** Reads it like a file on disk, whose external weights are in the same folder. */
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
