import type { Numbers } from '../ui/numbers.ts';
import type { PruningFacts } from './load-model.ts';

/** The facts of a certificate that a page shows. */
export type CertificateFacts = NonNullable<PruningFacts['certificate']>;

/** Describes the check of the written model: it was opened again and compared with its parent without the removed blocks. */
export function describeCertificate({ maxLogitDifference, limit, tokens, passed }: CertificateFacts, numbers: Numbers): string {
  const difference = `largest logit difference ${numbers.significant(maxLogitDifference, 2)} over ${numbers.integer(tokens)} tokens`;
  return passed ? `Loads: ${difference}` : `Failed: ${difference}, more than ${numbers.significant(limit, 2)}`;
}
