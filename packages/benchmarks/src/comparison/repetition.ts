/** Number of calibration texts on which a difference must hold before a repair or a strategy is called better or worse. */
export const MINIMUM_CALIBRATION_TEXTS = 2;

/** Number of seeds that a search must have on one of these texts. */
export const MINIMUM_SEEDS = 3;
