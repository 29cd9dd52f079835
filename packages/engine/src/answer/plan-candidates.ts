import { keyOfRemoval, type Removal, removalOf, type Unit } from '@lamina/plans';

/** A unit that could go, with what the whole model loses without it alone. */
export interface MeasuredUnit {
  readonly unit: Unit;
  /** Mean KL(whole ‖ without the unit) on the text that chooses, nats per token. */
  readonly divergence: number;
  readonly parameters: number;
}

/** A removal that is worth measuring. */
export interface PlannedRemoval {
  readonly removal: Removal;
  /** Sum of the divergences of its units: what it would lose if they did not interact. */
  readonly predicted: number;
}

/** Numbers of units of one kind, or of several kinds together, that are tried. */
const COUNTS = [1, 2, 3, 5, 8, 12];
/** Units of each kind that are tried alone: the text that chooses does not order them exactly as others do. */
const ALONE = 3;
/** A removal whose units lose this many times the limit is not tried, except for the least of each kind: units often interact. */
const HOPELESS = 3;

/**
 * Removals that are worth measuring, the cheapest first: of each kind of unit those of lowest divergence, together and some alone, and of all kinds those with
 * the lowest divergence for the parameters they save.
 * @param limit the largest accepted loss as a share
 * @param count how many removals at most
 */
export function planCandidates(
  units: readonly MeasuredUnit[],
  { limit, count }: { readonly limit: number; readonly count: number },
): readonly PlannedRemoval[] {
  const predict = (taken: readonly MeasuredUnit[]): number => taken.reduce((sum, { divergence }) => sum + divergence, 0);
  const isHopeless = (taken: readonly MeasuredUnit[]): boolean => predict(taken) > HOPELESS * Math.log1p(limit);
  const sublayers = units.filter(({ unit }) => unit.kind !== 'block');
  const byPrice = sublayers.toSorted((a, b) => a.divergence / a.parameters - b.divergence / b.parameters);
  const byDivergence = [...Map.groupBy(units, ({ unit }) => unit.kind).values()].map((ofKind) =>
    ofKind.toSorted((a, b) => a.divergence - b.divergence),
  );
  const first = [...byDivergence, byPrice].flatMap((order) =>
    // Half of the units of a model is never removed at this loss.
    COUNTS.filter((number) => number <= order.length / 2).map((number) => order.slice(0, number)),
  );
  const alone = byDivergence.flatMap((order) => order.slice(1, ALONE).map((unit) => [unit]));
  const planned = [
    ...first.filter((taken) => taken.length === 1 || !isHopeless(taken)),
    ...alone.filter((taken) => !isHopeless(taken)),
  ].map((taken) => ({ removal: removalOf(taken.map(({ unit }) => unit)), predicted: predict(taken) }));
  const different = new Map(planned.map((one) => [keyOfRemoval(one.removal), one]));
  return [...different.values()].sort((a, b) => a.predicted - b.predicted).slice(0, count);
}
