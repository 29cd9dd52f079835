import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { inspectModel } from '@lamina/engine';
import { createSeededRandom } from '@lamina/test-utils/models';
import { endSuite } from '../../scripts/count-line.ts';
import { FAULTS, type Fault } from './faults.ts';
import { MODEL } from './installation.ts';
import { type LaneServer, startLaneServer } from './lane-server.ts';
import { type Expected, type RoundResult, runRound, runUndisturbed } from './run-round.ts';
import { writeReport } from './write-report.ts';

/**
 * Studies with faults: no job may be lost or run twice, and the tables must equal those of an undisturbed run, byte for byte. Faults and their times
 * are drawn from a seed. The full form writes docs/reliability.md; LAMINA_FAULT_SHORT=1 runs one round of each kind.
 */
const isShort = process.env.LAMINA_FAULT_SHORT === '1';
const { values } = parseArgs({
  allowNegative: true,
  options: {
    seed: { type: 'string', default: '1' },
    rounds: { type: 'string', default: isShort ? '0' : '48' },
    lanes: { type: 'string', default: isShort ? '3' : '4' },
    only: { type: 'string' },
    keep: { type: 'boolean', default: false },
    report: { type: 'boolean', default: !isShort },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'lamina-fault-'));
const faults = FAULTS.filter(({ name, isPossible }) => {
  if (values.only !== undefined && name !== values.only) return false;
  if (isPossible?.() ?? true) return true;
  say(`not done: ${name}; this machine does not permit it`);
  return false;
});
const plan: readonly Fault[] = Array.from(
  { length: Number(values.rounds) || faults.length },
  (_, index) => faults[index % faults.length],
).filter((fault) => fault !== undefined);
const inspection = await inspectModel(MODEL, { roots: ['models'] });
const results: RoundResult[] = [];
const began = performance.now();
const expected = await withServer('undisturbed', async (server) => {
  const run = (name: string): Promise<Expected> => runUndisturbed({ name, folder, server, inspection });
  const [first, second] = [await run('undisturbed_1'), await run('undisturbed_2')];
  check(first.dump === second.dump && first.store === second.store, 'two undisturbed runs are equal');
  return first;
});
say(`undisturbed: ${(expected.workMs / 1000).toFixed(1)} s of work, ${expected.dump.split('\n').length - 1} rows`);

let next = 0;
let broken = 0;
await Promise.all(Array.from({ length: Math.min(Number(values.lanes), plan.length) }, (_, lane) => runLane(lane)));
if (values.report)
  writeReport({ results, seed: values.seed, faults, expected, seconds: (performance.now() - began) / 1000, cores: availableParallelism() });
if (!values.keep) rmSync(folder, { recursive: true, force: true });
else say(`logs are in ${folder}`);
const failed = results.filter(({ problems }) => problems.length > 0).length + broken;
endSuite({ passed: results.length + 1 - failed, failed });

async function runLane(lane: number): Promise<void> {
  await withServer(`lane-${lane}`, async (server) => {
    for (let index = next++; index < plan.length; index = next++) {
      const fault = plan[index];
      if (fault === undefined) return;
      const name = `round_${index + 1}`;
      const random = createSeededRandom(`${values.seed} ${name} ${fault.name}`);
      const result = await runRound({ name, folder, server, random, inspection }, fault, expected);
      results.push(result);
      describe(index + 1, result);
    }
  });
}

function describe(number: number, { fault, afterMs, job, recoveryMs, attempts, lateWrites, problems }: RoundResult): void {
  const recovery = recoveryMs === null ? 'between two jobs' : `${job}, work went on after ${(recoveryMs / 1000).toFixed(1)} s`;
  const late = lateWrites === 0 ? '' : `, ${lateWrites} late writes refused`;
  say(
    `${problems.length === 0 ? 'ok  ' : 'FAIL'} ${String(number).padStart(2)} ${fault} at ${(afterMs / 1000).toFixed(1)} s: ${recovery}; ${attempts} attempts${late}`,
  );
  for (const problem of problems) say(`       ${problem}`);
}

async function withServer<Result>(name: string, use: (server: LaneServer) => Promise<Result>): Promise<Result> {
  const server = await startLaneServer(join(folder, name));
  try {
    return await use(server);
  } finally {
    await server.stop();
  }
}

function check(isTrue: boolean, words: string): void {
  say(`${isTrue ? 'ok  ' : 'FAIL'} ${words}`);
  if (!isTrue) broken += 1;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
