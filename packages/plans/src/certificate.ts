/** What showed that a written model computes what it should: its logits beside those of its parent without what was removed, on a fixed input. */
export interface Certificate {
  /** Largest absolute difference of a logit. */
  readonly maxLogitDifference: number;
  /** Largest difference that is taken for rounding. */
  readonly limit: number;
  /** Length of the input. */
  readonly tokens: number;
  /** Whether both find the same token likeliest at every place. */
  readonly argmaxEqual: boolean;
  readonly passed: boolean;
}

/** A certificate as a plan holds it; null where it holds none. */
export function parseCertificate(value: unknown): Certificate | null {
  if (typeof value !== 'object' || value === null) return null;
  const { maxLogitDifference, limit, tokens, argmaxEqual, passed } = value as Partial<Record<keyof Certificate, unknown>>;
  const areNumbers = [maxLogitDifference, limit, tokens].every((number) => typeof number === 'number');
  if (!areNumbers || typeof argmaxEqual !== 'boolean' || typeof passed !== 'boolean') return null;
  return value as Certificate;
}

/** The certificate in a stored plan; null where there is none. */
export function findCertificate(plan: unknown): Certificate | null {
  return typeof plan === 'object' && plan !== null && 'certificate' in plan ? parseCertificate(plan.certificate) : null;
}
