import { getAt } from '@lamina/errors';
import { keyOfRemoval, removalOf, type Unit } from '@lamina/plans';
import { removeUnits } from '@lamina/surgery';
import { countParameters } from '../model/facts/sizes.ts';
import type { OpenedModel } from '../model/open/open-model.ts';
import type { Progress } from '../progress/progress.ts';
import { measureWindows } from '../score/measure-windows.ts';
import { cutFirst, type EncodedText } from './answer-text.ts';
import { BATCH, type Measuring, reportWork } from './measuring.ts';
import type { MeasuredUnit } from './plan-candidates.ts';

/** Tokens of a window of the text that chooses. */
const WINDOW = 64;

/**
 * The divergence of every unit that can go alone. That of a block is the sum of its attention's and its MLP's; only a block that cannot be divided is measured.
 * @param tokens of the text that chooses
 */
export async function* measureUnits(
  { structure }: OpenedModel,
  chooser: EncodedText,
  { resident, checkpoint, tokens }: Measuring & { readonly tokens: number },
): AsyncGenerator<Progress, readonly MeasuredUnit[]> {
  const whole = countParameters(structure.model.graph);
  const canGo = (unit: Unit): boolean => resident.findObstacle(removalOf([unit])) === null;
  const blocks = structure.blocks.map((_, block): Unit => ({ kind: 'block', block })).filter(canGo);
  const sublayers = structure.blocks
    .flatMap((_, block): readonly Unit[] => [
      { kind: 'attention', block },
      { kind: 'mlp', block },
    ])
    .filter(canGo);
  const sublayersOf = (block: number) => sublayers.filter((unit) => unit.block === block);
  const alone = [...sublayers, ...blocks.filter(({ block }) => sublayersOf(block).length < 2)];
  const windows = cutFirst(chooser, { tokens, window: WINDOW });
  const removals = alone.map((unit) => removalOf([unit]));
  const found = yield* reportWork(measureWindows(resident, 'divergence', { windows, batch: BATCH, checkpoint }, removals), {
    total: windows.length * alone.length,
    note: 'each attention and MLP alone',
  });
  const positions = windows.reduce((sum, { ids }) => sum + ids.length, 0);
  const means = found.map((each) => each.reduce((sum, nats) => sum + nats, 0) / positions);
  const divergences = new Map(removals.map((removal, place) => [keyOfRemoval(removal), getAt(means, place)]));
  const find = (unit: Unit): number | undefined => divergences.get(keyOfRemoval(removalOf([unit])));
  const sumOfSublayers = (block: number): number => sublayersOf(block).reduce((sum, unit) => sum + (find(unit) ?? Number.NaN), 0);
  return [...blocks, ...sublayers].map((unit) => ({
    unit,
    divergence: find(unit) ?? sumOfSublayers(unit.block),
    parameters: whole - countParameters(removeUnits(structure, removalOf([unit])).model.graph),
  }));
}
