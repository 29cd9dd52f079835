import { describe, expect, it } from '@jest/globals';
import { createMachine } from './machine.fixture.ts';
import { takeTurns } from './measure-round.ts';

describe('takeTurns', () => {
  it('swaps the order each time, from the one that is told to go first', async () => {
    for (const [startsWithDense, order] of [
      [false, ['form', 'dense', 'dense', 'form', 'form', 'dense']],
      [true, ['dense', 'form', 'form', 'dense', 'dense', 'form']],
    ] as const) {
      const machine = createMachine(() => 1);
      const { runs, denseRuns } = await takeTurns(
        { form: machine.run('form', 0.04), dense: machine.run('dense', 0.05) },
        { startsWithDense, now: machine.now },
      );
      expect(machine.order).toEqual(order);
      expect([runs.length, denseRuns.length]).toEqual([3, 3]);
    }
  });

  it('runs a slow form once', async () => {
    const machine = createMachine(() => 1);
    await takeTurns({ form: machine.run('form', 2), dense: machine.run('dense', 3) }, { startsWithDense: false, now: machine.now });
    expect(machine.order).toEqual(['form', 'dense']);
  });

  it('runs the whole model alone', async () => {
    const machine = createMachine(() => 1);
    const { runs, denseRuns } = await takeTurns(
      { form: machine.run('whole', 0.1), dense: null },
      { startsWithDense: true, now: machine.now },
    );
    expect([runs.length, denseRuns.length]).toEqual([3, 0]);
  });
});
