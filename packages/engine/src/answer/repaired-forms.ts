import type { Saved } from '@lamina/benchmarks';
import { AppError, getAt } from '@lamina/errors';
import { holdsRepair, type RepairKind } from '@lamina/metrics';
import { keyOfRemoval, type Removal } from '@lamina/plans';
import type { OpenedModel } from '../model/open/open-model.ts';
import { type Checkpoint, keyOf } from '../progress/checkpoint.ts';
import { finish } from '../progress/finish.ts';
import type { Progress } from '../progress/progress.ts';
import { cutCalibration } from '../repair/cut-calibration.ts';
import type { FittedRepair } from '../repair/fit-repairs.ts';
import { repairModel } from '../repair/repair-model.ts';
import type { CalibrationCut, RepairRequest } from '../repair/repair-record.ts';
import type { SessionOptions } from '../session/session.ts';
import type { AnswerText } from './answer-text.ts';
import { createSavingPlanner } from './planned-saving.ts';

/** The repair that adds nothing to a model: its matrix is multiplied into the weights before a run of blocks. */
export const ANSWER_REPAIR = {
  kind: 'linear-fold',
  window: 128,
  /** Windows from the start of the text that chooses; those that follow show the error on unseen text. */
  windows: 40,
  bos: 'auto',
  tokenRule: 'all',
} as const satisfies { readonly kind: RepairKind; readonly [setting: string]: unknown };
const HELD_OUT_WINDOWS = 8;
/** A repair that leaves at least this share of the error changes nothing. */
const IDLE = 0.98;

/** The repair as `pruneModel` takes it. @param chooser the text that chose the removal */
export function describeRepair({ documents }: AnswerText): RepairRequest & CalibrationCut {
  return { ...ANSWER_REPAIR, calibration: { texts: documents } };
}

/** A removal of blocks whose runs are repaired. */
export interface RepairedForm {
  /** Names the repair in checkpoints. */
  readonly key: string;
  readonly saved: Saved;
  /** Why it is no candidate; null = it is one. */
  readonly excluded: string | null;
  /** The model with the repair in place. It is solved where that is not done yet. */
  readonly open: () => Promise<OpenedModel>;
}

/** Solves the repair of a removal, unless an earlier run has, and plans the write of the repaired model. */
export async function* repairForm(
  opened: OpenedModel,
  { removal, saved }: { readonly removal: Removal; readonly saved: Saved },
  { chooser, checkpoint, session }: { readonly chooser: AnswerText; readonly checkpoint: Checkpoint; readonly session: SessionOptions },
): AsyncGenerator<Progress, RepairedForm> {
  const { kind, windows } = ANSWER_REPAIR;
  const { format } = opened.source;
  const key = keyOf([ANSWER_REPAIR, chooser.text, keyOfRemoval(removal)]);
  const solving: Promise<FittedRepair>[] = []; // Empty until the repair is asked for.
  const solve = async (): Promise<FittedRepair> => {
    if (solving.length === 0) solving.push(fit(opened, removal, { chooser, session }));
    return await getAt(solving, 0);
  };
  const form = (excluded: string | null, [bytesAfter, parametersAfter]: Facts): RepairedForm => ({
    ...{ key, excluded },
    saved: { ...saved, bytesAfter, parametersAfter },
    open: async () => (await solve()).opened,
  });
  const unsolved: Facts = [saved.bytesAfter ?? 0, saved.parametersAfter, 1]; // A planned write has bytes.
  if (!holdsRepair(format, kind)) return form(`a ${format} file cannot hold a repair`, unsolved);
  const factsKey = `${key}:repair`;
  const judge = (facts: Facts): RepairedForm => form(facts[2] >= IDLE ? 'the repair changes nothing on unseen text' : null, facts);
  const known = checkpoint[factsKey];
  if (areFacts(known)) return judge(known);
  yield { phase: 'measure', done: 0, total: 1, note: `solving a repair on ${windows} windows of ${chooser.text}` };
  try {
    const fitted = await solve();
    const { bytesAfter, parametersAfter } = createSavingPlanner(fitted.opened).plan(removal);
    const facts: Facts = [bytesAfter ?? 0, parametersAfter, fitted.record.heldOutError ?? 1]; // Both are known: the write is planned, and text held out.
    yield { phase: 'measure', done: 1, total: 1, note: `solved a repair on ${chooser.text}`, checkpoint: { [factsKey]: facts } };
    return judge(facts);
  } catch (error) {
    if (error instanceof AppError) return form(error.message, unsolved);
    throw error;
  }
}

/** Bytes and parameters after, and the error on unseen text: 1 is no better than removal alone. */
type Facts = readonly [bytesAfter: number, parametersAfter: number, heldOutError: number];

function areFacts(entry: unknown): entry is Facts {
  return Array.isArray(entry) && entry.length === 3 && entry.every((number) => typeof number === 'number');
}

async function fit(
  opened: OpenedModel,
  removal: Removal,
  { chooser, session }: { readonly chooser: AnswerText; readonly session: SessionOptions },
): Promise<FittedRepair> {
  const { kind, window, windows, bos, tokenRule } = ANSWER_REPAIR;
  const all = { calibration: { texts: chooser.documents }, window, bos, windows: windows + HELD_OUT_WINDOWS };
  const { calibration, batch } = cutCalibration(opened, all);
  const input = { ...session, removal, calibration: calibration.slice(0, windows), heldOut: calibration.slice(windows), batch };
  return getAt(await finish(repairModel(opened, [{ kind, tokenRule }], input)), 0);
}
