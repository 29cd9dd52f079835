/** The fewest rounds over which a speed ratio has an interval: sessions of one model differ more than the runs of one session. */
export const LEAST_SPEED_ROUNDS = 3;

/** How speed is measured where nothing else is asked for. */
export const SPEED_PROTOCOL = {
  promptTokens: 256,
  generatedTokens: 32,
  /** Texts side by side. */
  batches: [1, 8],
  /** Runs of each round that do not count. */
  warmUps: 1,
  rounds: 5,
  maxRounds: 40,
  /** Rounds end where the 95 % interval of a ratio is at most this wide, as a share of the ratio. */
  ratioWidth: 0.1,
  /** No round of a form begins after this time, once there are `rounds`. */
  budgetSeconds: 20,
} as const;
