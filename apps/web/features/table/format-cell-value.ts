import type { CellValue } from '../export/shown-table.ts';
import { MISSING, numbers } from '../ui/numbers.ts';

/** A cell as text, if its column does not define one. */
export function formatCellValue(value: CellValue): string {
  if (value === null) return MISSING;
  if (typeof value === 'string') return value;
  return Number.isInteger(value) ? numbers.integer(value) : numbers.significant(value, 4);
}
