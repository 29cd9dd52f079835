/** Largest losses that readers are offered, as shares of what the whole model achieves. */
export const MAXIMUM_LOSSES = [0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.15, 0.2] as const;
