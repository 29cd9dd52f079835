import { afterEach, describe, expect, it } from '@jest/globals';
import type { Progress } from '@lamina/models';
import { followProgress } from './show-progress.ts';

const { write } = process.stderr;
const { now } = performance;
const { isTTY, columns } = process.stderr;

afterEach(() => {
  process.stderr.write = write;
  process.stderr.isTTY = isTTY;
  process.stderr.columns = columns;
  performance.now = now;
});

/** The output for a job whose steps come at given seconds. */
async function follow(onTerminal: boolean, steps: readonly (readonly [seconds: number, step: Progress])[]): Promise<readonly string[]> {
  const written: string[] = [];
  let seconds = 0;
  process.stderr.isTTY = onTerminal;
  process.stderr.columns = 100;
  process.stderr.write = (text: string | Uint8Array) => written.push(String(text)) > 0;
  performance.now = () => 1000 * seconds;
  async function* run(): AsyncGenerator<Progress, string> {
    for (const [at, step] of steps) {
      seconds = at;
      yield step;
    }
    return 'result';
  }
  await expect(followProgress(run())).resolves.toBe('result');
  return written;
}

const measure = (done: number): Progress => ({ phase: 'measure', done, total: 100, note: '9 changes' });

describe('followProgress', () => {
  it('writes into a log a line for each piece of work, and one a minute with the time that is left', async () => {
    const lines = await follow(false, [
      [0, { phase: 'prepare', done: 0, total: 1, note: 'reading the model' }],
      [10, measure(0)],
      [40, measure(10)],
      [69, measure(20)],
      [70, measure(25)],
      [100, measure(50)],
      [135, measure(60)],
      [140, { ...measure(0), note: 'a repair' }],
      // Read from an earlier run.
      [141, { ...measure(90), note: 'a second repair' }],
    ]);
    expect(lines).toEqual([
      'prepare 0/1: reading the model\n',
      'measure 0/100: 9 changes\n',
      // 25 in a minute, so 75 in three.
      'measure 25/100: 9 changes, 3 min left\n',
      'measure 60/100: 9 changes, 2 min left\n',
      'measure 0/100: a repair\n',
      'measure 90/100: a second repair\n',
    ]);
  });

  it('moves one line on a terminal, and clears it at the end', async () => {
    const lines = await follow(true, [
      [0, measure(0)],
      [30, measure(50)],
    ]);
    expect(lines.every((line) => line.startsWith('\r\u001b[2K') && !line.includes('\n'))).toBe(true);
    expect(lines[1]).toContain('50/100  30 s left  9 changes');
    expect(lines.at(-1)).toBe('\r\u001b[2K');
  });
});
