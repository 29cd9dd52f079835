import type { PublishedResult } from './published-result.ts';

/** Percent as printed, or printed counts: [removed blocks, blocks]. 0 for dense rows, null if none is printed. */
export type PrintedRatio = number | readonly [removed: number, blocks: number] | null;

/** The fields of a printed ratio, and its text at the end of a row's name: " 27.1 %", " 7/32" or empty. */
export function readPrintedRatio(ratio: PrintedRatio): Pick<PublishedResult, 'removedRatio' | 'ratioKind'> & { readonly text: string } {
  if (ratio === null || ratio === 0) return { removedRatio: null, ratioKind: null, text: '' };
  if (typeof ratio === 'number') return { removedRatio: ratio / 100, ratioKind: 'as-printed', text: ` ${ratio} %` };
  const [removed, blocks] = ratio;
  return { removedRatio: removed / blocks, ratioKind: 'blocks', text: ` ${removed}/${blocks}` };
}
