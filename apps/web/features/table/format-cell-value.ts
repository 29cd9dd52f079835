import { MISSING, type Numbers } from '../ui/numbers.ts';
import type { CellValue } from './column.ts';

/** A cell in words where its column names no better ones. */
export function formatCellValue(value: CellValue, numbers: Numbers): string {
  if (value === null) return MISSING;
  return typeof value === 'number' && !Number.isInteger(value) ? numbers.significant(value, 4) : String(value);
}
