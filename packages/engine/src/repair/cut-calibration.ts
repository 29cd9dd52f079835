import { findFixedShape } from '../model/facts/fixed-shape.ts';
import type { OpenedModel } from '../model/open/open-model.ts';
import { loadTokenizer } from '../model/tokenizer/tokenizer.ts';
import { DEFAULT_BATCH_TOKENS, DEFAULT_WINDOW } from '../score/score-defaults.ts';
import { cutWindows, type Window } from '../score/windows.ts';
import type { CalibrationCut, RepairRequest } from './repair-record.ts';

/** The windows of a calibration text, and how many of them run together. @throws AppError as cutWindows does */
export function cutCalibration(
  opened: OpenedModel,
  { calibration, window = DEFAULT_WINDOW, bos = 'auto', batch, windows }: Pick<RepairRequest, 'calibration'> & CalibrationCut,
): { readonly calibration: readonly Window[]; readonly batch: number } {
  const cut = { window, stride: window, bos, windows, partialWindows: 'dropped' } as const;
  const fixed = findFixedShape(opened.structure.model.graph).rows;
  return {
    calibration: cutWindows(calibration, cut, () => loadTokenizer(opened.source)),
    batch: batch ?? fixed ?? Math.max(1, Math.floor(DEFAULT_BATCH_TOKENS / window)),
  };
}
