import { keyOfRemoval, type Removal, removalOf, type Unit } from '@lamina/plans';

/** A unit that can go, with the loss of the model without it alone. */
export interface ScreenedUnit {
  readonly unit: Unit;
  /** On the text that chooses, nats per token; below 0 = better than the whole model. */
  readonly loss: number;
  readonly parameters: number;
}

/** A removal that is worth measuring. */
export interface PlannedRemoval {
  readonly removal: Removal;
  /** Sum of the losses of its units: its own loss if they did not interact. */
  readonly predicted: number;
}

/** Numbers of units of one kind, or of several kinds together, that are tried. */
const COUNTS = [1, 2, 3, 5, 8, 12];
/** Units of each kind that are tried alone: the text that chooses does not order them exactly as others do. */
const ALONE = 3;
/** A removal whose units lose this many times the limit is not tried, except for the least of each kind: units often interact. */
const HOPELESS = 3;

/** Units of each kind, and units of both kinds of sublayers by their loss for the parameters that they save: the cheapest first. */
function orderUnits(units: readonly ScreenedUnit[]): readonly (readonly ScreenedUnit[])[] {
  const ofKinds = [...Map.groupBy(units, ({ unit }) => unit.kind).values()].map((ofKind) => ofKind.toSorted((a, b) => a.loss - b.loss));
  const sublayers = units.filter(({ unit }) => unit.kind !== 'block');
  return [...ofKinds, sublayers.toSorted((a, b) => a.loss / a.parameters - b.loss / b.parameters)];
}

/**
 * Removals that may stay within a limit, the cheapest first: of each kind of unit those of least loss, together and some alone, and of all kinds those with
 * the least loss for the parameters they save.
 * @param limit the largest accepted loss as a share
 */
export function planCandidates(units: readonly ScreenedUnit[], limit: number): readonly PlannedRemoval[] {
  const orders = orderUnits(units);
  const isHopeless = (taken: readonly ScreenedUnit[]): boolean => predict(taken) > HOPELESS * Math.log1p(limit);
  const together = orders.flatMap((order) =>
    // Half of the units of a model is never removed at this loss.
    COUNTS.filter((count) => count <= order.length / 2).map((count) => order.slice(0, count)),
  );
  const alone = orders.slice(0, -1).flatMap((order) => order.slice(1, ALONE).map((unit) => [unit]));
  return describe([
    ...together.filter((taken) => taken.length === 1 || !isHopeless(taken)),
    ...alone.filter((taken) => !isHopeless(taken)),
  ]);
}

/** Removals that fit a size, the cheapest first: in each order the fewest units that do, and one more. @param fits whether a removal does */
export function planFitting(units: readonly ScreenedUnit[], fits: (removal: Removal) => boolean): readonly PlannedRemoval[] {
  return describe(
    orderUnits(units).flatMap((order) => {
      const counts = Array.from(order.keys());
      const fewest = counts.find((count) => count > 0 && fits(removalOf(order.slice(0, count).map(({ unit }) => unit))));
      return fewest === undefined ? [] : [fewest, fewest + 1].filter((count) => count < order.length).map((count) => order.slice(0, count));
    }),
  );
}

function predict(taken: readonly ScreenedUnit[]): number {
  return taken.reduce((sum, { loss }) => sum + loss, 0);
}

function describe(sets: readonly (readonly ScreenedUnit[])[]): readonly PlannedRemoval[] {
  const planned = sets.map((taken) => ({ removal: removalOf(taken.map(({ unit }) => unit)), predicted: predict(taken) }));
  const different = new Map(planned.map((one) => [keyOfRemoval(one.removal), one]));
  return [...different.values()].sort((a, b) => a.predicted - b.predicted);
}
