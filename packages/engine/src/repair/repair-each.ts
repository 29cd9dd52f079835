import { getAt, getEntry } from '@lamina/errors';
import { keyOfRemoval, type Removal } from '@lamina/plans';
import type { OpenedModel } from '../model/open/open-model.ts';
import type { Progress } from '../progress/progress.ts';
import type { SessionOptions } from '../session/session.ts';
import type { CutText } from './cut-calibration.ts';
import type { FittedRepair } from './fit-repairs.ts';
import { type RepairChoice, repairModel } from './repair-model.ts';

/** A repair that is to be solved. Equal texts are one object (createTextCutter). */
export interface AskedRepair {
  readonly removal: Removal;
  readonly repair: RepairChoice;
  readonly cut: CutText;
  /** Text that the solver does not see, if there is any. */
  readonly unseen?: CutText;
}

/**
 * Solves repairs of several removals. Those of one removal on the same texts are solved together.
 *
 * @param take what is kept of each; a repaired model holds matrices of the model's width
 * @throws AppError as repairModel does
 */
export async function* repairEach<T>(
  opened: OpenedModel,
  asked: readonly AskedRepair[],
  options: SessionOptions,
  take: (fitted: FittedRepair) => T,
): AsyncGenerator<Progress, readonly T[]> {
  const kept = new Map<number, T>();
  for (const places of groupAlike(asked)) {
    const group = places.map((place) => getAt(asked, place));
    const { removal, cut, unseen } = getAt(group, 0);
    const requests = group.map(({ repair }) => repair);
    const heldOut = unseen?.calibration ?? NO_WINDOWS;
    const fitted = yield* repairModel(opened, requests, { ...options, ...cut, removal, heldOut });
    for (const [index, one] of fitted.entries()) kept.set(getAt(places, index), take(one));
  }
  return asked.map((_, place) => getEntry(kept, place));
}

const NO_WINDOWS: CutText['calibration'] = [];

/** The places of repairs of one removal on the same texts, in the order of their first. */
function groupAlike(repairs: readonly AskedRepair[]): readonly (readonly number[])[] {
  const groups: { readonly first: AskedRepair; readonly places: number[] }[] = [];
  for (const [place, repair] of repairs.entries()) {
    const known = groups.find(({ first }) => isAlike(first, repair));
    if (known) known.places.push(place);
    else groups.push({ first: repair, places: [place] });
  }
  return groups.map(({ places }) => places);
}

function isAlike(a: AskedRepair, b: AskedRepair): boolean {
  return a.cut === b.cut && a.unseen === b.unseen && keyOfRemoval(a.removal) === keyOfRemoval(b.removal);
}
