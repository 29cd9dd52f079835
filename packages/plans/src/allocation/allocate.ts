import { AppError, getAt, getEntry } from '@lamina/errors';
import { createBounds, type UnitBounds, type UnitOption } from './bounds.ts';

export interface AllocatedUnit {
  readonly unit: string;
  readonly options: readonly UnitOption[];
}

export interface Allocation {
  readonly budget: number;
  readonly feasible: true;
  readonly bytes: number;
  /** Sum over the units: a prediction. */
  readonly divergence: number;
  /** The name of the option of each unit. */
  readonly choice: Readonly<Record<string, string>>;
}

/** Some options of the first units: a partial allocation that no other one of these units beats in bytes and divergence. */
interface State {
  readonly bytes: number;
  readonly divergence: number;
  readonly option: UnitOption;
  readonly before: State | null;
}

/** Sums of float64 in another order differ by less than this share of the largest sum. */
const ROUNDING = 1e-13;

/**
 * One option for each unit with the least sum of divergences within a budget of bytes; of equal sums the one of fewer bytes. Exact: units are added one by one,
 * and a partial allocation is dropped only where another one has no more bytes and no more divergence, or where even the linear relaxation of the other
 * units (Sinha and Zoltners 1979, on the convex hulls of their options) cannot bring it below an allocation that is known.
 *
 * @throws AppError BUDGET_TOO_SMALL naming the least possible bytes; BAD_USER_INPUT for a unit without options, or numbers that cannot be summed
 */
export function allocate(units: readonly AllocatedUnit[], budget: number): Allocation {
  const kept = units.map(listUndominated);
  const least = kept.reduce((sum, options) => sum + getAt(options, 0).bytes, 0);
  if (budget < least)
    throw new AppError(
      'BUDGET_TOO_SMALL',
      `the budget of ${budget} bytes is below the least possible one, ${least} bytes; raise it, or add smaller options`,
    );
  // Units whose options differ most come first, so that the bounds of the others are close.
  const order = kept.map((_, index) => index).sort((a, b) => spreadOf(getAt(kept, b)) - spreadOf(getAt(kept, a)));
  const ordered = order.map((index) => getAt(kept, index));
  const bounds = createBounds(ordered);
  const rounding = ROUNDING * ordered.reduce((sum, options) => sum + Math.abs(getAt(options, 0).divergence), 0) * units.length;
  let known = bounds.findFeasible(budget);
  let states: readonly State[] = [];
  for (const [place, options] of ordered.entries()) {
    const rest = bounds.after(place + 1);
    states = prune(extend(place === 0 ? null : states, options), { rest, budget, limit: known + rounding });
    // A partial allocation with the least bytes for the other units is an allocation too.
    for (const { bytes, divergence } of states) {
      const completed = rest.complete(budget - bytes);
      if (completed !== null) known = Math.min(known, divergence + completed);
    }
  }
  const [best] = [...states].sort((a, b) => a.divergence - b.divergence || a.bytes - b.bytes);
  return describe(units, { order, best: best ?? null, budget });
}

/** Options by ascending bytes and descending divergence. @throws AppError BAD_USER_INPUT */
function listUndominated({ unit, options }: AllocatedUnit): readonly UnitOption[] {
  const isWrong = ({ bytes, divergence }: UnitOption): boolean =>
    !(Number.isSafeInteger(bytes) && bytes >= 0 && Number.isFinite(divergence));
  const wrong = options.find(isWrong);
  if (options.length === 0) throw new AppError('BAD_USER_INPUT', `the unit ${unit} has no options`);
  if (wrong !== undefined)
    throw new AppError('BAD_USER_INPUT', `the option ${wrong.name} of ${unit} needs whole bytes of at least 0 and a finite divergence`);
  const sorted = [...options].sort((a, b) => a.bytes - b.bytes || a.divergence - b.divergence);
  const kept: UnitOption[] = [];
  let lowest = Number.POSITIVE_INFINITY;
  for (const option of sorted) {
    if (option.divergence >= lowest) continue;
    lowest = option.divergence;
    kept.push(option);
  }
  return kept;
}

function spreadOf(options: readonly UnitOption[]): number {
  return getAt(options, 0).divergence - getAt(options, options.length - 1).divergence;
}

function extend(states: readonly State[] | null, options: readonly UnitOption[]): readonly State[] {
  if (states === null) return options.map((option) => ({ bytes: option.bytes, divergence: option.divergence, option, before: null }));
  return options.flatMap((option) =>
    states.map((before) => ({ bytes: before.bytes + option.bytes, divergence: before.divergence + option.divergence, option, before })),
  );
}

function prune(
  states: readonly State[],
  { rest, budget, limit }: { readonly rest: UnitBounds; readonly budget: number; readonly limit: number },
): readonly State[] {
  const sorted = [...states].sort((a, b) => a.bytes - b.bytes || a.divergence - b.divergence);
  const kept: State[] = [];
  let lowest = Number.POSITIVE_INFINITY;
  for (const state of sorted) {
    if (state.divergence >= lowest) continue;
    lowest = state.divergence;
    const bound = rest.bound(budget - state.bytes);
    if (bound !== null && state.divergence + bound <= limit) kept.push(state);
  }
  return kept;
}

function describe(
  units: readonly AllocatedUnit[],
  { order, best, budget }: { readonly order: readonly number[]; readonly best: State | null; readonly budget: number },
): Allocation {
  const chosen = new Map<number, UnitOption>();
  for (let [state, place] = [best, order.length - 1]; state !== null; [state, place] = [state.before, place - 1])
    chosen.set(getAt(order, place), state.option);
  const picked = units.map((_, index) => getEntry(chosen, index));
  return {
    budget,
    feasible: true,
    bytes: picked.reduce((sum, { bytes }) => sum + bytes, 0),
    divergence: picked.reduce((sum, { divergence }) => sum + divergence, 0),
    choice: Object.fromEntries(units.map(({ unit }, index) => [unit, getAt(picked, index).name])),
  };
}
