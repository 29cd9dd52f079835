import { getAt } from '@lamina/errors';
import { addUnit, isRemoved, keyOfRemoval, type Removal, removalOf, type Unit } from '@lamina/plans';
import { findRemovalObstacle } from '@lamina/surgery';
import { keyOf, type WorkDone } from '../checkpoint.ts';
import type { OpenedModel } from '../model/open/open-model.ts';
import { formBatches } from '../session/form-batches.ts';
import type { SessionOptions } from '../session/session.ts';
import type { LossInput } from './measure-windows.ts';
import { createMeasuredModel } from './measured-model.ts';
import { addBatch, createScoreSums, type Measurements, summarise } from './score-sums.ts';

/** One step of iterative removal: the unit, and its influence when it was chosen. */
export interface IterationStep extends Unit {
  readonly influence: number;
}

/** By unit: its influence on the model without the units removed so far; null where it is undefined. */
type Influences = readonly (number | null)[];

export interface IterateOptions extends SessionOptions {
  readonly units: readonly Unit[];
  readonly count: number;
}

/**
 * Removes `count` units one after the other, each time the one of lowest influence on the model without those before. Of equal influences, the unit
 * that comes first in `units` is removed. Stops early where no further unit can be removed. The model is loaded once for each step, without its head.
 *
 * Source: Prune&Comp (arXiv 2507.18212), which scores again after each removal.
 */
export async function* removeIteratively(
  opened: OpenedModel,
  input: LossInput,
  { units, count, ...session }: IterateOptions,
): AsyncGenerator<WorkDone<Influences>, readonly IterationStep[]> {
  const steps: IterationStep[] = [];
  while (steps.length < count) {
    const removal = removalOf(steps);
    const open = units.filter(
      (unit) => !isRemoved(removal, unit) && findRemovalObstacle(opened.structure, addUnit(removal, unit)) === null,
    );
    if (open.length === 0) break;
    const key = `${keyOf([input.windows.map(({ ids }) => ids), units])}:influence:${keyOfRemoval(removal)}`;
    const known = input.checkpoint?.[key];
    const influences = isInfluences(known, units.length) ? known : await measureInfluences(opened, input, { ...session, units, removal });
    yield { count: input.windows.length, ...(influences === known ? {} : { checkpoint: { [key]: influences } }) };
    const [best] = open
      .map((unit) => ({ ...unit, influence: influences[units.indexOf(unit)] ?? Number.POSITIVE_INFINITY }))
      .sort((a, b) => a.influence - b.influence);
    if (!best || best.influence === Number.POSITIVE_INFINITY) break;
    steps.push(best);
  }
  return steps;
}

async function measureInfluences(
  opened: OpenedModel,
  { windows, batch }: LossInput,
  { units, removal, ...session }: SessionOptions & { readonly units: readonly Unit[]; readonly removal: Removal },
): Promise<Influences> {
  const measured = await createMeasuredModel(opened, { ...session, removal, losses: false });
  try {
    const sums = createScoreSums(windows, opened.structure.blocks.length);
    const batches = formBatches(
      windows.map(({ ids }) => ({ ids, next: 0 })),
      batch,
    );
    let place = 0;
    for await (const outputs of measured.run(batches.map(({ tokens }) => tokens))) {
      const { rows, width, tokens } = getAt(batches, place);
      place += 1;
      addBatch({ rows, width, lengths: tokens.lengths, outputs }, sums);
    }
    const found = summarise(sums, opened.structure.sublayers);
    return units.map(({ kind, block }) => seriesOf(found, kind)?.mean[block] ?? null);
  } finally {
    await measured.release();
  }
}

function seriesOf({ blockInfluence, attentionInfluence, mlpInfluence }: Measurements, kind: Unit['kind']) {
  return { block: blockInfluence, attention: attentionInfluence, mlp: mlpInfluence }[kind];
}

function isInfluences(value: unknown, units: number): value is Influences {
  return Array.isArray(value) && value.length === units && value.every((one) => one === null || typeof one === 'number');
}
