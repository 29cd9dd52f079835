import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createResidentModel, measureWindows, scoreModel } from '@lamina/engine';
import { finish, openModel } from '@lamina/models';
import { createRemoval, NOTHING_REMOVED } from '@lamina/plans';
import { endSuite } from '../../scripts/count-line.ts';

/**
 * Compares attentions and MLPs of SmolLM2-135M with PyTorch's numbers: their influence, the losses without each of them, and those without several
 * attentions together. Ends with `N passed, N failed`.
 */
interface Losses {
  /** Nats per window. */
  readonly nllPerWindow: readonly number[];
}

interface Recorded {
  readonly text: { readonly windowTokens: number };
  readonly attentionInfluence: readonly number[];
  readonly mlpInfluence: readonly number[];
  readonly dense: Losses;
  readonly dropped: readonly (Losses & { readonly kind: 'attention' | 'mlp'; readonly block: number })[];
  readonly jointAttention: readonly (Losses & { readonly count: number; readonly attention: readonly number[] })[];
}

/** The largest difference of an influence. Neighbours in the order of influence are at least 1e-5 apart. */
const INFLUENCE_TOLERANCE = 1e-6;
/** The largest relative difference of the loss of a window. */
const LOSS_TOLERANCE = 1e-5;

const { values } = parseArgs({ options: { reference: { type: 'string' }, model: { type: 'string' } } });
const { reference = resolve('../shared/reference'), model = '' } = values;
const recorded = JSON.parse(readFileSync(join(reference, 'sublayers', 'smollm2.json'), 'utf8')) as Recorded;
const { ids } = JSON.parse(readFileSync(join(reference, 'smollm2', 'ids.json'), 'utf8')) as { readonly ids: readonly number[] };
const { windowTokens: window } = recorded.text;

const results = [...(await checkInfluences()), ...(await checkLosses())];
for (const { title, problem } of results) process.stdout.write(problem === null ? `ok    ${title}\n` : `FAIL  ${title}: ${problem}\n`);
const failed = results.filter(({ problem }) => problem !== null).length;
endSuite({ passed: results.length - failed, failed });

interface Result {
  readonly title: string;
  readonly problem: string | null;
}

/** The influences, and the attentions that go first. */
async function checkInfluences(): Promise<readonly Result[]> {
  const score = await finish(scoreModel(model, { input: { ids }, window, losses: false }));
  const attention = score.attentionInfluence?.mean;
  const order = [...recorded.attentionInfluence.keys()].sort((a, b) => (attention?.[a] ?? Number.NaN) - (attention?.[b] ?? Number.NaN));
  return [
    compare('attention influence', [attention, recorded.attentionInfluence], INFLUENCE_TOLERANCE, () => 1),
    compare('MLP influence', [score.mlpInfluence?.mean, recorded.mlpInfluence], INFLUENCE_TOLERANCE, () => 1),
    ...recorded.jointAttention.map(({ count, attention: expected }) => {
      const found = order.slice(0, count).join();
      return {
        title: `the ${count} attentions of lowest influence`,
        problem: found === expected.join() ? null : `${found}, recorded ${expected.join()}`,
      };
    }),
  ];
}

/** The losses of the windows. */
async function checkLosses(): Promise<readonly Result[]> {
  const drops = [
    { title: 'loss of the whole model', removal: NOTHING_REMOVED, expected: recorded.dense },
    ...recorded.dropped.map((drop) => ({
      title: `loss without the ${drop.kind} of ${drop.block}`,
      removal: createRemoval({ [drop.kind]: [drop.block] }),
      expected: drop,
    })),
    ...recorded.jointAttention.map((joint) => ({
      title: `loss without ${joint.count} attentions`,
      removal: createRemoval({ attention: joint.attention }),
      expected: joint,
    })),
  ];
  const resident = await createResidentModel(openModel(model), { sublayers: true });
  try {
    const windows = recorded.dense.nllPerWindow.map((_, place) => ({
      ids: ids.slice(place * window, (place + 1) * window),
      document: 0,
    }));
    const measured = await finish(
      measureWindows(
        resident,
        'loss',
        { windows, batch: 2 },
        drops.map(({ removal }) => removal),
      ),
    );
    return drops.map(({ title, expected }, place) =>
      compare(title, [measured[place], expected.nllPerWindow], LOSS_TOLERANCE, (value) => value),
    );
  } finally {
    await resident.release();
  }
}

/** @param scaleOf what a difference is relative to */
function compare(
  title: string,
  [found, expected]: readonly [readonly (number | null)[] | undefined, readonly number[]],
  tolerance: number,
  scaleOf: (expected: number) => number,
): Result {
  const gaps = expected.map((value, place) => Math.abs((found?.[place] ?? Number.NaN) - value) / scaleOf(value));
  const worst = Math.max(...gaps);
  const isClose = found?.length === expected.length && worst <= tolerance;
  return { title: `${title} (${worst.toExponential(1)})`, problem: isClose ? null : `differs by more than ${tolerance}` };
}
