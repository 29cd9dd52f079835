import { getAt, getEntry } from '@lamina/errors';
import {
  cutWindows,
  DEFAULT_BATCH_TOKENS,
  DEFAULT_WINDOW,
  findFixedShape,
  keyOf,
  loadTokenizer,
  type ModelLookup,
  type OpenedModel,
  openModel,
  type Progress,
  type ScoreInput,
  type Window,
} from '@lamina/models';
import { keyOfRemoval, type Removal } from '@lamina/plans';
import type { SessionOptions } from '../session/session.ts';
import { type FittedRepair, repairModel } from './fit-repairs.ts';
import type { CalibrationCut, RepairChoice, RepairRecord, RepairRequest } from './repair-record.ts';

/** A repair that is to be solved. Equal texts are one object (createTextCutter). */
interface AskedRepair {
  readonly remove: Removal;
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
    const { remove: removal, cut, unseen } = getAt(group, 0);
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
    const group = groups.find(({ first }) => isAlike(first, repair));
    if (group) group.places.push(place);
    else groups.push({ first: repair, places: [place] });
  }
  return groups.map(({ places }) => places);
}

function isAlike(a: AskedRepair, b: AskedRepair): boolean {
  return a.cut === b.cut && a.unseen === b.unseen && keyOfRemoval(a.remove) === keyOfRemoval(b.remove);
}

export interface PredictRepairsOptions extends ModelLookup, SessionOptions {
  readonly model: string;
  readonly repairs: readonly {
    readonly remove: Removal;
    readonly repair: RepairRequest & CalibrationCut;
    /** Text on which the repair is judged; the solver does not see it. */
    readonly heldOut: ScoreInput;
  }[];
}

/**
 * Solves repairs and measures their errors on held-out text. Nothing is written, and no benchmark is run: the error predicts which repair of which
 * removal loses least.
 *
 * @throws AppError as openModel and repairModel do.
 */
export async function* predictRepairs(options: PredictRepairsOptions): AsyncGenerator<Progress, readonly RepairRecord[]> {
  const opened = openModel(options.model, options);
  const cut = createTextCutter(opened);
  const asked = options.repairs.map(({ remove, repair, heldOut }) => {
    const { windows: _windows, ...whole } = repair;
    return { remove, repair, cut: cut(repair), unseen: cut({ ...whole, calibration: heldOut }) };
  });
  return yield* repairEach(opened, asked, options, ({ record }) => record);
}

/** A calibration text, and how it is cut. */
type UncutText = Pick<RepairRequest, 'calibration'> & CalibrationCut;

/** The windows of a calibration text, and how many of them run together. */
export interface CutText {
  readonly calibration: readonly Window[];
  readonly batch: number;
}

/** @throws AppError as cutWindows does */
export function cutCalibration(
  opened: OpenedModel,
  { calibration, window = DEFAULT_WINDOW, bos = 'auto', batch, windows }: UncutText,
): CutText {
  const cut = { window, stride: window, bos, windows, partialWindows: 'dropped' } as const;
  const fixed = findFixedShape(opened.structure.model.graph).rows;
  return {
    calibration: cutWindows(calibration, cut, () => loadTokenizer(opened.source)),
    batch: batch ?? fixed ?? Math.max(1, Math.floor(DEFAULT_BATCH_TOKENS / window)),
  };
}

/** Cuts texts for several repairs. Each text is cut once: equal ones give the same object. */
export function createTextCutter(opened: OpenedModel): (text: UncutText) => CutText {
  const cuts = new Map<string, CutText>();
  return (text) => {
    const { calibration, window, windows, bos, batch } = text;
    const key = keyOf([calibration, window, windows, bos, batch]);
    const cut = cuts.get(key) ?? cutCalibration(opened, text);
    cuts.set(key, cut);
    return cut;
  };
}
