import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One pass of the harness over all requests. */
export interface HarnessRun {
  /** Without loading. */
  readonly seconds: number;
  readonly processorSeconds: number;
  readonly logLikelihoods: readonly number[];
  readonly isGreedy: readonly boolean[];
}

export interface HarnessRequest {
  readonly requests: readonly (readonly [context: string, continuation: string])[];
  readonly removals: readonly (readonly number[])[];
  readonly batch: number;
  readonly threads: number;
}

/** Runs the harness in a separate process. @throws Error with the end of its output. */
export function runHarness(python: string, model: string, { requests, removals, batch, threads }: HarnessRequest): readonly HarnessRun[] {
  const folder = mkdtempSync(join(tmpdir(), 'lamina-bench-'));
  try {
    const file = join(folder, 'requests.json');
    writeFileSync(file, JSON.stringify(requests));
    const args = [
      ['-W', 'ignore', join(import.meta.dirname, 'lm_eval_peer.py'), '--model', model, '--requests', file],
      ['--removals', JSON.stringify(removals), '--batch', String(batch), '--threads', String(threads)],
    ].flat();
    const env = { ...process.env, HF_HUB_OFFLINE: '1', TRANSFORMERS_VERBOSITY: 'error', TOKENIZERS_PARALLELISM: 'false' };
    const { status, stdout, stderr } = spawnSync(python, args, { encoding: 'utf8', maxBuffer: 1 << 28, env });
    if (status !== 0) throw new Error(`lm_eval_peer.py failed: ${stderr.slice(-800)}`);
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as readonly HarnessRun[];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
