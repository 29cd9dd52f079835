/** The 97.5th percentile of the normal distribution: 95 % of the values lie within this many standard errors of the mean. */
export const Z_95 = 1.959963984540054;
