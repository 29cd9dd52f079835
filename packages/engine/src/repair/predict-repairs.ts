import type { Removal } from '@lamina/plans';
import { type ModelLookup, openModel } from '../model/open/open-model.ts';
import type { Progress } from '../progress/progress.ts';
import type { SessionOptions } from '../session/session.ts';
import type { ScoreInput } from '../text/windows.ts';
import { createTextCutter } from './cut-calibration.ts';
import { repairEach } from './repair-each.ts';
import type { CalibrationCut, RepairRecord, RepairRequest } from './repair-record.ts';

export interface PredictRepairsOptions extends ModelLookup, SessionOptions {
  readonly model: string;
  /** Removals of whole blocks, each with a repair. */
  readonly repairs: readonly {
    readonly removal: Removal;
    readonly request: RepairRequest & CalibrationCut;
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
  const asked = options.repairs.map(({ removal, request, heldOut }) => {
    const { windows: _windows, ...whole } = request;
    return { removal, repair: request, cut: cut(request), unseen: cut({ ...whole, calibration: heldOut }) };
  });
  return yield* repairEach(opened, asked, options, ({ record }) => record);
}
