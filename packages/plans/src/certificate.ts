/**
 * The check that a written model computes the right logits: they are compared with those of its parent with the same units bypassed, on a fixed
 * input.
 */
export interface Certificate {
  /** Largest absolute difference between two logits. */
  readonly maxLogitDifference: number;
  /** Largest difference that counts as rounding. */
  readonly limit: number;
  /** Length of the input. */
  readonly tokens: number;
  /** True if both models predict the same token (argmax) at every position. */
  readonly argmaxEqual: boolean;
  readonly passed: boolean;
}

/** Parses the certificate of a plan; null if there is none. */
export function parseCertificate(value: unknown): Certificate | null {
  if (typeof value !== 'object' || value === null) return null;
  const { maxLogitDifference, limit, tokens, argmaxEqual, passed } = value as Partial<Record<keyof Certificate, unknown>>;
  const areNumbers = [maxLogitDifference, limit, tokens].every((number) => typeof number === 'number');
  if (!areNumbers || typeof argmaxEqual !== 'boolean' || typeof passed !== 'boolean') return null;
  return value as Certificate;
}

/** The certificate of a stored plan; null if there is none. */
export function findCertificate(plan: unknown): Certificate | null {
  return typeof plan === 'object' && plan !== null && 'certificate' in plan ? parseCertificate(plan.certificate) : null;
}
