/** The 97.5th percentile of the normal distribution: 95 % of it lies within this many standard errors of its mean. */
export const Z_95 = 1.959963984540054;
