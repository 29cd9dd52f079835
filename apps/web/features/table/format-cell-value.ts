import type { CellValue } from '../export/shown-table.ts';
import { MISSING, type Numbers } from '../ui/numbers.ts';

/** A cell as text, if its column does not define one. */
export function formatCellValue(value: CellValue, numbers: Numbers): string {
  if (value === null) return MISSING;
  return typeof value === 'number' && !Number.isInteger(value) ? numbers.significant(value, 4) : String(value);
}
