import { describe, expect, it } from '@jest/globals';
import { createRandom } from '@lamina/metrics';
import { finish } from '../session/golden.fixture.ts';
import { createMachine } from './machine.fixture.ts';
import { repeatRounds } from './measure-efficiency.ts';
import { takeTurns } from './measure-round.ts';

const LIMITS = { rounds: 5, maxRounds: 40, ratioWidth: 0.1, budgetMs: 1000 };

/** Rounds of a form and the whole model that take these seconds a run. */
function runOn(
  { run, now }: ReturnType<typeof createMachine>,
  { form, dense }: { form: number; dense: number | null },
  limits: object = {},
) {
  const measure = (startsWithDense: boolean) =>
    takeTurns({ form: run('form', form), dense: dense === null ? null : run('dense', dense) }, { startsWithDense, now });
  return finish(repeatRounds(measure, { ...LIMITS, now, ...limits }));
}

/** Rounds of two equal models whose sessions have speeds of their own: the logarithms vary by a standard deviation of `spread`, and runs by a hundredth. */
function runEqualModels(seed: number, spread: number) {
  const random = createRandom(seed);
  // Box and Muller 1958.
  const vary = (deviation: number) =>
    Math.exp(deviation * Math.sqrt(-2 * Math.log(1 - random.random())) * Math.cos(2 * Math.PI * random.random()));
  return finish(
    repeatRounds(
      async () => {
        const [form, dense] = [vary(spread), vary(spread)];
        const time = (session: number) => ({ prefillSeconds: session * vary(0.01), decodeSeconds: session * vary(0.01) });
        return { runs: Array.from({ length: 9 }, () => time(form)), denseRuns: Array.from({ length: 9 }, () => time(dense)) };
      },
      { ...LIMITS, budgetMs: 0 },
    ),
  );
}

describe('repeatRounds', () => {
  it('finds the ratio on a machine that grows four times slower, which rows measured one after the other get wrong', async () => {
    const machine = createMachine((count) => 1 + count / 4);
    const { comparedWithDense, done } = await runOn(machine, { form: 0.1, dense: 0.15 }, { rounds: 6 });
    expect(comparedWithDense?.prefill.low).toBeLessThan(1.5);
    expect(comparedWithDense?.prefill.high).toBeGreaterThan(1.5);
    expect(comparedWithDense?.prefill.ratio).toBeCloseTo(1.5, 1);
    expect(comparedWithDense?.decode?.pairs).toBe(done.length);
  });

  it('holds what differs between sessions: the intervals of equal models contain 1 as often as they say', async () => {
    const all = await Promise.all(Array.from({ length: 400 }, (_, seed) => runEqualModels(seed, 0.04)));
    const holding = all.filter(({ comparedWithDense }) => {
      const { low, high } = comparedWithDense?.prefill ?? {};
      return (low ?? Number.NaN) <= 1 && (high ?? Number.NaN) >= 1;
    });
    // 95 %, within three standard errors.
    expect(holding.length / all.length).toBeGreaterThan(0.917);
    expect(holding.length / all.length).toBeLessThan(0.983);
  });

  it('counts a round once, however often it runs', async () => {
    const { done, comparedWithDense } = await runEqualModels(1, 0.04);
    expect(done.flatMap(({ runs }) => runs)).toHaveLength(45);
    expect(comparedWithDense?.prefill.pairs).toBe(5);
  });

  it('stops after the fewest rounds where they agree', async () => {
    const { done, comparedWithDense } = await runOn(
      createMachine(() => 1),
      { form: 0.1, dense: 0.2 },
      { budgetMs: 1e6 },
    );
    expect(done).toHaveLength(5);
    expect(comparedWithDense?.prefill).toMatchObject({
      ratio: expect.closeTo(2, 9),
      low: expect.closeTo(2, 9),
      high: expect.closeTo(2, 9),
    });
  });

  it('continues while the interval is wide, up to the maximum of rounds or the end of the budget', async () => {
    const noisy = (count: number) => (count % 3 === 0 ? 5 : 1);
    const all = await runOn(createMachine(noisy), { form: 1, dense: 1 }, { maxRounds: 12, budgetMs: 1e9 });
    expect(all.done).toHaveLength(12);
    const spent = await runOn(createMachine(noisy), { form: 1, dense: 1 });
    expect(spent.done).toHaveLength(5);
    expect((spent.comparedWithDense?.prefill.high ?? 0) - (spent.comparedWithDense?.prefill.low ?? 0)).toBeGreaterThan(0.1);
  });

  it('opens the whole model alone as often as it was asked to', async () => {
    const { done, comparedWithDense } = await runOn(
      createMachine(() => 1),
      { form: 1, dense: null },
    );
    expect(done).toHaveLength(5);
    expect(comparedWithDense).toBeNull();
  });
});
