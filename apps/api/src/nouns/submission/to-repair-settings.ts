import type { Refuse } from '../../errors/refusal.ts';
import { RepairKind } from '../vocabulary/repair-kind.ts';
import { checkMaterialName } from './check-material-name.ts';
import type { RepairInput } from './repair.input.ts';

const MAX_REPAIRS = 20;

/** Repairs as jobs name them; what is null is left out. @throws AppError BAD_USER_INPUT naming what is wrong. */
export function toRepairSettings(repairs: readonly RepairInput[] | null | undefined, refuse: Refuse) {
  const given = repairs ? repairs : [];
  if (given.length > MAX_REPAIRS) refuse(`repairs holds ${given.length} entries; it may hold ${MAX_REPAIRS}`);
  return given.map(({ kind, calibration, alpha, searchAlpha, rank, tokenRule }) => {
    if (kind === RepairKind.NONE) refuse('a repair is NONE; every removal is measured without a repair anyway, so leave it out');
    if (searchAlpha && typeof alpha === 'number') refuse(`the repair ${kind} gives alpha and searchAlpha; give one of them`);
    return {
      kind,
      ...(calibration ? { calibration: checkMaterialName(calibration) } : {}),
      ...(typeof alpha === 'number' ? { alpha } : searchAlpha ? { alpha: 'auto' as const } : {}),
      ...(typeof rank === 'number' ? { rank } : {}),
      ...(tokenRule ? { tokenRule } : {}),
    };
  });
}
