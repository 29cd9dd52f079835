import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { getAt } from '@lamina/errors';
import { type EvaluateOptions, evaluateModel } from './evaluate-model.ts';

/** An evaluation in a process of its own, which keeps each part in a file as it is done. */
export interface KilledRun {
  readonly options: EvaluateOptions;
  /** JSON Lines: one part a line. */
  readonly keptFile: string;
  /** The process kills itself as soon as it has kept so many parts; null = it runs to the end and prints the result. */
  readonly killAfter: number | null;
}

const { options, keptFile, killAfter } = JSON.parse(getAt(process.argv, 2)) as KilledRun;
const lines = existsSync(keptFile) ? readFileSync(keptFile, 'utf8').trimEnd().split('\n') : [];
const checkpoint = Object.assign({}, ...lines.map((line) => JSON.parse(line)));
const job = evaluateModel({ ...options, checkpoint });
let parts = 0;
for (let step = await job.next(); ; step = await job.next()) {
  if (step.done) {
    process.stdout.write(JSON.stringify(step.value));
    break;
  }
  if (step.value.checkpoint === undefined) continue;
  appendFileSync(keptFile, `${JSON.stringify(step.value.checkpoint)}\n`);
  parts += 1;
  if (parts === killAfter) process.kill(process.pid, 'SIGKILL');
}
