import { findFixedShape } from '../model/facts/fixed-shape.ts';
import type { OpenedModel } from '../model/open/open-model.ts';
import { loadTokenizer } from '../model/tokenizer/tokenizer.ts';
import { keyOf } from '../progress/checkpoint.ts';
import { DEFAULT_BATCH_TOKENS, DEFAULT_WINDOW } from '../text/score-defaults.ts';
import { cutWindows, type Window } from '../text/windows.ts';
import type { CalibrationCut, RepairRequest } from './repair-record.ts';

/** A calibration text, and how it is cut. */
export type UncutText = Pick<RepairRequest, 'calibration'> & CalibrationCut;

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
  const known = new Map<string, CutText>();
  return (text) => {
    const { calibration, window, windows, bos, batch } = text;
    const key = keyOf([calibration, window, windows, bos, batch]);
    const cut = known.get(key) ?? cutCalibration(opened, text);
    known.set(key, cut);
    return cut;
  };
}
