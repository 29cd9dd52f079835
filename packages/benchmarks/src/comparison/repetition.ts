/** Number of calibration texts on which a difference must hold before a repair or a strategy is called better or worse. */
const MINIMUM_CALIBRATION_TEXTS = 2;

/** Number of seeds that a search must have on one of these texts. */
export const MINIMUM_SEEDS = 3;

export type Side = 'better' | 'worse';

/** A side that enough texts show, or a fact about one text. */
export type ConfirmedSide = Side | `${Side}-on-this-text`;

/** @param texts those on which the difference holds; texts without a name may be one and the same */
export function confirmSide(side: Side, texts: readonly (string | null)[]): ConfirmedSide {
  const named = new Set(texts.filter((text) => text !== null));
  return named.size >= MINIMUM_CALIBRATION_TEXTS ? side : `${side}-on-this-text`;
}
