import { describe, expect, it } from '@jest/globals';
import { repeatByTurns } from './repeat-by-turns.ts';

const LIMITS = { repetitions: 5, maxRepetitions: 40, ratioWidth: 0.1, budgetMs: 1000, onRepetition: () => undefined };

/** A machine whose clock is told: each run takes its seconds times how slow the machine is at that moment. */
function machineOf(slownessAt: (run: number) => number) {
  let runs = 0;
  let nowMs = 0;
  const order: string[] = [];
  const run = (name: string, seconds: number) => async () => {
    const taken = seconds * slownessAt(runs);
    runs += 1;
    nowMs += taken * 1000;
    order.push(name);
    return { prefillSeconds: taken, decodeSeconds: taken };
  };
  return { run, order, now: () => nowMs };
}

describe('repeatByTurns', () => {
  it('finds the ratio on a machine that grows four times slower, which rows measured one after the other get wrong', async () => {
    const { run, now, order } = machineOf((count) => 1 + count / 4);
    const { comparedWithDense, runs } = await repeatByTurns(
      { form: run('form', 0.001), dense: run('dense', 0.0015) },
      { ...LIMITS, repetitions: 6, now },
    );
    expect(order.slice(0, 6)).toEqual(['form', 'dense', 'dense', 'form', 'form', 'dense']);
    expect(comparedWithDense?.prefill.low).toBeLessThan(1.5);
    expect(comparedWithDense?.prefill.high).toBeGreaterThan(1.5);
    expect(comparedWithDense?.prefill.ratio).toBeCloseTo(1.5, 1);
    expect(comparedWithDense?.decode?.pairs).toBe(runs.length);
  });

  it('stops after the fewest runs where they agree', async () => {
    const { run, now } = machineOf(() => 1);
    const { runs, comparedWithDense } = await repeatByTurns({ form: run('form', 0.001), dense: run('dense', 0.002) }, { ...LIMITS, now });
    expect(runs).toHaveLength(5);
    expect(comparedWithDense?.prefill).toMatchObject({
      ratio: expect.closeTo(2, 9),
      low: expect.closeTo(2, 9),
      high: expect.closeTo(2, 9),
    });
  });

  it('goes on while the interval is wide, to the most runs or the end of the budget', async () => {
    const noisy = (count: number) => (count % 3 === 0 ? 5 : 1);
    const counted = machineOf(noisy);
    const all = await repeatByTurns(
      { form: counted.run('form', 1e-6), dense: counted.run('dense', 1e-6) },
      { ...LIMITS, maxRepetitions: 12, now: counted.now },
    );
    expect(all.runs).toHaveLength(12);
    const timed = machineOf(noisy);
    const spent = await repeatByTurns({ form: timed.run('form', 1), dense: timed.run('dense', 1) }, { ...LIMITS, now: timed.now });
    expect(spent.runs).toHaveLength(5);
    expect((spent.comparedWithDense?.prefill.high ?? 0) - (spent.comparedWithDense?.prefill.low ?? 0)).toBeGreaterThan(0.1);
  });

  it('runs the whole model alone as often as it was asked to', async () => {
    const { run, now } = machineOf(() => 1);
    expect(await repeatByTurns({ form: run('whole', 1), dense: null }, { ...LIMITS, now })).toMatchObject({ comparedWithDense: null });
  });
});
